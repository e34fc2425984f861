import { Refusal } from '#backend/base/refusal.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findMachine } from '#backend/machine/store.ts'
import { tellStaff } from '#backend/message/service.ts'
import type { Upkeep, UpkeepInput } from './schema.ts'
import { deleteTask, findTask, insertDone, insertTask, quietTasks, updateTask, type NamedTask } from './store.ts'
import { isDue, unitsOf, type UpkeepUnit } from './task.ts'
import { upkeepOf, usedBy } from './views.ts'

type Changed = { upkeep: Upkeep; change: Receipt | null }
type Act = 'upkeep.added' | 'upkeep.changed' | 'upkeep.removed' | 'upkeep.done'

export async function add(app: App, caller: MemberCaller, machineId: string, input: UpkeepInput): Promise<Changed> {
  const { labId } = caller
  const id = randomId()
  return committed(app, caller, machineId, async (tx) => {
    const machine = await findMachine(tx, labId, machineId)
    if (!machine) throw new Refusal('machine.not-found')
    refuseUnit(machine.kind, input.unit)
    const row = { id, labId, machineId, ...input, doneAt: app.now(), dueAt: null }
    const about = { id, machineId, machineName: machine.name }
    return recorded(app, caller, tx, doing('upkeep.added', about), () => insertTask(tx, row))
  })
}

/** Whether it is due is asked anew: the next minute tells. */
export async function change(app: App, caller: MemberCaller, id: string, input: UpkeepInput): Promise<Changed> {
  const { machineId } = await mustFind(app.db, caller.labId, id)
  return committed(app, caller, machineId, async (tx) => {
    const task = await mustFind(tx, caller.labId, id)
    refuseUnit(task.machineKind, input.unit)
    const isOther = input.every !== task.every || input.unit !== task.unit
    return recorded(app, caller, tx, doing('upkeep.changed', task), () =>
      updateTask(tx, id, { ...input, ...(isOther && { dueAt: null }) }),
    )
  })
}

export async function remove(app: App, caller: MemberCaller, id: string): Promise<Changed> {
  const { machineId } = await mustFind(app.db, caller.labId, id)
  return committed(app, caller, machineId, async (tx) => {
    const task = await mustFind(tx, caller.labId, id)
    return recorded(app, caller, tx, doing('upkeep.removed', task), () => deleteTask(tx, id))
  })
}

export async function done(app: App, caller: MemberCaller, id: string, words: string): Promise<Changed> {
  const { labId } = caller
  const { machineId } = await mustFind(app.db, labId, id)
  return committed(app, caller, machineId, async (tx) => {
    const task = await mustFind(tx, labId, id)
    const used = await usedBy(app, tx, task)
    const doneId = randomId()
    const what = doing('upkeep.done', task)
    what.watch.push({ table: 'upkeepDone', where: { id: doneId } })
    return recorded(app, caller, tx, what, async () => {
      await updateTask(tx, id, { doneAt: app.now(), dueAt: null })
      const { title, unit } = task
      const at = app.now()
      await insertDone(tx, { id: doneId, labId, machineId, memberId: caller.id, title, words, used, unit, at })
    })
  })
}

/** Asked each minute: what has become due is told to staff, once, however often it is asked. */
export async function raiseDueTasks(app: App): Promise<void> {
  const raised = await app.db.transaction().execute(async (tx) => {
    const due: NamedTask[] = []
    for (const task of await quietTasks(tx)) {
      if (!isDue({ ...task, unit: task.unit as UpkeepUnit }, await usedBy(app, tx, task))) continue
      await updateTask(tx, task.id, { dueAt: app.now() })
      const { id, labId, machineId, machineName: machine, title, doneAt } = task
      const facts = { machineId, machine, task: title }
      await tellStaff(app, tx, { labId, kind: 'upkeep_due', facts, once: `upkeep:${id}:${doneAt}` })
      due.push(task)
    }
    return due
  })
  if (raised.length > 0) app.publish('ticket:changed', { to: 'team' })
}

const doing = (
  act: Act,
  { id, machineId, machineName }: Pick<NamedTask, 'id' | 'machineId' | 'machineName'>,
): Doing => ({
  act,
  subject: `machine:${machineId}`,
  title: machineName,
  watch: [{ table: 'upkeepTask', where: { id } }],
})

async function committed(
  app: App,
  caller: MemberCaller,
  machineId: string,
  work: (tx: Db) => Promise<{ change: Receipt | null }>,
): Promise<Changed> {
  const { change } = await app.db.transaction().execute(work)
  app.publish('ticket:changed', { to: 'team' })
  return { change, upkeep: await upkeepOf(app, caller.labId, machineId) }
}

/** A laser makes no prints. */
function refuseUnit(kind: string, unit: UpkeepUnit): void {
  if (!unitsOf(kind).includes(unit)) throw new Refusal('upkeep.not-counted')
}

async function mustFind(db: Db, labId: string, id: string): Promise<NamedTask> {
  const task = await findTask(db, labId, id)
  if (!task) throw new Refusal('upkeep.not-found')
  return task
}

import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { Db } from '#backend/io/database.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMachine } from '#backend/machine/store.ts'
import type { ShownTask, Upkeep } from './schema.ts'
import { bookingsSince, doneOn, dueTasks, runsSince, tasksOf, type NamedTask } from './store.ts'
import { unitsOf, usedOf, type UpkeepUnit } from './task.ts'
import { usageOfBookings, usageOfRuns, type Usage } from './usage.ts'

type Clock = Pick<App, 'now'>

export async function upkeepOf(app: App, labId: string, machineId: string): Promise<Upkeep> {
  const machine = await findMachine(app.db, labId, machineId)
  if (!machine) throw new Refusal('machine.not-found')
  const done = await doneOn(app.db, machineId)
  return {
    total: await usageSince(app, app.db, machine, 0),
    units: unitsOf(machine.kind),
    tasks: await shown(app, await tasksOf(app.db, labId, machineId)),
    done: done.map(({ title, words, used, unit, at, by }) => ({
      ...{ title, words, used, at, by },
      unit: unit as UpkeepUnit,
    })),
  }
}

export const due = async (app: App, labId: string): Promise<ShownTask[]> => shown(app, await dueTasks(app.db, labId))

async function shown(app: App, tasks: NamedTask[]): Promise<ShownTask[]> {
  const all: ShownTask[] = []
  for (const task of tasks) {
    const { id, machineId, machineName, title, every, doneAt, dueAt } = task
    const used = await usedBy(app, app.db, task)
    all.push({ id, machineId, machineName, title, every, unit: task.unit as UpkeepUnit, doneAt, dueAt, used })
  }
  return all
}

/** How far a task has come, in its own unit. */
export async function usedBy(app: Clock, db: Db, task: NamedTask): Promise<number> {
  const lab = await findLab(db)
  const machine = { id: task.machineId, kind: task.machineKind }
  const usage = task.unit === 'days' ? none : await usageSince(app, db, machine, task.doneAt)
  return usedOf({ ...task, unit: task.unit as UpkeepUnit }, usage, app.now(), lab?.timeZone ?? 'Europe/Paris')
}

const none: Usage = { hours: 0, prints: 0, grams: 0 }

/** A printer wears while it prints; of any other machine the bookings are all that is known. */
async function usageSince(
  app: Clock,
  db: Db,
  { id, kind }: { id: string; kind: string },
  since: number,
): Promise<Usage> {
  const now = app.now()
  return kind === 'printer'
    ? usageOfRuns(await runsSince(db, id, since), since, now)
    : usageOfBookings(await bookingsSince(db, id, since, now), since, now)
}

import { Refusal } from '#backend/base/refusal.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { randomId } from '#backend/io/random.ts'
import { findMachine, updateOutOfOrder } from '#backend/machine/store.ts'
import { publishCard } from '#backend/machine/views.ts'
import type { MachineReport } from './schema.ts'
import { countOpenReports, findOpenReport, insertReport, openReports, settleReport } from './store.ts'

/** More of one machine at once tell the team nothing new. */
const mostOpen = 20

export const reports = async (app: App, labId: string): Promise<MachineReport[]> =>
  (await openReports(app.db, labId)).map(({ id, machineId, machineName, words, at, memberName }) => ({
    id,
    machineId,
    machineName,
    words,
    at,
    by: memberName,
  }))

export async function report(app: App, caller: MemberCaller, machineId: string, words: string): Promise<object> {
  const { labId, id: memberId } = caller
  await app.db.transaction().execute(async (tx) => {
    if (!(await findMachine(tx, labId, machineId))) throw new Refusal('machine.not-found')
    if ((await countOpenReports(tx, labId, machineId)) >= mostOpen) throw new Refusal('machine-report.too-many')
    const at = app.now()
    await insertReport(tx, {
      id: randomId(),
      labId,
      machineId,
      memberId,
      words,
      at,
      settledAt: null,
      settledBy: null,
    })
  })
  app.publish('machine-report:changed', { to: 'team' })
  return {}
}

/** With a reason the machine goes out of service; without one there is nothing to do. */
export async function settle(
  app: App,
  caller: MemberCaller,
  id: string,
  reason?: string,
): Promise<{ change: Receipt | null }> {
  const { labId } = caller
  const { machineId, change } = await app.db.transaction().execute(async (tx) => {
    const found = await findOpenReport(tx, labId, id)
    if (!found) throw new Refusal('machine-report.not-found')
    const { machineId } = found
    const machine = await findMachine(tx, labId, machineId)
    const doing: Doing = {
      act: reason === undefined ? 'machine-report.dismissed' : 'machine-report.taken-out',
      subject: `machine:${machineId}`,
      title: machine?.name ?? '',
      watch: [
        { table: 'machineReport', where: { labId, id } },
        { table: 'machine', where: { labId, id: machineId } },
      ],
    }
    const { change } = await recorded(app, caller, tx, doing, async () => {
      await settleReport(tx, id, app.now(), caller.id)
      if (reason !== undefined) await updateOutOfOrder(tx, machineId, reason)
    })
    return { machineId, change }
  })
  app.publish('machine-report:changed', { to: 'team' })
  if (reason !== undefined) await publishCard(app, machineId)
  return { change }
}

import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'

/** What a member says is wrong with a machine, until the team has looked. For the team only. */
export const machineReport = z.object({
  id: z.string(),
  machineId: z.string(),
  machineName: z.string(),
  words: z.string(),
  at: z.number(),
  /** Null where that person is no longer known. */
  by: z.string().nullable(),
})
export type MachineReport = z.infer<typeof machineReport>

const settled = z.object({ change: receipt.nullable() })

export const machineReportApi = {
  list: endpoint('GET', '/api/machine-reports', {
    who: 'volunteer',
    does: 'What was reported of the machines and nobody has settled yet, the latest first.',
    reply: z.array(machineReport),
  }),
  report: endpoint('POST', '/api/machines/:id/reports', {
    who: 'visitor',
    does: 'Reports a fault of a machine, in one sentence. The team hears of it at once.',
    body: z.strictObject({ words: z.string().trim().min(3).max(120) }),
    reply: z.object({}),
  }),
  takeOut: endpoint('POST', '/api/machine-reports/:id/out-of-order', {
    who: 'volunteer',
    does: 'Takes the machine out of service for this reason, which everybody reads; the report is settled.',
    body: z.strictObject({ reason: z.string().trim().min(1).max(120) }),
    reply: settled,
  }),
  dismiss: endpoint('DELETE', '/api/machine-reports/:id', {
    who: 'volunteer',
    does: 'Somebody has looked: there is nothing to do, or it is done.',
    reply: settled,
  }),
}

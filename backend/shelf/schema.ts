import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'

/** A bin on the shelf where parts wait for their makers. */
export const shelfBin = z.object({ id: z.string(), name: z.string() })
export type ShelfBin = z.infer<typeof shelfBin>

/** A part that waits to be collected. `here`: in this bin; else it lies somewhere else, or nobody said where. */
export const waitingPart = z.object({
  jobId: z.string(),
  code: z.string(),
  title: z.string(),
  owner: z.string(),
  since: z.number(),
  here: z.boolean(),
  /** The bin in which it lies, where it is another one. */
  elsewhere: z.string().nullable(),
})
export type WaitingPart = z.infer<typeof waitingPart>

const kept = z.object({ bin: shelfBin, change: receipt.nullable() })
export const binName = z.string().trim().min(1).max(40)

export const shelfApi = {
  list: endpoint('GET', '/api/shelf-bins', {
    who: 'visitor',
    does: 'The bins in which parts wait for their makers.',
    reply: z.array(shelfBin),
  }),
  contents: endpoint('GET', '/api/shelf-bins/:id/parts', {
    who: 'volunteer',
    does: 'The parts that wait to be collected, with what lies in this bin.',
    reply: z.object({ bin: shelfBin, parts: z.array(waitingPart) }),
  }),
  add: endpoint('POST', '/api/shelf-bins', {
    who: 'volunteer',
    does: 'Adds a bin.',
    body: z.strictObject({ name: binName }),
    reply: kept,
  }),
  remove: endpoint('DELETE', '/api/shelf-bins/:id', {
    who: 'volunteer',
    does: 'Removes a bin: it stays in the lab’s own bin for thirty days.',
    reply: z.object({ change: receipt.nullable() }),
  }),
  place: endpoint('PUT', '/api/print-jobs/:id/bin', {
    who: 'volunteer',
    does: 'Says in which bin a part that waits to be collected lies; null: in none.',
    body: z.strictObject({ binId: z.string().max(40).nullable() }),
    reply: z.object({}),
  }),
}

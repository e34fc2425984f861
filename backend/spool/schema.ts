import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'

/** One reel of filament. */
export const spool = z.object({
  id: z.string(),
  /** What people call it: « bobine 12 ». Not given again while the one that had it is remembered. */
  number: z.int(),
  material: z.string(),
  colour: z.string(),
  brand: z.string(),
  /** Grams. */
  remaining: z.number(),
})
export type Spool = z.infer<typeof spool>

export const spoolInput = z.strictObject({
  material: z.string().trim().min(1).max(40),
  colour: z.string().trim().min(1).max(40),
  brand: z.string().trim().max(40).default(''),
  remaining: z.number().min(0).max(50_000),
})

const kept = z.object({ spool, change: receipt.nullable() })

export const spoolApi = {
  list: endpoint('GET', '/api/spools', { who: 'visitor', does: 'The spools of the lab.', reply: z.array(spool) }),
  get: endpoint('GET', '/api/spools/:id', {
    who: 'visitor',
    does: 'One spool, with the version to send back when it is changed.',
    reply: z.object({ spool, version: z.string() }),
  }),
  add: endpoint('POST', '/api/spools', { who: 'volunteer', does: 'Adds a spool.', body: spoolInput, reply: kept }),
  change: endpoint('PUT', '/api/spools/:id', {
    who: 'volunteer',
    does: 'Changes a spool, unless somebody else did since `version`.',
    body: spoolInput.extend({ version: z.string().max(40) }),
    reply: kept,
  }),
  remove: endpoint('DELETE', '/api/spools/:id', {
    who: 'volunteer',
    does: 'Removes a spool: it stays in the bin for thirty days.',
    reply: z.object({ change: receipt.nullable() }),
  }),
}

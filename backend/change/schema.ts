import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'

/** One thing that a change touched, in the table's own columns: null where it was not there. Secrets are never in it. */
export const told = z.object({
  table: z.string(),
  from: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullable(),
  to: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullable(),
})
export type Told = z.infer<typeof told>

export const change = z.object({
  id: z.string(),
  at: z.number(),
  /** Null where that person is no longer known. */
  by: z.string().nullable(),
  act: z.string(),
  /** The name of the thing as it was then. */
  title: z.string(),
  what: z.array(told),
  /** So many rows more than `what` tells. */
  more: z.int(),
  undoneAt: z.number().nullable(),
  undoneBy: z.string().nullable(),
  /** It took another change back. */
  undoes: z.boolean(),
  /** Whether this person may still take it back. */
  undoable: z.boolean(),
})
export type Change = z.infer<typeof change>

/** What an act answers, so that the page can offer to take it back. */
export const receipt = z.object({ id: z.string() })
export type Receipt = z.infer<typeof receipt>

export const changeApi = {
  list: endpoint('GET', '/api/changes', {
    who: 'volunteer',
    does: 'What was changed, the latest first: who, when, from, to. `subject` narrows it to one thing, `bin` to what was thrown away in the last thirty days.',
    query: z.object({
      subject: z.string().max(100).optional(),
      bin: z.enum(['1']).optional(),
      before: z.coerce.number().int().optional(),
    }),
    reply: z.array(change.extend({ seq: z.int() })),
  }),
  undo: endpoint('POST', '/api/changes/:id/undo', {
    who: 'visitor',
    does: 'Takes one change back, up to thirty days later. Refused where what it touched has been changed since: nothing is overwritten.',
    reply: receipt,
  }),
}

import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { instant } from '#backend/opening/schema.ts'

/** A slot that somebody waits for. */
export const wish = z.object({
  id: z.string(),
  machineId: z.string(),
  machine: z.string(),
  start: z.number(),
  end: z.number(),
  /** How many stand before them, for any of the same time. */
  before: z.int(),
})
export type Wish = z.infer<typeof wish>

export const waitingListApi = {
  mine: endpoint('GET', '/api/waiting-list', {
    who: 'member',
    does: 'The slots that the caller waits for.',
    reply: z.array(wish),
  }),
  join: endpoint('POST', '/api/waiting-list', {
    who: 'member',
    does: 'Waits for a slot that is taken. When it comes free the first who waits is offered it: a hold for some minutes, then the next.',
    body: z
      .strictObject({ machineId: z.string(), start: instant, end: instant })
      .refine((b) => b.start < b.end, { path: ['end'], error: 'end must come after start' }),
    reply: wish,
  }),
  leave: endpoint('DELETE', '/api/waiting-list/:id', {
    who: 'member',
    does: 'No longer waits for a slot.',
    reply: z.object({}),
  }),
}

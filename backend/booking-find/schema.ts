import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { machineKinds } from '#backend/machine/kinds.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)

export const found = z.object({
  slots: z.array(
    z.object({
      machineId: z.string(),
      machine: z.string(),
      start: z.number(),
      end: z.number(),
      cents: z.int(),
    }),
  ),
  /** Machines that no time would help, each with the reason. */
  not: z.array(z.object({ machineId: z.string(), machine: z.string(), sentence: z.string() })),
})
export type Found = z.infer<typeof found>

export const bookingFindApi = {
  find: endpoint('GET', '/api/bookings/find', {
    who: 'member',
    does: 'The first free slots of a length, over all machines of a kind, in a span of at most 90 days of the lab’s calendar: « a laser, 2 h, this week, in the evening ».',
    query: z.strictObject({
      kind: z.enum(machineKinds).optional(),
      minutes: z.coerce.number().pipe(z.int().min(5).max(20_160)),
      /** How many days are looked through, today being the first. */
      days: z.coerce.number().pipe(z.int().min(1).max(90)),
      after: clock.default('00:00'),
      before: clock.default('24:00'),
    }),
    reply: found,
  }),
}
export type FindQuery = z.infer<NonNullable<(typeof bookingFindApi)['find']['query']>>

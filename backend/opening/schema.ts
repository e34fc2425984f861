import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)

/** One line of the weekly pattern, in the lab's own time: ISO weekday (1 = Monday) and wall-clock times. */
export const openingHours = z
  .array(z.strictObject({ weekday: z.int().min(1).max(7), opens: clock, closes: clock }))
  .max(28)
export type OpeningHours = z.infer<typeof openingHours>

export const interval = z.object({ start: z.number(), end: z.number() })

/** An instant that a lab may speak of, epoch ms: before the year 2200, where calendars and counts of days still end. */
export const instant = z
  .int()
  .min(0)
  .max(Date.UTC(2200, 0, 1))
const instantText = z.coerce.number().pipe(instant)

/** Query strings carry text: instants come as epoch ms. */
export const spanQuery = z.object({ from: instantText, to: instantText })

export const openingApi = {
  list: endpoint('GET', '/api/openings', {
    who: 'screen',
    does: 'The intervals during which the lab is open, between two instants (epoch ms, at most 62 days).',
    query: spanQuery,
    reply: z.array(interval),
  }),
  hours: endpoint('GET', '/api/opening-hours', {
    who: 'anyone',
    does: 'The weekly opening hours.',
    reply: z.object({ hours: openingHours, version: z.string() }),
  }),
  setHours: endpoint('PUT', '/api/opening-hours', {
    who: 'staff',
    does: 'Replaces the weekly opening hours, unless somebody else did since `version`.',
    body: z.strictObject({ hours: openingHours, version: z.string().max(40) }),
    reply: z.object({ hours: openingHours, version: z.string(), change: receipt.nullable() }),
  }),
}

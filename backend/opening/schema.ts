import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { holidayCalendars } from './public-holidays.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)

/** One line of the weekly pattern, in the lab's own time: ISO weekday (1 = Monday) and wall-clock times. */
export const openingHours = z
  .array(z.strictObject({ weekday: z.int().min(1).max(7), opens: clock, closes: clock }))
  .max(28)
export type OpeningHours = z.infer<typeof openingHours>

/** A date with hours of its own: « dimanche 14 juin, portes ouvertes ». Several lines of one date are several openings. */
export const openingException = z.strictObject({ day: z.iso.date(), opens: clock, closes: clock })
export type OpeningException = z.infer<typeof openingException>

/** When a machine can be booked: at the lab's hours, at any hour, or at hours of its own. */
export const bookableWhen = z.union([z.enum(['opening', 'any']), openingHours])
export type BookableWhen = z.infer<typeof bookableWhen>

const hoursReply = z.object({
  hours: openingHours,
  exceptions: z.array(openingException),
  holidays: z.enum(holidayCalendars).nullable(),
  version: z.string(),
})
export type HoursOfLab = z.infer<typeof hoursReply>

export const interval = z.object({ start: z.number(), end: z.number() })

/** An instant that a lab may speak of, epoch ms: before the year 2200, where calendars and counts of days still end. */
export const instant = z
  .int()
  .min(0)
  .max(Date.UTC(2200, 0, 1))
const instantText = z.coerce.number().pipe(instant)

/** Query strings carry text: instants come as epoch ms. */
export const spanQuery = z.object({ from: instantText, to: instantText })

/** Machines that can be booked at the same times stand together: most share the lab's hours. */
const sharedOpenings = z.object({ machineIds: z.array(z.string()), openings: z.array(interval) })
export type SharedOpenings = z.infer<typeof sharedOpenings>

export const openingApi = {
  list: endpoint('GET', '/api/openings', {
    who: 'screen',
    does: 'The intervals during which the lab is open, or one of its machines can be booked, between two instants (epoch ms, at most 62 days).',
    query: spanQuery.extend({ machineId: z.string().max(40).optional() }),
    reply: z.array(interval),
  }),
  ofMachines: endpoint('GET', '/api/openings/machines', {
    who: 'visitor',
    does: 'When each machine can be booked between two instants (epoch ms, at most 62 days), as far as rules say it.',
    query: spanQuery,
    reply: z.array(sharedOpenings),
  }),
  hours: endpoint('GET', '/api/opening-hours', {
    who: 'anyone',
    does: 'The weekly opening hours, the days with hours of their own, and whose public holidays close the lab.',
    reply: hoursReply,
  }),
  setHours: endpoint('PUT', '/api/opening-hours', {
    who: 'staff',
    does: 'Replaces the weekly opening hours, unless somebody else did since `version`. Exceptions and holidays that are left out stay. Bookings that stand are kept.',
    body: z.strictObject({
      hours: openingHours,
      exceptions: z.array(openingException).max(200).optional(),
      holidays: z.enum(holidayCalendars).nullable().optional(),
      version: z.string().max(40),
    }),
    reply: hoursReply.extend({ change: receipt.nullable() }),
  }),
}

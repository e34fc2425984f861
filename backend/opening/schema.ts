import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { openingException, openingHours } from './opening-hours.ts'
import { holidayCalendars } from './public-holidays.ts'
import { schoolHolidays } from './school-holidays.ts'

/** When a machine can be booked: at the lab's hours, at any hour, or at hours of its own. */
export const bookableWhen = z.union([z.enum(['opening', 'any']), openingHours])
export type BookableWhen = z.infer<typeof bookableWhen>

const hoursReply = z.object({
  hours: openingHours,
  exceptions: z.array(openingException),
  holidays: z.enum(holidayCalendars).nullable(),
  /** Null: as in any week. */
  school: schoolHolidays.nullable(),
  /** When the team is there; null: whenever the lab is open. */
  staff: openingHours.nullable(),
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

/** One begins between `start` and `end`, and goes on until `runsUntil` at the latest where that is said; else until `end`. */
const opening = interval.extend({ runsUntil: z.number().optional() })

/** Machines that can be booked at the same times stand together: most share the lab's hours. */
const sharedOpenings = z.object({ machineIds: z.array(z.string()), openings: z.array(opening) })
export type SharedOpenings = z.infer<typeof sharedOpenings>

export const openingApi = {
  list: endpoint('GET', '/api/openings', {
    who: 'screen',
    does: 'The intervals during which the lab is open, or one of its machines can be booked, between two instants (epoch ms, at most 62 days).',
    query: spanQuery.extend({ machineId: z.string().max(40).optional() }),
    reply: z.array(opening),
  }),
  ofMachines: endpoint('GET', '/api/openings/machines', {
    who: 'visitor',
    kept: 'lab',
    does: 'When each machine can be booked between two instants (epoch ms, at most 62 days), as far as rules say it.',
    query: spanQuery,
    reply: z.array(sharedOpenings),
  }),
  hours: endpoint('GET', '/api/opening-hours', {
    who: 'anyone',
    does: 'The weekly opening hours, the days with hours of their own, whose public holidays close the lab, its hours in the school holidays, and when the team is there.',
    reply: hoursReply,
  }),
  setHours: endpoint('PUT', '/api/opening-hours', {
    who: 'staff',
    does: 'Replaces the weekly opening hours, unless somebody else did since `version`. What else is left out stays. Bookings that stand are kept.',
    body: z.strictObject({
      hours: openingHours,
      exceptions: z.array(openingException).max(200).optional(),
      holidays: z.enum(holidayCalendars).nullable().optional(),
      school: schoolHolidays.nullable().optional(),
      staff: openingHours.nullable().optional(),
      version: z.string().max(40),
    }),
    reply: hoursReply.extend({ change: receipt.nullable() }),
  }),
}

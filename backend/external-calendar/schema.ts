import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { spanQuery } from '#backend/opening/schema.ts'

const time = z.object({ start: z.number(), end: z.number() })

/** Somebody else’s calendar that blocks a machine, a space, or all of them. Its address is secret: only its host is shown. */
export const externalCalendar = z.object({
  id: z.string(),
  name: z.string(),
  machineId: z.string().nullable(),
  host: z.string(),
  /** When it was last read well: what it said then holds. */
  readAt: z.number().nullable(),
  failingSince: z.number().nullable(),
  problem: z.object({ fr: z.string(), en: z.string() }).nullable(),
  /** Its busy times that are not over, and the next of them. */
  ahead: z.int(),
  next: z.array(time.extend({ title: z.string() })),
  /** Bookings that it overlaps: they stand until the team says otherwise. */
  hits: z.array(time.extend({ id: z.string(), machine: z.string(), who: z.string() })),
})
export type ExternalCalendar = z.infer<typeof externalCalendar>

const list = z.array(externalCalendar)
const done = z.object({ calendars: list, change: receipt.nullable() })

export const externalCalendarApi = {
  list: endpoint('GET', '/api/external-calendars', {
    who: 'staff',
    does: 'The calendars of others that block machines: how reading them went, and the bookings that they overlap.',
    reply: list,
  }),
  add: endpoint('POST', '/api/external-calendars', {
    who: 'staff',
    does: 'Adds a calendar by its address (.ics) and reads it at once. It is read again every 15 minutes.',
    body: z.strictObject({
      name: z.string().trim().min(1).max(60),
      url: z.string().trim().min(1).max(2_000),
      machineId: z.string().max(40).nullable(),
    }),
    reply: done,
  }),
  read: endpoint('POST', '/api/external-calendars/:id/reading', {
    who: 'staff',
    does: 'Reads a calendar now.',
    reply: list,
  }),
  remove: endpoint('DELETE', '/api/external-calendars/:id', {
    who: 'staff',
    does: 'A calendar blocks nothing any more.',
    reply: done,
  }),
  times: endpoint('GET', '/api/machines/:id/external-times', {
    who: 'visitor',
    does: 'When other calendars block a machine, and which. Only staff read what for.',
    query: spanQuery,
    reply: z.array(time.extend({ calendar: z.string(), title: z.string().nullable() })),
  }),
}

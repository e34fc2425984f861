import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'

/** Whether there is a feed; its address is shown once, when it is made. */
const feed = z.object({ since: z.number().nullable(), showsNames: z.boolean() })
export type Feed = z.infer<typeof feed>
const made = feed.extend({ url: z.string() })

export const calendarFeedApi = {
  read: endpoint('GET', '/api/feeds/:file', {
    who: 'anyone',
    does: 'Bookings as a calendar program reads them (iCalendar, RFC 5545), for whoever knows the secret address.',
    file: 'text/calendar',
  }),
  booking: endpoint('GET', '/api/bookings/:id/ics', {
    who: 'member',
    does: 'One booking of the caller, to be put into a calendar.',
    file: 'text/calendar',
  }),
  mine: endpoint('GET', '/api/account/calendar-feed', {
    who: 'member',
    does: 'Whether the caller’s bookings can be read by a calendar program.',
    reply: feed,
  }),
  makeMine: endpoint('POST', '/api/account/calendar-feed', {
    who: 'member',
    does: 'A new secret address for the caller’s bookings. The one before stops.',
    reply: made,
  }),
  revokeMine: endpoint('DELETE', '/api/account/calendar-feed', {
    who: 'member',
    does: 'The secret address of the caller’s bookings stops.',
    reply: feed,
  }),
  ofMachine: endpoint('GET', '/api/machines/:id/calendar-feed', {
    who: 'staff',
    does: 'Whether a machine’s bookings can be read by a calendar program.',
    reply: feed,
  }),
  makeOfMachine: endpoint('POST', '/api/machines/:id/calendar-feed', {
    who: 'staff',
    does: 'A new secret address for a machine’s bookings. Names are hidden unless asked for.',
    body: z.strictObject({ showsNames: z.boolean() }),
    reply: made,
  }),
  revokeOfMachine: endpoint('DELETE', '/api/machines/:id/calendar-feed', {
    who: 'staff',
    does: 'The secret address of a machine’s bookings stops.',
    reply: feed,
  }),
}

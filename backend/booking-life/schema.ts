import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { booking, bookingInput } from '#backend/booking/schema.ts'
import { bookingEventNames } from '#backend/booking/state.ts'
import { instant } from '#backend/opening/schema.ts'

/** One line of a booking's history. `by`: null where the clock did it, or who did it is gone. */
export const bookingEvent = z.object({
  what: z.enum(bookingEventNames),
  at: z.number(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
  /** Its times from then on. */
  start: z.number(),
  end: z.number(),
})
export type BookingEventSeen = z.infer<typeof bookingEvent>

export const askedBooking = booking.extend({ machine: z.string(), who: z.string() })
export type AskedBooking = z.infer<typeof askedBooking>

/** What becomes of a booking after it was made: backend/booking/state.ts lists the steps. */
export const bookingLifeApi = {
  hold: endpoint('POST', '/api/bookings/holds', {
    who: 'member',
    does: 'Keeps a slot for ten minutes, under the same rules as a booking. A person has one hold at a time: the last.',
    body: bookingInput,
    reply: booking,
  }),
  confirm: endpoint('POST', '/api/bookings/:id/confirmation', {
    who: 'member',
    does: 'Books what was held, as long as it is.',
    reply: booking,
  }),
  checkIn: endpoint('POST', '/api/bookings/:id/presence', {
    who: 'member',
    does: 'The holder is there: from a quarter of an hour before the start. Nobody else gets the slot any more.',
    reply: booking,
  }),
  extend: endpoint('POST', '/api/bookings/:id/extension', {
    who: 'member',
    does: 'A later end for a booking, where the rules allow it; a refusal changes nothing.',
    body: z.strictObject({ end: instant }),
    reply: booking,
  }),
  end: endpoint('POST', '/api/bookings/:id/end', {
    who: 'member',
    does: 'Ends a booking that has begun: the rest is free at once, and is not paid.',
    reply: booking,
  }),
  approve: endpoint('POST', '/api/bookings/:id/approval', {
    who: 'volunteer',
    does: 'Says yes to a booking that waits for the team.',
    reply: booking,
  }),
  decline: endpoint('POST', '/api/bookings/:id/refusal', {
    who: 'volunteer',
    does: 'Says no to a booking that waits for the team, with a reason that its holder reads.',
    body: z.strictObject({ reason: z.string().trim().min(1).max(200) }),
    reply: booking,
  }),
  asked: endpoint('GET', '/api/bookings/asked', {
    who: 'volunteer',
    does: 'The bookings that wait for the team, the nearest first.',
    reply: z.array(askedBooking),
  }),
  mine: endpoint('GET', '/api/bookings/mine', {
    who: 'member',
    does: 'The caller’s own bookings that are not over, the nearest first.',
    reply: z.array(booking),
  }),
  history: endpoint('GET', '/api/bookings/:id/events', {
    who: 'member',
    does: 'Who did what to a booking, when and why: for its holder and the team.',
    reply: z.array(bookingEvent),
  }),
}

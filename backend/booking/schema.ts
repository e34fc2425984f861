import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { refusals, type RefusalCode } from '#backend/base/refusal.ts'
import { instant, interval, spanQuery } from '#backend/opening/schema.ts'
import { bookingStateNames } from './state.ts'

/** A booking as others see it: the machine is taken, nobody learns by whom. `by` is filled for the team only. */
export const booking = z.object({
  id: z.string(),
  machineId: z.string(),
  start: z.number(),
  end: z.number(),
  state: z.enum(bookingStateNames),
  /** Until when a hold keeps the slot, epoch ms. */
  holdUntil: z.number().nullable(),
  mine: z.boolean(),
  by: z.string().nullable(),
})
export type Booking = z.infer<typeof booking>

const times = { start: instant, end: instant }
const inOrder = { path: ['end'], error: 'end must come after start' }
/** Whom it is for; left out, the person who asks. Staff book for others. */
export const forWhom = { memberId: z.string().max(40).optional() }

export const bookingInput = z
  .strictObject({ machineId: z.string(), ...times, ...forWhom })
  .refine((b) => b.start < b.end, inOrder)
export const moveInput = z.strictObject(times).refine((b) => b.start < b.end, inOrder)
export type BookingInput = z.infer<typeof bookingInput>

export const reason = z.object({
  code: z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]),
  sentence: z.string(),
})

/** Whether a slot can be booked: every reason against it, what it costs, and what is free instead. */
export const explanation = z.object({
  reasons: z.array(reason),
  /** Cents, by the price list of today; null where nothing is asked. */
  cents: z.int().nullable(),
  /** Whether the team has to say yes first. */
  asksTeam: z.boolean(),
  next: z.array(interval),
})
export type Explanation = z.infer<typeof explanation>

export const bookingApi = {
  list: endpoint('GET', '/api/bookings', {
    who: 'visitor',
    kept: 'caller',
    does: 'The live bookings between two instants, of one machine or of all.',
    query: spanQuery.extend({ machineId: z.string().optional() }),
    reply: z.array(booking),
  }),
  book: endpoint('POST', '/api/bookings', {
    who: 'member',
    does: 'Books a machine. A refusal for an overlap carries the next free times.',
    body: bookingInput,
    reply: booking,
  }),
  explain: endpoint('POST', '/api/bookings/explanations', {
    who: 'member',
    does: 'Every reason why a slot cannot be booked, or none, and what it costs. Changes nothing.',
    body: z
      .strictObject({ machineId: z.string(), ...times, ...forWhom, movedId: z.string().max(40).optional() })
      .refine((b) => b.start < b.end, inOrder),
    reply: explanation,
  }),
  move: endpoint('PATCH', '/api/bookings/:id', {
    who: 'member',
    does: 'Moves a booking: all rules are asked again, and the old time is kept when one says no.',
    body: moveInput,
    reply: booking,
  }),
  cancel: endpoint('DELETE', '/api/bookings/:id', { who: 'member', does: 'Cancels a booking.', reply: booking }),
}

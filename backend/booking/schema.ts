import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { instant, spanQuery } from '#backend/opening/schema.ts'

/** A booking as others see it: the machine is taken, nobody learns by whom. `by` is filled for the team only. */
export const booking = z.object({
  id: z.string(),
  machineId: z.string(),
  start: z.number(),
  end: z.number(),
  state: z.enum(['confirmed', 'cancelled']),
  mine: z.boolean(),
  by: z.string().nullable(),
})
export type Booking = z.infer<typeof booking>

const times = { start: instant, end: instant }
const inOrder = { path: ['end'], error: 'end must come after start' }

export const bookingInput = z.strictObject({ machineId: z.string(), ...times }).refine((b) => b.start < b.end, inOrder)
export const moveInput = z.strictObject(times).refine((b) => b.start < b.end, inOrder)
export type BookingInput = z.infer<typeof bookingInput>

export const bookingApi = {
  list: endpoint('GET', '/api/bookings', {
    who: 'visitor',
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
  move: endpoint('PATCH', '/api/bookings/:id', {
    who: 'member',
    does: 'Moves a booking: all rules are asked again, and the old time is kept when one says no.',
    body: moveInput,
    reply: booking,
  }),
  cancel: endpoint('DELETE', '/api/bookings/:id', { who: 'member', does: 'Cancels a booking.', reply: booking }),
}

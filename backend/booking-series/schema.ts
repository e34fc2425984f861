import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { forWhom, reason } from '#backend/booking/schema.ts'
import { instant } from '#backend/opening/schema.ts'

const wanted = z
  .strictObject({
    machineIds: z.array(z.string().max(40)).min(1).max(20),
    start: instant,
    end: instant,
    /** RFC 5545: `FREQ=WEEKLY;COUNT=8`. It must end. Left out: once. */
    repeat: z.string().max(200).optional(),
    /** Dates that cannot be booked are left out, instead of refusing all. */
    skip: z.boolean().optional(),
    ...forWhom,
  })
  .refine((b) => b.start < b.end, { path: ['end'], error: 'end must come after start' })
export type SeriesInput = z.infer<typeof wanted>

/** One slot of a series, and why it cannot be booked. */
const slot = z.object({
  machineId: z.string(),
  machine: z.string(),
  start: z.number(),
  end: z.number(),
  cents: z.int(),
  reason: reason.nullable(),
})
export type SeriesSlot = z.infer<typeof slot>

export const bookingSeriesApi = {
  try: endpoint('POST', '/api/booking-series/trial', {
    who: 'member',
    does: 'The slots that a series, or several machines at once, would book, each with the reason where it cannot be. Changes nothing.',
    body: wanted,
    reply: z.object({ slots: z.array(slot) }),
  }),
  book: endpoint('POST', '/api/booking-series', {
    who: 'member',
    does: 'Books several machines at once, or one time after time: all of it or nothing, or what can be booked where `skip` says so.',
    body: wanted,
    reply: z.object({ id: z.string(), slots: z.array(slot) }),
  }),
  cancel: endpoint('DELETE', '/api/booking-series/:id', {
    who: 'member',
    does: 'Cancels what was booked together and has not begun.',
    reply: z.object({ cancelled: z.int() }),
  }),
}

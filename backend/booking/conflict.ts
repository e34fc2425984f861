import { contains, overlaps, type Interval } from '#backend/base/interval.ts'
import type { RefusalCode } from '#backend/base/refusal.ts'

export const longestBookingMs = 12 * 3_600_000

export type BookingFacts = {
  now: number
  /** When the lab is open. */
  openings: Interval[]
  /** Live bookings of this machine, without the one that is being moved. */
  bookings: Interval[]
  /** Had the safety induction, or the lab does not ask for it. */
  isInducted: boolean
  isAuthorized: boolean
  outOfOrder: boolean
}

type BookingRule = { refusal: RefusalCode; isBroken: (wanted: Interval, facts: BookingFacts) => boolean }

/** Everything that a booking must keep, in the order in which people should hear of it. */
export const bookingRules: BookingRule[] = [
  { refusal: 'booking.induction-needed', isBroken: (_wanted, facts) => !facts.isInducted },
  { refusal: 'booking.unauthorized', isBroken: (_wanted, facts) => !facts.isAuthorized },
  { refusal: 'booking.out-of-order', isBroken: (_wanted, facts) => facts.outOfOrder },
  { refusal: 'booking.in-the-past', isBroken: (wanted, facts) => wanted.end <= facts.now },
  { refusal: 'booking.too-long', isBroken: (wanted) => wanted.end - wanted.start > longestBookingMs },
  {
    refusal: 'booking.outside-opening-hours',
    isBroken: (wanted, facts) => !facts.openings.some((opening) => contains(opening, wanted)),
  },
  {
    refusal: 'booking.overlap',
    isBroken: (wanted, facts) => facts.bookings.some((booking) => overlaps(booking, wanted)),
  },
]

/** Why `wanted` cannot be booked, or undefined when it can. The first reason found wins. */
export const findConflict = (wanted: Interval, facts: BookingFacts): RefusalCode | undefined =>
  bookingRules.find(({ isBroken }) => isBroken(wanted, facts))?.refusal

/** The first free times as long as the wanted one, at most `count`, that start no earlier than it, on whole half-hours. */
export function nextFree(wanted: Interval, facts: BookingFacts, count: number): Interval[] {
  const step = 30 * 60_000
  const length = wanted.end - wanted.start
  const free: Interval[] = []
  for (const opening of facts.openings) {
    let start = Math.max(opening.start, wanted.start, Math.ceil(facts.now / step) * step)
    while (start + length <= opening.end && free.length < count) {
      const slot = { start, end: start + length }
      const taken = facts.bookings.find((booking) => overlaps(booking, slot))
      if (taken) {
        start = Math.max(taken.end, start + 1)
        continue
      }
      free.push(slot)
      start = slot.end
    }
  }
  return free
}

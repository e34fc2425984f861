import { contains, overlaps, type Interval } from '#backend/base/interval.ts'
import type { RefusalCode } from '#backend/base/refusal.ts'

export const longestBookingMs = 12 * 3_600_000

export type BookingFacts = {
  now: number
  /** When the lab is open. */
  openings: Interval[]
  /** Live bookings of this machine, without the one that is being moved. */
  bookings: Interval[]
  isAuthorized: boolean
  outOfOrder: boolean
}

/** Why `wanted` cannot be booked, or undefined when it can. The first reason found wins. */
export function findConflict(wanted: Interval, facts: BookingFacts): RefusalCode | undefined {
  if (!facts.isAuthorized) return 'booking.unauthorized'
  if (facts.outOfOrder) return 'booking.out-of-order'
  if (wanted.end <= facts.now) return 'booking.in-the-past'
  if (wanted.end - wanted.start > longestBookingMs) return 'booking.too-long'
  if (!facts.openings.some((opening) => contains(opening, wanted))) return 'booking.outside-opening-hours'
  if (facts.bookings.some((booking) => overlaps(booking, wanted))) return 'booking.overlap'
  return undefined
}

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

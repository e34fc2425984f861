import { dayInterval } from '#backend/base/calendar-day.ts'
import { overlaps, type Interval } from '#backend/base/interval.ts'
import { findConflict, type BookingFacts } from '#backend/booking/conflict.ts'
import { lastEnd, type Opening } from '#backend/opening/openings.ts'
import type { BookingRuleSet } from '#backend/booking-rule/rules.ts'
import type { Booking } from '#backend/booking/schema.ts'

export const stepMs = 30 * 60_000

/** Half an hour of an opening, and what stands in it. */
export type Slot = Interval & { state: 'free' | 'mine' | 'taken' | 'closed'; booking?: Booking }

/** The lab's calendar day at an instant, as ISO text: grouping by it needs no arithmetic with time zones. */
export const dateOf = (instant: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant)

/** Seven calendar days from `first` on. */
export function sevenDays(first: string): string[] {
  return Array.from({ length: 7 }, (_, n) => addDays(first, n))
}

export const addDays = (date: string, days: number): string =>
  new Date(noonOf(date) + days * 86_400_000).toISOString().slice(0, 10)

/** An instant that lies in the calendar day in every time zone of interest: good for its name, and for nothing else. */
export const noonOf = (date: string): number => Date.parse(`${date}T12:00:00Z`)

/** What of the openings lies in one calendar day: a lab may be open past midnight, or for days. */
export function openOn(date: string, openings: Interval[], timeZone: string): Interval[] {
  const day = dayInterval(date, timeZone)
  return openings
    .filter((one) => overlaps(one, day))
    .map(({ start, end }) => ({ start: Math.max(start, day.start), end: Math.min(end, day.end) }))
}

/** The half-hours of one day's openings, in order. Those that are over are left out; the one under way can still be taken. */
export function slotsOf(open: Interval[], bookings: Booking[], facts: Omit<BookingFacts, 'bookings'>): Slot[] {
  return open.flatMap((opening) => {
    const slots: Slot[] = []
    for (let start = opening.start; start < opening.end; start += stepMs) {
      const slot = { start, end: Math.min(start + stepMs, opening.end) }
      if (slot.end <= facts.now) continue
      const booking = bookings.find((one) => overlaps(one, slot))
      // A start is free where the shortest booking fits.
      const shortest = { start, end: Math.max(slot.end, start + (facts.rules.minMinutes ?? 0) * 60_000) }
      const conflict = findConflict(shortest, { ...facts, bookings })
      if (booking) slots.push({ ...slot, state: booking.mine ? 'mine' : 'taken', booking })
      else slots.push({ ...slot, state: conflict ? 'closed' : 'free' })
    }
    return slots
  })
}

/** How long one may book from `start` on: to the next booking, when what began in the opening must be over, or the longest that the rules allow. */
export function lengthsFrom(
  start: number,
  openings: Opening[],
  bookings: Interval[],
  { minMinutes, maxMinutes, stepMinutes }: BookingRuleSet,
): number[] {
  const opening = openings.find((one) => one.start <= start && start < one.end)
  if (!opening) return []
  const taken = bookings.map((one) => one.start).filter((at) => at >= start)
  const longest = Math.min(lastEnd(opening), ...taken, start + maxMinutes * 60_000) - start
  const usual = [1, 2, 3, 4, 6, 8, 12, 16, 20, 24]
    .map((halves) => halves * stepMs)
    .filter((length) => length <= longest)
  const all = usual.includes(longest) || longest <= 0 ? usual : [...usual, longest]
  return all.filter(
    (length) => length >= (minMinutes ?? 0) * 60_000 && (stepMinutes === null || length % (stepMinutes * 60_000) === 0),
  )
}

/** Milliseconds that are free to book on a day. */
export const freeTime = (slots: Slot[]): number =>
  slots.filter(({ state }) => state === 'free').reduce((sum, { start, end }) => sum + end - start, 0)

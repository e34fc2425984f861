import { addDays, dayOf, instantOf } from '#backend/base/calendar-day.ts'
import { overlaps, type Interval } from '#backend/base/interval.ts'
import { lastEnd, type Opening } from '#backend/opening/openings.ts'
import { bookable, findConflict, isPersonal, type BookingFacts } from '#backend/booking/conflict.ts'

/** A part of the day on the lab's clocks: « le soir » is 18:00 to 24:00. */
export type PartOfDay = { after: string; before: string }

/** What of the openings lies in that part of their days. What may go on after hours still may: it begins in that part. */
export function duringPart(openings: Opening[], { after, before }: PartOfDay, timeZone: string): Opening[] {
  const parts: Opening[] = []
  for (const opening of openings) {
    const last = dayOf(opening.end - 1, timeZone)
    for (let day = dayOf(opening.start, timeZone); day <= last; day = addDays(day, 1)) {
      const start = Math.max(opening.start, instantOf(day, after, timeZone))
      const end = Math.min(opening.end, instantOf(day, before, timeZone))
      if (start < end) parts.push({ ...opening, start, end })
    }
  }
  return parts
}

/** How many starts are tried that are free and yet refused by a rule, before this machine is given up. */
const mostTries = 200

/**
 * The first slots of `length` ms that start in `window` and that every rule allows, in order, at most `count`: a walk over the gaps
 * between what is taken. It ends where no later time would help.
 */
export function firstFits(length: number, window: Interval, facts: BookingFacts, count: number): Interval[] {
  const step = (facts.rules.stepMinutes ?? 30) * 60_000
  const onStep = (at: number) => Math.ceil(at / step) * step
  const buffer = (facts.rules.bufferMinutes ?? 0) * 60_000
  const busy = [
    ...facts.bookings.map(({ start, end, mine }) =>
      mine ? { start, end } : { start: start - buffer, end: end + buffer },
    ),
    ...facts.neighbours,
    ...facts.blocks,
    ...facts.external,
  ].toSorted((a, b) => a.start - b.start)
  const earliest = Math.max(window.start, facts.now + (facts.rules.leadMinutes ?? 0) * 60_000)

  const fits: Interval[] = []
  let tries = 0
  let next = 0
  for (const opening of bookable(facts)) {
    let start = onStep(Math.max(opening.start, earliest))
    const last = Math.min(opening.end, window.end)
    while (start < last && start + length <= lastEnd(opening) && fits.length < count && tries < mostTries) {
      const slot = { start, end: start + length }
      while (next < busy.length && busy[next]!.end <= start) next++
      const taken = busy[next]
      if (taken && overlaps(taken, slot)) {
        start = onStep(taken.end)
        continue
      }
      const conflict = findConflict(slot, facts)
      if (!conflict) fits.push(slot)
      else if (isPersonal(conflict)) return fits
      else tries++
      start = conflict ? start + step : slot.end
    }
  }
  return fits
}

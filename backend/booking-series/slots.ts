import { addDays, dayOf, instantOf } from '#backend/base/calendar-day.ts'
import type { Interval } from '#backend/base/interval.ts'
import { occurrences, type Recurrence } from '#backend/base/recurrence.ts'

/** As many bookings as one act makes: two years of weeks. */
export const mostSlots = 104

const clockOf = (instant: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(instant)

/** A time of the series; `exists` is false where the lab's clocks skip its start or its end on that night. */
export type SeriesTime = Interval & { exists: boolean }

/** The same wall-clock times on each day of the rule: an hour after midnight stays one when the clocks change. */
export function timesOf(first: Interval, rule: Recurrence | undefined, timeZone: string): SeriesTime[] {
  if (!rule) return [{ ...first, exists: true }]
  const day = dayOf(first.start, timeZone)
  const [from, to] = [clockOf(first.start, timeZone), clockOf(first.end, timeZone)]
  const nights = daysBetween(day, dayOf(first.end, timeZone))
  return occurrences(rule, day, mostSlots).map((date) => {
    const start = instantOf(date, from, timeZone)
    const end = instantOf(addDays(date, nights), to, timeZone)
    return { start, end, exists: clockOf(start, timeZone) === from && clockOf(end, timeZone) === to && start < end }
  })
}

const daysBetween = (first: string, last: string): number =>
  Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000)

import { addDays, dayOf, instantOf, weekdayOf } from '#backend/base/calendar-day.ts'
import type { Interval } from '#backend/base/interval.ts'
import type { OpeningHours } from './schema.ts'

/**
 * The intervals during which the lab is open, as far as they touch `span`: the weekly pattern laid on the lab's own calendar.
 * Lines that touch (09:00–12:00, 12:00–19:00) become one interval.
 */
export function openingsDuring(hours: OpeningHours, span: Interval, timeZone: string): Interval[] {
  const openings: Interval[] = []
  const last = dayOf(span.end, timeZone)
  // From the day before: an opening may run past midnight into the span.
  for (let day = addDays(dayOf(span.start, timeZone), -1); day <= last; day = addDays(day, 1)) {
    const weekday = weekdayOf(day)
    for (const line of hours) {
      if (line.weekday !== weekday) continue
      const start = instantOf(day, line.opens, timeZone)
      const end = instantOf(line.closes > line.opens ? day : addDays(day, 1), line.closes, timeZone)
      if (start < end && start < span.end && end > span.start) openings.push({ start, end })
    }
  }
  return joinTouching(openings)
}

function joinTouching(intervals: Interval[]): Interval[] {
  const joined: Interval[] = []
  for (const next of intervals.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && next.start <= last.end) last.end = Math.max(last.end, next.end)
    else joined.push({ ...next })
  }
  return joined
}

/** The opening that is under way, and when the next one starts. */
export function openNow(
  hours: OpeningHours,
  now: number,
  timeZone: string,
): { openUntil: number | null; opensAt: number | null } {
  const week = openingsDuring(hours, { start: now, end: now + 8 * 86_400_000 }, timeZone)
  const current = week.find(({ start, end }) => start <= now && now < end)
  const next = week.find(({ start }) => start > now)
  return { openUntil: current?.end ?? null, opensAt: current ? null : (next?.start ?? null) }
}

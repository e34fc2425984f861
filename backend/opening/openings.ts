import { addDays, dayOf, instantOf, weekdayOf } from '#backend/base/calendar-day.ts'
import type { Interval } from '#backend/base/interval.ts'
import { intervalOf, type ClosedDays } from '#backend/closure/closed-days.ts'
import type { OpeningHours } from './schema.ts'

/** All that says when a lab is open: its weekly pattern, the days taken out of it, and the zone of its clocks. */
export type OpenCalendar = { hours: OpeningHours; closures: (ClosedDays & { reason: string })[]; timeZone: string }

/**
 * The intervals during which the lab is open, as far as they touch `span`: the weekly pattern laid on the lab's own calendar,
 * without the closures. Lines that touch (09:00–12:00, 12:00–19:00) become one interval.
 */
export function openingsDuring({ hours, closures, timeZone }: OpenCalendar, span: Interval): Interval[] {
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
  return closures
    .map((closure) => intervalOf(closure, timeZone))
    .reduce(without, joinTouching(openings))
    .filter(({ start, end }) => start < span.end && end > span.start)
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

/** What is left of the openings outside the closure. */
function without(openings: Interval[], closure: Interval): Interval[] {
  return openings
    .flatMap(({ start, end }) => [
      { start, end: Math.min(end, closure.start) },
      { start: Math.max(start, closure.end), end },
    ])
    .filter(({ start, end }) => start < end)
}

/** How far ahead the next opening is looked for: beyond the longest summer break. */
const furthest = 92 * 86_400_000

/** The opening that is under way, and when the next one starts. */
export function openNow(calendar: OpenCalendar, now: number): { openUntil: number | null; opensAt: number | null } {
  // Most of the time the answer is near: a lab is asked this all day long.
  for (const ahead of [8 * 86_400_000, furthest]) {
    const openings = openingsDuring(calendar, { start: now, end: now + ahead })
    const current = openings.find(({ start, end }) => start <= now && now < end)
    if (current) return { openUntil: current.end, opensAt: null }
    const next = openings.find(({ start }) => start > now)
    if (next) return { openUntil: null, opensAt: next.start }
  }
  return { openUntil: null, opensAt: null }
}

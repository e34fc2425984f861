import { addDays, dayOf, instantOf, weekdayOf, type CalendarDay } from '#backend/base/calendar-day.ts'
import { overlaps, type Interval } from '#backend/base/interval.ts'
import { intervalOf, type ClosedDays } from '#backend/closure/closed-days.ts'
import { holidayOn, type HolidayCalendar } from './public-holidays.ts'
import type { BookableWhen, OpeningException, OpeningHours } from './schema.ts'

/** All that says when a lab is open: its weekly pattern, the days taken out of it, and the zone of its clocks. */
export type OpenCalendar = {
  hours: OpeningHours
  closures: (ClosedDays & { reason: string })[]
  /** Days with hours of their own, in the place of the weekday's. */
  exceptions: OpeningException[]
  /** Whose public holidays close it. */
  holidays: HolidayCalendar | null
  timeZone: string
}

/** The lines that hold on a day: its own, none on a holiday, or those of its weekday. */
function linesOn(day: CalendarDay, { hours, exceptions, holidays }: OpenCalendar): { opens: string; closes: string }[] {
  const own = exceptions.filter((one) => one.day === day)
  if (own.length) return own
  if (holidayOn(day, holidays)) return []
  const weekday = weekdayOf(day)
  return hours.filter((line) => line.weekday === weekday)
}

/**
 * The intervals during which the lab is open, as far as they touch `span`: the weekly pattern laid on the lab's own calendar,
 * without the closures. Lines that touch (09:00–12:00, 12:00–19:00) become one interval.
 */
export function openingsDuring(calendar: OpenCalendar, span: Interval): Interval[] {
  const { closures, timeZone } = calendar
  const openings: Interval[] = []
  const last = dayOf(span.end, timeZone)
  // From the day before: an opening may run past midnight into the span.
  for (let day = addDays(dayOf(span.start, timeZone), -1); day <= last; day = addDays(day, 1)) {
    for (const line of linesOn(day, calendar)) {
      const start = instantOf(day, line.opens, timeZone)
      const end = instantOf(line.closes > line.opens ? day : addDays(day, 1), line.closes, timeZone)
      if (start < end && start < span.end && end > span.start) openings.push({ start, end })
    }
  }
  return outsideClosures(joinTouching(openings), closures, timeZone).filter((one) => overlaps(one, span))
}

const outsideClosures = (openings: Interval[], closures: ClosedDays[], timeZone: string): Interval[] =>
  closures.map((closure) => intervalOf(closure, timeZone)).reduce(without, openings)

/**
 * When one machine can be booked: at the lab's hours, at hours of its own, or at any hour – a print runs through the night, but not
 * through the lab's closures.
 */
export function machineOpenings(calendar: OpenCalendar, when: BookableWhen, span: Interval): Interval[] {
  if (when === 'any') return outsideClosures([span], calendar.closures, calendar.timeZone)
  return openingsDuring(when === 'opening' ? calendar : { ...calendar, hours: when }, span)
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
export function without(openings: Interval[], closure: Interval): Interval[] {
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

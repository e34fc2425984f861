import { addDays, dayOf, instantOf, weekdayOf, type CalendarDay } from '#backend/base/calendar-day.ts'
import { overlaps, type Interval } from '#backend/base/interval.ts'
import { longestMinutes } from '#backend/booking-rule/rules.ts'
import { intervalOf, type ClosedDays } from '#backend/closure/closed-days.ts'
import { holidayOn, type HolidayCalendar } from './public-holidays.ts'
import { schoolHolidayOn, type SchoolHolidays } from './school-holidays.ts'
import type { OpeningException, OpeningHours } from './opening-hours.ts'
import type { BookableWhen } from './schema.ts'

/** A time in which one may begin; what began in it may go on until `runsUntil`, where that is later than its end. */
export type Opening = Interval & { runsUntil?: number | undefined }

/** What the rules of a machine say of its hours. */
export type HoursRules = { when: BookableWhen; runsOn: boolean; staffed: boolean }

/** Whether a slot begins in an opening and is over when that one lets it. */
export const fitsIn = (opening: Opening, { start, end }: Interval): boolean =>
  opening.start <= start && start < opening.end && end <= lastEnd(opening)

/** When what began in an opening must be over. */
export const lastEnd = ({ end, runsUntil }: Opening): number => Math.max(end, runsUntil ?? end)

/** All that says when a lab is open: its weekly pattern, the days taken out of it, and the zone of its clocks. */
export type OpenCalendar = {
  hours: OpeningHours
  closures: (ClosedDays & { reason: string })[]
  /** Days with hours of their own, in the place of the weekday's. */
  exceptions: OpeningException[]
  /** Whose public holidays close it. */
  holidays: HolidayCalendar | null
  /** Its weekly pattern in the school holidays; null: as in any week. */
  school: SchoolHolidays | null
  /** When the team is there; null: whenever the lab is open. */
  staff: OpeningHours | null
  timeZone: string
}

/** The lines that hold on a day: its own, none on a public holiday, or those of its weekday, in the school holidays or not. */
function linesOn(
  day: CalendarDay,
  { hours, exceptions, holidays, school }: OpenCalendar,
): { opens: string; closes: string }[] {
  const own = exceptions.filter((one) => one.day === day)
  if (own.length) return own
  if (holidayOn(day, holidays)) return []
  const weekday = weekdayOf(day)
  const pattern = school && schoolHolidayOn(day, school) ? school.hours : hours
  return pattern.filter((line) => line.weekday === weekday)
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
 * When one machine can be booked: at the lab's hours, at hours of its own, or at any hour. With `runsOn` a print that begins in these
 * hours may go on after them. Nothing goes on into a closure.
 */
export function machineOpenings(
  calendar: OpenCalendar,
  { when, runsOn }: Pick<HoursRules, 'when' | 'runsOn'>,
  span: Interval,
): Opening[] {
  if (when === 'any') return outsideClosures([span], calendar.closures, calendar.timeZone)
  const openings = openingsDuring(when === 'opening' ? calendar : withHours(calendar, when), span)
  if (!runsOn) return openings
  const closings = calendar.closures.map((closure) => intervalOf(closure, calendar.timeZone).start)
  return openings.map((opening) => ({
    ...opening,
    runsUntil: Math.min(opening.start + longestMinutes * 60_000, ...closings.filter((at) => at > opening.start)),
  }))
}

/** Hours of its own hold in the school holidays too, unless the lab is closed then. */
const withHours = (calendar: OpenCalendar, hours: OpeningHours): OpenCalendar => ({
  ...calendar,
  hours,
  school: calendar.school?.hours.length === 0 ? calendar.school : null,
})

/** When the team is at the lab: never while it is closed, and all day where a date has hours of its own. */
export function staffedDuring(calendar: OpenCalendar, span: Interval): Interval[] {
  const open = openingsDuring(calendar, span)
  if (!calendar.staff) return open
  return inBoth(open, openingsDuring({ ...calendar, hours: calendar.staff, school: null }, span))
}

/** When one machine can be booked: with a rule that asks for the team, only while it is there, to the end. */
export const bookableOpenings = (calendar: OpenCalendar, rules: HoursRules, span: Interval): Opening[] => {
  const open = machineOpenings(calendar, rules, span)
  return rules.staffed ? inBoth(open, staffedDuring(calendar, span)) : open
}

/** What lies in one of each. */
export const inBoth = (some: Interval[], others: Interval[]): Interval[] =>
  some.flatMap((one) =>
    others
      .map(({ start, end }) => ({ start: Math.max(one.start, start), end: Math.min(one.end, end) }))
      .filter(({ start, end }) => start < end),
  )

function joinTouching(intervals: Interval[]): Interval[] {
  const joined: Interval[] = []
  for (const next of intervals.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && next.start <= last.end) last.end = Math.max(last.end, next.end)
    else joined.push({ ...next })
  }
  return joined
}

/** What is left of the openings outside the closure. What began before it ends before it. */
export function without(openings: Opening[], closure: Interval): Opening[] {
  return openings
    .flatMap((opening) => [
      { ...opening, end: Math.min(opening.end, closure.start), ...runningUntil(opening, closure.start) },
      { ...opening, start: Math.max(opening.start, closure.end) },
    ])
    .filter(({ start, end }) => start < end)
}

const runningUntil = ({ runsUntil }: Opening, end: number) =>
  runsUntil === undefined ? {} : { runsUntil: Math.min(runsUntil, end) }

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

import { addDays, weekdayOf, type CalendarDay } from '#backend/base/calendar-day.ts'

/** The Monday of a day's week. */
export const mondayOf = (day: CalendarDay): CalendarDay => addDays(day, 1 - weekdayOf(day))

/** Six weeks from the Monday on or before the first of the month: every month fits in. */
export function monthWeeks(day: CalendarDay): CalendarDay[][] {
  const first = mondayOf(`${day.slice(0, 7)}-01`)
  return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_, n) => addDays(first, week * 7 + n)))
}

/** The same day so many months later, or the last of that month where it has no such day. */
export function addMonths(day: CalendarDay, months: number): CalendarDay {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}

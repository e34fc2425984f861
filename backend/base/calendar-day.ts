import { Temporal } from 'temporal-polyfill'
import type { Interval } from './interval.ts'

/** A day of the lab's calendar, as ISO text: 2026-10-25. */
export type CalendarDay = string

/** The lab's calendar day at an instant. */
export const dayOf = (instant: number, timeZone: string): CalendarDay =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()

/** ISO weekday of a calendar day: 1 is Monday, 7 Sunday. */
export const weekdayOf = (day: CalendarDay): number => Temporal.PlainDate.from(day).dayOfWeek

export const addDays = (day: CalendarDay, days: number): CalendarDay =>
  Temporal.PlainDate.from(day).add({ days }).toString()

/** The same day so many months later; the last of the month where that one is shorter. */
export const addMonths = (day: CalendarDay, months: number): CalendarDay =>
  Temporal.PlainDate.from(day).add({ months }).toString()

/** The whole day as an interval: 23 or 25 hours long on the nights of the clock change. */
export const dayInterval = (day: CalendarDay, timeZone: string): Interval => ({
  start: instantOf(day, '00:00', timeZone),
  end: instantOf(addDays(day, 1), '00:00', timeZone),
})

/**
 * The instant at which the lab's clocks show `clock` on that day. `24:00` is midnight at its end. A time that the spring night
 * skips is moved forward by the hour that is skipped; of a time that the autumn night shows twice, the first is meant.
 */
export function instantOf(day: CalendarDay, clock: string, timeZone: string): number {
  if (clock === '24:00') return instantOf(addDays(day, 1), '00:00', timeZone)
  return Temporal.PlainDate.from(day)
    .toPlainDateTime(Temporal.PlainTime.from(clock))
    .toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** Whether this runtime knows the time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

import { addDays, instantOf, type CalendarDay } from '#backend/base/calendar-day.ts'
import type { Interval } from '#backend/base/interval.ts'

/** Whole days of the lab's calendar during which it is closed; the last one too. */
export type ClosedDays = { firstDay: CalendarDay; lastDay: CalendarDay }

/** From the first minute of the first day to the last of the last: 23 or 25 hours where the clocks change in between. */
export const intervalOf = ({ firstDay, lastDay }: ClosedDays, timeZone: string): Interval => ({
  start: instantOf(firstDay, '00:00', timeZone),
  end: instantOf(addDays(lastDay, 1), '00:00', timeZone),
})

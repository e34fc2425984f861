import { instantOf, dayOf } from '#backend/base/calendar-day.ts'
import type { Interval } from '#backend/base/interval.ts'

/** A month of the lab's calendar, as ISO text: 2026-10. */
export type Month = string

export const monthOf = (instant: number, timeZone: string): Month => dayOf(instant, timeZone).slice(0, 7)

export function addMonths(month: Month, months: number): Month {
  const [year, of] = month.split('-').map(Number) as [number, number]
  const count = year * 12 + of - 1 + months
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`
}

/** From the first minute of its first day: an hour shorter in March and longer in October where clocks change. */
export const monthInterval = (month: Month, timeZone: string): Interval => ({
  start: instantOf(`${month}-01`, '00:00', timeZone),
  end: instantOf(`${addMonths(month, 1)}-01`, '00:00', timeZone),
})

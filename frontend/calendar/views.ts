import { addDays, dayInterval } from '#backend/base/calendar-day.ts'
import type { Interval } from '#backend/base/interval.ts'
import { sevenDays } from '../booking/slots.ts'
import { addMonths, mondayOf, monthWeeks } from './month.ts'

type Shape = {
  /** The days that are seen when `day` is chosen. */
  days: (day: string) => string[]
  /** The day that is chosen one step earlier (−1) or later (1). */
  step: (day: string, by: number) => string
  /** Whether all machines are seen at once. */
  isOfAll: boolean
}

const week = {
  days: (day: string) => sevenDays(mondayOf(day)),
  step: (day: string, by: number) => addDays(day, 7 * by),
}
const oneDay = { days: (day: string) => [day], step: addDays }

/** The ways to look at the bookings. */
export const views = {
  machines: { ...week, isOfAll: true },
  week: { ...week, isOfAll: false },
  day: { ...oneDay, isOfAll: false },
  month: { days: (day) => monthWeeks(day).flat(), step: addMonths, isOfAll: false },
  list: { ...oneDay, isOfAll: true },
} as const satisfies Record<string, Shape>

export type View = keyof typeof views
export const viewNames = Object.keys(views) as View[]

/** What the address asks for, or what suits the width of the screen. */
export const viewFrom = (text: string | null, isNarrow: boolean): View =>
  viewNames.find((name) => name === text) ?? (isNarrow ? 'list' : 'machines')

/** From the first midnight to the last. */
export const spanOf = (days: string[], timeZone: string): Interval => ({
  start: dayInterval(days[0]!, timeZone).start,
  end: dayInterval(days.at(-1)!, timeZone).end,
})

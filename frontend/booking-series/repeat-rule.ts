import { dayOf, weekdayOf } from '#backend/base/calendar-day.ts'

export const repeats = ['once', 'day', 'week', 'fortnight', 'month'] as const
export type Repeat = (typeof repeats)[number]

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** The rule (RFC 5545) of a choice on the page; undefined where nothing is repeated. */
export function repeatRule(repeat: Repeat, times: number, start: number, timeZone: string): string | undefined {
  const day = dayOf(start, timeZone)
  // The fourth Tuesday stays the fourth; a fifth is the last, for most months have none.
  const nth = Math.ceil(Number(day.slice(8)) / 7)
  const rules: Record<Repeat, string | undefined> = {
    once: undefined,
    day: 'FREQ=DAILY',
    week: 'FREQ=WEEKLY',
    fortnight: 'FREQ=WEEKLY;INTERVAL=2',
    month: `FREQ=MONTHLY;BYDAY=${nth === 5 ? -1 : nth}${weekdays[weekdayOf(day) - 1]}`,
  }
  const rule = rules[repeat]
  return rule && `${rule};COUNT=${times}`
}

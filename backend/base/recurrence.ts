import { addDays, weekdayOf, type CalendarDay } from './calendar-day.ts'

/** RFC 5545, 3.3.10: what of a recurrence rule is understood here. */
export type Recurrence = {
  freq: 'DAILY' | 'WEEKLY' | 'MONTHLY'
  interval: number
  /** ISO weekday; `nth` 2 is the second of the month, −1 the last; null each. */
  byDay: { weekday: number; nth: number | null }[]
  count: number | null
  /** The last day, inclusive. */
  until: CalendarDay | null
}

export type RecurrenceProblem = { problem: 'unreadable' | 'endless' | 'not-understood'; part: string }

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const known = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'COUNT', 'UNTIL', 'WKST'])

/** Reads `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10`. A rule that never ends is a problem. */
export function parseRecurrence(text: string): Recurrence | RecurrenceProblem {
  const parts = new Map<string, string>()
  for (const part of text
    .trim()
    .replace(/^RRULE:/i, '')
    .split(';')) {
    const [name = '', value] = part.toUpperCase().split('=')
    if (value === undefined || value === '' || parts.has(name)) return { problem: 'unreadable', part }
    if (!known.has(name)) return { problem: 'not-understood', part: name }
    parts.set(name, value)
  }
  const freq = parts.get('FREQ')
  if (freq !== 'DAILY' && freq !== 'WEEKLY' && freq !== 'MONTHLY')
    return { problem: freq ? 'not-understood' : 'unreadable', part: `FREQ=${freq ?? ''}` }
  const week = parts.get('WKST') ?? 'MO'
  if (week !== 'MO') return { problem: 'not-understood', part: 'WKST' }
  const interval = wholeNumber(parts.get('INTERVAL') ?? '1', 99)
  if (interval === undefined) return { problem: 'unreadable', part: 'INTERVAL' }
  const byDay: Recurrence['byDay'] = []
  for (const one of parts.get('BYDAY')?.split(',') ?? []) {
    const [, nth = '', name = ''] = /^([+-]?[1-5])?([A-Z]{2})$/.exec(one) ?? []
    const weekday = weekdays.indexOf(name) + 1
    if (weekday === 0) return { problem: 'unreadable', part: 'BYDAY' }
    if (nth && freq !== 'MONTHLY') return { problem: 'not-understood', part: 'BYDAY' }
    byDay.push({ weekday, nth: nth ? Number(nth) : null })
  }
  const [count, until] = [parts.get('COUNT'), parts.get('UNTIL')]
  if (count === undefined && until === undefined) return { problem: 'endless', part: '' }
  if (count !== undefined && until !== undefined) return { problem: 'unreadable', part: 'COUNT' }
  const times = count === undefined ? null : wholeNumber(count, 10_000)
  const last = until === undefined ? null : dayFrom(until)
  if (times === undefined) return { problem: 'unreadable', part: 'COUNT' }
  if (last === undefined) return { problem: 'unreadable', part: 'UNTIL' }
  return { freq, interval, byDay, count: times, until: last }
}

function wholeNumber(text: string, most: number): number | undefined {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= most ? value : undefined
}

function dayFrom(text: string): CalendarDay | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?$/.exec(text) ?? []
  const iso = `${year}-${month}-${day}`
  return day !== undefined && !Number.isNaN(Date.parse(`${iso}T00:00:00Z`)) ? iso : undefined
}

/** The days of a rule from `first` on, in order, at most `most` of them. Days that a month does not have are left out. */
export function occurrences(rule: Recurrence, first: CalendarDay, most: number): CalendarDay[] {
  const days: CalendarDay[] = []
  const limit = Math.min(most, rule.count ?? most)
  // However rare its days are, a rule is not followed for ever: fifty years of empty months are enough.
  for (let turn = 0; turn < 20_000 && days.length < limit; turn++) {
    const period = periodOf(rule, first, turn)
    if (period.some((day) => rule.until !== null && day > rule.until)) {
      days.push(...period.filter((day) => day >= first && day <= rule.until!))
      break
    }
    if (rule.freq === 'MONTHLY' && turn > 600) break
    days.push(...period.filter((day) => day >= first))
    if (rule.until !== null && firstOf(rule, first, turn) > rule.until) break
  }
  return days.slice(0, limit)
}

const firstOf = ({ freq, interval }: Recurrence, first: CalendarDay, turn: number): CalendarDay =>
  freq === 'DAILY'
    ? addDays(first, turn * interval)
    : freq === 'WEEKLY'
      ? addDays(first, 1 - weekdayOf(first) + turn * interval * 7)
      : monthAfter(first, turn * interval)

/** The days of one turn of the rule: a day, a week from its Monday, or a month. */
function periodOf(rule: Recurrence, first: CalendarDay, turn: number): CalendarDay[] {
  const start = firstOf(rule, first, turn)
  const { byDay } = rule
  if (rule.freq === 'DAILY')
    return byDay.length === 0 || byDay.some((d) => d.weekday === weekdayOf(start)) ? [start] : []
  if (rule.freq === 'WEEKLY') {
    const wanted = byDay.length ? byDay.map(({ weekday }) => weekday) : [weekdayOf(first)]
    return [...new Set(wanted)].toSorted((a, b) => a - b).map((weekday) => addDays(start, weekday - 1))
  }
  const days = daysOfMonth(start)
  if (byDay.length === 0) return days.filter((day) => day.slice(8) === first.slice(8))
  return days.filter((day) =>
    byDay.some(({ weekday, nth }) => {
      if (weekdayOf(day) !== weekday) return false
      const same = days.filter((other) => weekdayOf(other) === weekday)
      return nth === null || same.at(nth > 0 ? nth - 1 : nth) === day
    }),
  )
}

function monthAfter(day: CalendarDay, months: number): CalendarDay {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`
}

function daysOfMonth(first: CalendarDay): CalendarDay[] {
  const length = new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)), 0)).getUTCDate()
  return Array.from({ length }, (_, n) => `${first.slice(0, 8)}${String(n + 1).padStart(2, '0')}`)
}

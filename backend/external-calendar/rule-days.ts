/** A day as a number: days since 1970-01-01. */
export type DayNumber = number

/** RFC 5545, 3.3.10, as far as it repeats by days. */
export type Rule = {
  freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  interval: number
  /** Weekday 0 is Sunday. `nth` 2 is the second of the month, −1 the last; 0 each. */
  byDay: { weekday: number; nth: number }[]
  byMonthDay: number[]
  byMonth: number[]
  bySetPos: number[]
  weekStart: number
}

const ymd = (day: DayNumber): [year: number, month: number, date: number] => {
  const at = new Date(day * 86_400_000)
  return [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
}
const dayAt = (year: number, month: number, date: number): DayNumber => Date.UTC(year, month, date) / 86_400_000
const weekdayOf = (day: DayNumber): number => (((day + 4) % 7) + 7) % 7

/**
 * The days of a rule from `first` to `last`, in order, without end only as far as these two: a turn is one day, week, month or
 * year, and each is looked at once. `spend` is told how many days were looked at, and throws when that was too much.
 */
export function* daysOf(rule: Rule, first: DayNumber, last: DayNumber, spend: (days: number) => void) {
  for (let turn = 0; ; turn++) {
    const [from, to] = periodOf(rule, first, turn)
    if (from > last) return
    spend(Math.max(1, to - from))
    const days: DayNumber[] = []
    for (let day = from; day < to; day++) if (isWanted(rule, first, day)) days.push(day)
    const chosen = rule.bySetPos.length
      ? days.filter((_, at) => rule.bySetPos.some((pos) => (pos > 0 ? pos - 1 : days.length + pos) === at))
      : days
    for (const day of chosen) {
      if (day > last) return
      if (day >= first) yield day
    }
  }
}

/** The days [from, to) of one turn. */
function periodOf({ freq, interval, weekStart }: Rule, first: DayNumber, turn: number): [DayNumber, DayNumber] {
  const steps = turn * interval
  if (freq === 'DAILY') return [first + steps, first + steps + 1]
  if (freq === 'WEEKLY') {
    const week = first - ((weekdayOf(first) - weekStart + 7) % 7) + steps * 7
    return [week, week + 7]
  }
  const [year, month] = ymd(first)
  return freq === 'MONTHLY'
    ? [dayAt(year, month + steps, 1), dayAt(year, month + steps + 1, 1)]
    : [dayAt(year + steps, 0, 1), dayAt(year + steps + 1, 0, 1)]
}

function isWanted({ freq, byDay, byMonthDay, byMonth }: Rule, first: DayNumber, day: DayNumber): boolean {
  const [year, month, date] = ymd(day)
  const [, firstMonth, firstDate] = ymd(first)
  if (byMonth.length && !byMonth.includes(month + 1)) return false
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  if (byMonthDay.length && !byMonthDay.some((n) => (n > 0 ? n : length + n + 1) === date)) return false
  if (byDay.length) {
    const weekday = weekdayOf(day)
    const fits = ({ weekday: wanted, nth }: { weekday: number; nth: number }) =>
      wanted === weekday &&
      (nth === 0 || (nth > 0 ? Math.ceil(date / 7) === nth : Math.ceil((length - date + 1) / 7) === -nth))
    return byDay.some(fits)
  }
  if (byMonthDay.length) return freq !== 'YEARLY' || byMonth.length > 0 || month === firstMonth
  if (freq === 'WEEKLY') return weekdayOf(day) === weekdayOf(first)
  if (freq === 'MONTHLY') return date === firstDate
  if (freq === 'YEARLY') return date === firstDate && (byMonth.length > 0 || month === firstMonth)
  return true
}

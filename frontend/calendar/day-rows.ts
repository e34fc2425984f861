import { dayInterval } from '#backend/base/calendar-day.ts'
import { overlaps, type Interval } from '#backend/base/interval.ts'

const halfHourMs = 30 * 60_000

/** Half an hour by the clock on the lab's wall. `isRepeated`: the autumn night shows this time for the second time. */
export type Row = { clock: string; isRepeated: boolean }

/** A day of the lab, cell by cell beside the rows; null where the spring night has no such time, or the autumn's has one only. */
export type Column = { date: string; cells: (Interval | null)[] }

/**
 * Days side by side, with what their clocks show as rows: 48 of them, 46 or 50 in a week with a clock change. Every cell is
 * half an hour of real time, so that what is drawn over it is as long as it looks.
 */
export function layOut(dates: string[], timeZone: string): { rows: Row[]; columns: Column[] } {
  const days = dates.map((date) => ({ date, halves: halfHoursOf(date, timeZone) }))
  // The longest day knows every time that the others know, unless all are short: then it is as short as they are.
  const longest = days.reduce((a, b) => (b.halves.size > a.halves.size ? b : a))
  const keys = [...longest.halves.keys()]
  for (const { halves } of days) for (const key of halves.keys()) if (!keys.includes(key)) keys.push(key)
  keys.sort(isInOrder(keys, longest.halves))
  return {
    rows: keys.map((key) => ({ clock: key.slice(0, 5), isRepeated: key.endsWith('again') })),
    columns: days.map(({ date, halves }) => ({ date, cells: keys.map((key) => halves.get(key) ?? null) })),
  }
}

/** Each half-hour of a day under what the clock shows at its start: `02:00`, and `02:00 again`. */
function halfHoursOf(date: string, timeZone: string): Map<string, Interval> {
  const { start, end } = dayInterval(date, timeZone)
  const halves = new Map<string, Interval>()
  for (let at = start; at < end; at += halfHourMs) {
    const clock = clockOf(timeZone).format(at)
    halves.set(halves.has(clock) ? `${clock} again` : clock, { start: at, end: Math.min(at + halfHourMs, end) })
  }
  return halves
}

/** What the longest day knows stays in its own order, where 02:30 comes before the second 02:00; the rest goes by the clock. */
const isInOrder = (keys: string[], longest: Map<string, Interval>) => {
  const places = new Map(keys.map((key, n) => [key, n]))
  return (a: string, b: string): number =>
    longest.has(a) && longest.has(b) ? places.get(a)! - places.get(b)! : a < b ? -1 : 1
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('fr-FR', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, made)
  return made
}

/** The part of the day that is worth drawing, in rows: whole hours, from the first that is open or booked to the last. */
export function usefulRows(rows: Row[], columns: Column[], worth: Interval[]): { first: number; last: number } {
  const isUseful = rows.map((_, row) =>
    columns.some(({ cells }) => {
      const cell = cells[row]
      return cell && worth.some((one) => overlaps(one, cell))
    }),
  )
  const first = isUseful.indexOf(true)
  const from = first < 0 ? rows.findIndex(({ clock }) => clock === '08:00') : first
  const to = first < 0 ? rows.findIndex(({ clock }) => clock === '19:30') : isUseful.lastIndexOf(true)
  const isHalf = (row: number) => rows[row]?.clock.endsWith('30') ?? false
  return { first: isHalf(from) ? from - 1 : from, last: isHalf(to) ? to : Math.min(to + 1, rows.length - 1) }
}

/** Where a span of time lies in a line of cells, in cells and parts of them; undefined where it is not seen. */
export function placeIn(
  cells: (Interval | null)[],
  { start, end }: Interval,
): { from: number; to: number } | undefined {
  const first = cells.findIndex((cell) => cell !== null && cell.end > start)
  const last = cells.findLastIndex((cell) => cell !== null && cell.start < end)
  if (first < 0 || last < first) return undefined
  return { from: first + share(cells[first]!, start), to: last + share(cells[last]!, end) }
}

const share = (cell: Interval, instant: number): number =>
  Math.min(1, Math.max(0, (instant - cell.start) / (cell.end - cell.start)))

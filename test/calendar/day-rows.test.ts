import { expect, test } from 'vitest'
import { sevenDays } from '../../frontend/booking/slots.ts'
import { layOut, placeIn, usefulRows } from '../../frontend/calendar/day-rows.ts'

const paris = 'Europe/Paris'
const clocksOf = (date: string) => {
  const { rows, columns } = layOut([date], paris)
  return rows
    .filter((_, row) => columns[0]!.cells[row])
    .map(({ clock, isRepeated }) => clock + (isRepeated ? ' bis' : ''))
}

test('an ordinary week has 48 half-hours a day, each half an hour long', () => {
  const { rows, columns } = layOut(sevenDays('2026-11-23'), paris)
  expect(rows).toHaveLength(48)
  expect(rows[0]).toEqual({ clock: '00:00', isRepeated: false })
  for (const { cells } of columns) for (const cell of cells) expect(cell!.end - cell!.start).toBe(1_800_000)
})

test('on the night of 25 October 2026 two o’clock comes twice, in the order in which it happens', () => {
  expect(clocksOf('2026-10-25').slice(3, 9)).toEqual(['01:30', '02:00', '02:30', '02:00 bis', '02:30 bis', '03:00'])
  const { rows, columns } = layOut(sevenDays('2026-10-19'), paris)
  expect(rows).toHaveLength(50)
  const again = rows.findIndex(({ isRepeated }) => isRepeated)
  expect(columns.map(({ cells }) => cells[again] === null)).toEqual([true, true, true, true, true, true, false])
})

test('on the night of 28 March 2027 there is no half past two', () => {
  expect(clocksOf('2027-03-28').slice(3, 5)).toEqual(['01:30', '03:00'])
  const { rows, columns } = layOut(sevenDays('2027-03-22'), paris)
  expect(rows).toHaveLength(48)
  const two = rows.findIndex(({ clock }) => clock === '02:00')
  expect(columns.map(({ cells }) => cells[two] === null)).toEqual([false, false, false, false, false, false, true])
})

test.each([
  ['Australia/Lord_Howe', '2027-04-04', 49],
  ['Africa/Cairo', '2027-04-30', 46],
  ['America/New_York', '2026-11-01', 50],
])('in %s the day of %s has %i half-hours, each once', (timeZone, date, count) => {
  const { columns } = layOut(sevenDays(date), timeZone)
  const cells = columns[0]!.cells.filter((cell) => cell !== null)
  expect(cells).toHaveLength(count)
  cells.forEach((cell, n) => n && expect(cell.start).toBe(cells[n - 1]!.end))
})

test('only the hours that are open or booked are drawn, as whole hours', () => {
  const { rows, columns } = layOut(sevenDays('2026-11-23'), paris)
  const open = { start: Date.parse('2026-11-24T08:30:00Z'), end: Date.parse('2026-11-24T17:30:00Z') }
  const { first, last } = usefulRows(rows, columns, [open])
  expect([rows[first]!.clock, rows[last]!.clock]).toEqual(['09:00', '18:30'])
  const none = usefulRows(rows, columns, [])
  expect([rows[none.first]!.clock, rows[none.last]!.clock]).toEqual(['08:00', '19:30'])
})

test('a booking lies where its time is, also over midnight and over the hour that comes twice', () => {
  const at = (text: string) => Date.parse(text)
  const [saturday, sunday] = layOut(['2026-10-24', '2026-10-25'], paris).columns as [never, never]
  const cells = (column: { cells: never[] }) => column.cells
  const night = { start: at('2026-10-24T22:00:00+02:00'), end: at('2026-10-25T02:15:00+01:00') }
  expect(placeIn(cells(saturday), night)).toEqual({ from: 46, to: 50 })
  expect(placeIn(cells(sunday), night)).toEqual({ from: 0, to: 6.5 })
  expect(placeIn(cells(sunday), { start: at('2026-10-23T10:00:00Z'), end: at('2026-10-23T11:00:00Z') })).toBeUndefined()
})

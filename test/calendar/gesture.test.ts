import { expect, test } from 'vitest'
import type { Booking } from '#backend/booking/schema.ts'
import { freeSpans, seenIn } from '../../frontend/calendar/cells.ts'
import { changesNothing, meant } from '../../frontend/calendar/gesture.ts'
import { lanesOf } from '../../frontend/calendar/lanes.ts'
import { addMonths, mondayOf, monthWeeks } from '../../frontend/calendar/month.ts'
import { drawn, windowOf } from '../../frontend/calendar/window.ts'
import { placeAfter } from '../../frontend/ui/grid-keys.ts'

const half = 1_800_000
const noon = Date.parse('2026-11-24T12:00:00Z')
const cell = (n: number) => ({ start: noon + n * half, end: noon + (n + 1) * half })
const span = (from: number, to: number) => ({ start: cell(from).start, end: cell(to).start })
const booking = (from: number, to: number, mine = true): Booking => ({
  id: `${from}-${to}`,
  machineId: 'laser',
  ...span(from, to),
  state: 'confirmed',
  holdUntil: null,
  mine,
  by: null,
})

test('a drag over free cells means all of them, in either direction', () => {
  const gesture = { kind: 'create', machineId: 'laser', anchor: cell(3) } as const
  expect(meant(gesture, cell(3))).toEqual(span(3, 4))
  expect(meant(gesture, cell(6))).toEqual(span(3, 7))
  expect(meant(gesture, cell(1))).toEqual(span(1, 4))
})

test('a booking that is carried keeps its length and the place where it was taken', () => {
  const gesture = { kind: 'move', booking: booking(2, 6), grabbed: cell(4).start } as const
  expect(meant(gesture, cell(9))).toEqual(span(7, 11))
  expect(changesNothing(gesture, meant(gesture, cell(4)))).toBe(true)
  expect(changesNothing(gesture, meant(gesture, cell(5)))).toBe(false)
})

test('an edge that is drawn never passes the other', () => {
  const at = { booking: booking(2, 6), kind: 'resize' } as const
  expect(meant({ ...at, edge: 'end' }, cell(7))).toEqual(span(2, 8))
  expect(meant({ ...at, edge: 'end' }, cell(0))).toEqual(span(2, 3))
  expect(meant({ ...at, edge: 'start' }, cell(1))).toEqual(span(1, 6))
  expect(meant({ ...at, edge: 'start' }, cell(9))).toEqual(span(5, 6))
})

test('a cell says what stands in it: one’s own before another’s, then what is over, closed or free', () => {
  const known = { bookings: [booking(0, 2, false), booking(1, 2)], openings: [span(0, 6)], now: cell(4).start }
  const states = [0, 1, 2, 4, 7].map((n) => seenIn(cell(n), known).state)
  expect(states).toEqual(['taken', 'mine', 'past', 'free', 'closed'])
})

test('what is free is the opening without its bookings and without what is over', () => {
  const known = { bookings: [booking(6, 8), booking(2, 4)], now: cell(0).start + 60_000 }
  expect(freeSpans([span(0, 10), span(12, 13)], known)).toEqual([span(1, 2), span(4, 6), span(8, 10), span(12, 13)])
  expect(freeSpans([span(0, 2)], { bookings: [booking(0, 2)], now: noon })).toEqual([])
})

test('what is at the same time stands side by side, and only that shares the width', () => {
  const [a, b, c, d] = [booking(0, 4), booking(1, 3), booking(3, 5), booking(5, 6)]
  const lanes = lanesOf([d, c, b, a])
  expect([a, b, c, d].map((one) => lanes.get(one))).toEqual([
    { lane: 0, lanes: 2 },
    { lane: 1, lanes: 2 },
    { lane: 1, lanes: 2 },
    { lane: 0, lanes: 1 },
  ])
})

test('a month is six weeks from a Monday on, and the last of a month has a month after it', () => {
  expect(mondayOf('2026-11-29')).toBe('2026-11-23')
  const weeks = monthWeeks('2026-11-15')
  expect([weeks[0]![0], weeks[5]![6]]).toEqual(['2026-10-26', '2026-12-06'])
  expect(addMonths('2027-01-31', 1)).toBe('2027-02-28')
  expect(addMonths('2026-01-15', -1)).toBe('2025-12-15')
})

test('of two hundred rows only those in sight are drawn, and the one where the keyboard is', () => {
  expect(windowOf({ scrolled: 0, view: 400, size: 40, count: 200 })).toEqual({ first: 0, end: 16 })
  expect(windowOf({ scrolled: 4_000, view: 400, size: 40, count: 200 })).toEqual({ first: 96, end: 116 })
  expect(windowOf({ scrolled: 7_600, view: 400, size: 40, count: 200 })).toEqual({ first: 184, end: 200 })
  expect(drawn({ first: 8, end: 11 }, 2)).toEqual([2, 8, 9, 10])
  expect(drawn({ first: 8, end: 11 }, 9)).toEqual([8, 9, 10])
})

test.each([
  ['ArrowUp', false, { row: 0, column: 2 }],
  ['ArrowDown', false, { row: 2, column: 2 }],
  ['ArrowLeft', false, { row: 1, column: 1 }],
  ['ArrowRight', false, { row: 1, column: 3 }],
  ['PageDown', false, { row: 5, column: 2 }],
  ['PageUp', false, { row: 0, column: 2 }],
  ['Home', false, { row: 1, column: 0 }],
  ['End', false, { row: 1, column: 6 }],
  ['Home', true, { row: 0, column: 0 }],
  ['End', true, { row: 19, column: 6 }],
  ['a', false, undefined],
] as const)('%s (with Ctrl: %s) goes on in the grid and not out of it', (key, ctrlKey, there) => {
  expect(placeAfter({ key, ctrlKey }, { row: 1, column: 2 }, { rows: 20, columns: 7, page: 4 })).toEqual(there)
})

import { expect, test } from 'vitest'
import { isDue, unitsOf, usedOf } from '#backend/upkeep/task.ts'
import { usageOfBookings, usageOfRuns, type UsedRun } from '#backend/upkeep/usage.ts'
import { hours, noon } from '../support/lab.ts'

const run = (from: number, to: number | null, more: Partial<UsedRun> = {}): UsedRun => ({
  printingAt: noon + hours(from),
  endedAt: to === null ? null : noon + hours(to),
  isCompleted: true,
  grams: 40,
  part: 1,
  ...more,
})
const now = noon + hours(10)

test('hours printed, prints that came out, grams', () => {
  const runs = [run(0, 2), run(3, 4), run(5, 6, { isCompleted: false, part: 0.25 })]
  expect(usageOfRuns(runs, noon, now)).toEqual({ hours: 4, prints: 2, grams: 90 })
})

test('a print under way counts with the hours that it has printed, and comes out later', () => {
  const runs = [run(8, null, { isCompleted: false, part: 0.5 })]
  expect(usageOfRuns(runs, noon, now)).toEqual({ hours: 2, prints: 0, grams: 20 })
})

test('what was before does not count, and of a print over the instant only the hours after it', () => {
  const runs = [run(0, 2), run(3, 5)]
  expect(usageOfRuns(runs, noon + hours(4), now)).toEqual({ hours: 1, prints: 1, grams: 40 })
  expect(usageOfRuns(runs, noon + hours(5), now)).toEqual({ hours: 0, prints: 0, grams: 0 })
})

test('of bookings counts the time that has gone by', () => {
  const bookings = [
    { start: noon, end: noon + hours(2) },
    { start: noon + hours(9), end: noon + hours(12) },
  ]
  expect(usageOfBookings(bookings, noon + hours(1), now).hours).toBe(2)
})

test('days are those of the lab’s calendar, on both nights of the clock change too', () => {
  const task = { every: 1, unit: 'days' as const, doneAt: Date.UTC(2026, 9, 24, 21, 30) } // 23:30 on 24 October in Paris
  const nothing = { hours: 0, prints: 0, grams: 0 }
  const used = (at: number, doneAt = task.doneAt) => usedOf({ ...task, doneAt }, nothing, at, 'Europe/Paris')
  expect(used(Date.UTC(2026, 9, 24, 21, 59))).toBe(0)
  expect(used(Date.UTC(2026, 9, 24, 22, 0))).toBe(1)
  expect(used(Date.UTC(2026, 9, 25, 22, 59))).toBe(1)
  expect(used(Date.UTC(2026, 9, 25, 23, 0))).toBe(2)
  const spring = Date.UTC(2027, 2, 27, 22, 59) // 23:59 on 27 March
  expect(used(Date.UTC(2027, 2, 28, 21, 59), spring)).toBe(1)
  expect(used(Date.UTC(2027, 2, 28, 22, 0), spring)).toBe(2)
})

test('it is due at its count, not before', () => {
  const task = { every: 200, unit: 'hours' as const, doneAt: noon }
  expect([199.9, 200, 230].map((used) => isDue(task, used))).toEqual([false, true, true])
})

test('only a printer counts prints and grams', () => {
  expect(unitsOf('laser')).toEqual(['hours', 'days'])
  expect(unitsOf('printer')).toEqual(['hours', 'prints', 'grams', 'days'])
})

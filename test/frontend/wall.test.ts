import { expect, test } from 'vitest'
import { driftAt, endOf, needsPerson, pageOf, perPage, stillOn, wallOrder } from '../../frontend/wall/rows.ts'
import { printer } from './sample-jobs.ts'

const names = (cards: { id: string }[]) => cards.map(({ id }) => id)

test('what needs a person comes first, then what is ready soonest, then what is free', () => {
  const cards = [
    printer({ id: 'free' }),
    printer({ id: 'late', state: 'printing' }, { readyAt: 9_000 }),
    printer({ id: 'soon', state: 'printing' }, { readyAt: 5_000 }),
    printer({ id: 'full', state: 'bed_to_clear' }),
    printer({ id: 'broken', state: 'out_of_order' }),
    printer({ id: 'odd', state: 'attention' }),
  ]
  expect(names(wallOrder(cards))).toEqual(['odd', 'full', 'soon', 'late', 'free', 'broken'])
})

test('a paused print has no end, a booked machine ends with its booking', () => {
  expect(endOf(printer({ state: 'paused', until: 7_000 }, { readyAt: 7_000 }))).toBeUndefined()
  expect(endOf(printer({ state: 'in_use', until: 8_000 }))).toBe(8_000)
})

test('after closing only what still goes on stays lit', () => {
  const cards = [
    printer({ id: 'a' }),
    printer({ id: 'b', state: 'printing' }),
    printer({ id: 'c', state: 'bed_to_clear' }),
  ]
  expect(names(stillOn(cards))).toEqual(['b'])
})

test('a full bed is no sign that all is well', () => {
  expect(needsPerson(printer({ state: 'bed_to_clear' }))).toBe(true)
  expect(needsPerson(printer({ state: 'printing' }))).toBe(false)
})

test('a long list turns over by itself, and every machine gets its turn', () => {
  const all = Array.from({ length: 14 }, (_, n) => n)
  const seen = [0, 12_000, 24_000].flatMap((now) => pageOf(all, now).shown)
  expect(seen).toEqual(all)
  expect(pageOf(all, 36_000)).toMatchObject({ page: 0, pages: 3 })
  expect(pageOf(all.slice(0, perPage), 50_000)).toMatchObject({ page: 0, pages: 1 })
})

test('the picture wanders, but never far', () => {
  const places = Array.from({ length: 600 }, (_, minute) => driftAt(minute * 60_000))
  expect(Math.max(...places.flat().map(Math.abs))).toBeLessThanOrEqual(12)
  expect(new Set(places.map(String)).size).toBeGreaterThan(50)
})

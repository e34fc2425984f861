import { render, screen } from '@testing-library/svelte'
import { beforeAll, expect, test, vi } from 'vitest'
import { untroubled } from '#backend/booking/conflict.ts'
import { usualRules } from '#backend/booking-rule/rules.ts'
import type { Booking } from '#backend/booking/schema.ts'
import { Bookings } from '../../frontend/booking/bookings.ts'
import { lengthsFrom, openOn, slotsOf, stepMs } from '../../frontend/booking/slots.ts'
import { language } from '../../frontend/lib/language.svelte.ts'
import StartTimes from '../../frontend/booking/StartTimes.svelte'

vi.mock('../../frontend/lib/live.ts', () => ({
  on: () => () => {},
  onEachConnection: () => () => {},
  reconnect: () => {},
}))

// A Monday in winter: 14 h to 17 h in Paris.
const opening = { start: Date.UTC(2026, 0, 5, 13), end: Date.UTC(2026, 0, 5, 16) }
const facts = { ...untroubled, now: opening.start - 3_600_000, openings: [opening] }
const at = (halves: number) => opening.start + halves * stepMs
const taken = (id: string, from: number, to: number, mine = false): Booking => ({
  id,
  machineId: 'laser',
  start: at(from),
  end: at(to),
  state: 'confirmed',
  holdUntil: null,
  mine,
  by: null,
})
const chip = (time: string) => screen.getByText(time).closest('button')!

beforeAll(() => language.set('fr'))

test('a slot greys out the moment someone else books it', async () => {
  const bookings = new Bookings()
  const slots = () => slotsOf([opening], bookings.all, facts)
  const props = { slots: slots(), label: 'lundi', start: undefined, now: facts.now, canBook: true, onstart: () => {} }
  const { rerender } = render(StartTimes, props)
  expect(chip('14:30').disabled).toBe(false)

  bookings.hear(taken('a', 1, 2))
  await rerender({ slots: slots() })

  expect(chip('14:30').disabled).toBe(true)
  expect(chip('14:30').textContent).toContain('réservé')
  expect(chip('15:00').disabled).toBe(false)
})

test('what everybody hears of my booking does not take it from me', () => {
  const bookings = new Bookings()
  bookings.hear(taken('a', 1, 2, true))
  bookings.hear(taken('a', 2, 3, false))
  expect(bookings.get('a')).toMatchObject({ mine: true, start: at(2) })
  bookings.hear({ ...taken('a', 2, 3), state: 'cancelled' })
  expect(bookings.all).toEqual([])
})

test.each([
  ['until closing time', 4, [], [1, 2]],
  ['until the next booking', 0, [taken('a', 3, 5)], [1, 2, 3]],
  ['half an hour between two bookings', 2, [taken('a', 0, 2), taken('b', 3, 5)], [1]],
  ['an odd rest is offered whole', 1, [], [1, 2, 3, 4, 5]],
])('lengths: %s', (_name, from, bookings, halves) => {
  expect(lengthsFrom(at(from), [opening], bookings, usualRules)).toEqual(halves.map((n) => n * stepMs))
})

test('half-hours that are over are not shown; the one under way is', () => {
  const now = at(2) + 60_000
  expect(slotsOf([opening], [], { ...facts, now })[0]?.start).toBe(at(2))
})

test('lengths keep the rules of the machine: the shortest, the longest, the step', () => {
  const rules = { ...usualRules, minMinutes: 60, maxMinutes: 120, stepMinutes: 60 as const }
  expect(lengthsFrom(at(0), [opening], [], rules)).toEqual([2, 4].map((n) => n * stepMs))
})

test('a start where the shortest booking does not fit is not offered', () => {
  const rules = { ...usualRules, minMinutes: 60 }
  expect(slotsOf([opening], [], { ...facts, rules }).map(({ state }) => state)).toEqual([
    ...Array<string>(5).fill('free'),
    'closed',
  ])
})

test('a lab that is open for two days is open on each of them, and on the night between', () => {
  const twoDays = { start: Date.UTC(2026, 0, 4, 23), end: Date.UTC(2026, 0, 6, 23) }
  const days = ['2026-01-05', '2026-01-06'].map((date) => openOn(date, [twoDays], 'Europe/Paris'))
  expect(days.map(([one]) => (one!.end - one!.start) / 3_600_000)).toEqual([24, 24])
  const late = slotsOf(days[0]!, [], { ...facts, openings: [twoDays] }).at(-1)!
  expect(late.state).toBe('free')
  expect(lengthsFrom(late.start, [twoDays], [], usualRules)).toContain(4 * stepMs)
})

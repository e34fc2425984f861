import { expect, test } from 'vitest'
import { exceededQuota, useOf, type CountedBooking, type QuotaFacts } from '#backend/booking-rule/quota.ts'
import type { Quota } from '#backend/booking-rule/rules.ts'

/** A wall clock of Paris in winter (UTC+1). */
const paris = (day: string, hour: number) => Date.parse(`${day}T00:00:00+01:00`) + hour * 3_600_000
const slot = (day: string, from: number, to: number) => ({ start: paris(day, from), end: paris(day, to) })
const booked = (day: string, from: number, to: number, more: Partial<CountedBooking> = {}): CountedBooking => ({
  ...slot(day, from, to),
  machineId: 'laser',
  kind: 'laser',
  machine: 'LASER',
  mine: true,
  ...more,
})
const quota = (more: Partial<Quota>): Quota => ({
  most: 4,
  of: 'hours',
  window: 'day',
  over: 'machine',
  who: { kind: 'each' },
  ...more,
})
const facts = (...counted: CountedBooking[]): QuotaFacts => ({
  timeZone: 'Europe/Paris',
  machine: { id: 'laser', kind: 'laser' },
  person: { role: 'member', plan: 'Étudiant', organizationId: 'school' },
  counted,
})

test.each([
  ['hours of the same day count together', quota({}), [booked('2026-01-05', 9, 12)], 5],
  ['hours of the day before do not', quota({}), [booked('2026-01-04', 9, 12)], 2],
  ['a booking over midnight counts in each day what lies there', quota({}), [booked('2026-01-04', 22, 27)], 5],
  [
    'the week begins on Monday',
    quota({ window: 'week' }),
    [booked('2026-01-04', 9, 12), booked('2026-01-11', 9, 10)],
    3,
  ],
  [
    'the month is that of the calendar',
    quota({ window: 'month' }),
    [booked('2025-12-31', 9, 12), booked('2026-01-31', 9, 10)],
    3,
  ],
  ['30 days in a row end with the wanted slot', quota({ window: 'rolling' }), [booked('2025-12-07', 9, 12)], 5],
  [
    '… or with one that follows: what is booked later counts too',
    quota({ window: 'rolling' }),
    [booked('2026-02-03', 9, 12)],
    5,
  ],
  [
    'bookings are counted where they start',
    quota({ of: 'bookings' }),
    [booked('2026-01-05', 9, 12), booked('2026-01-04', 22, 25)],
    2,
  ],
  [
    'another machine counts only where the quota is over its kind',
    quota({ over: 'kind' }),
    [booked('2026-01-05', 9, 12, { machineId: 'other' })],
    5,
  ],
  [
    'another machine does not count for one machine',
    quota({}),
    [booked('2026-01-05', 9, 12, { machineId: 'other' })],
    2,
  ],
  [
    'what a colleague booked counts for the organization',
    quota({ who: { kind: 'organization', organizationId: 'school' } }),
    [booked('2026-01-05', 9, 12, { mine: false })],
    5,
  ],
  ['what a colleague booked does not count for oneself', quota({}), [booked('2026-01-05', 9, 12, { mine: false })], 2],
])('%s', (_name, quota, counted, used) => {
  expect(useOf(quota, slot('2026-01-05', 14, 16), facts(...counted))).toBe(used)
})

test('a quota of another role, plan or organization says nothing of this person', () => {
  const full = facts(booked('2026-01-05', 9, 12))
  const wanted = slot('2026-01-05', 14, 16)
  expect(exceededQuota([quota({ who: { kind: 'role', role: 'visitor' } })], wanted, full)).toBeUndefined()
  expect(exceededQuota([quota({ who: { kind: 'organization', organizationId: 'x' } })], wanted, full)).toBeUndefined()
  expect(exceededQuota([quota({ who: { kind: 'plan', plan: 'Entreprise' } })], wanted, full)).toBeUndefined()
  expect(exceededQuota([quota({ who: { kind: 'plan', plan: 'étudiant' } })], wanted, full)).toBeDefined()
  expect(exceededQuota([quota({ who: { kind: 'role', role: 'member' } })], wanted, full)).toBeDefined()
})

test('the day on which clocks go back has 25 hours, and they all count', () => {
  const autumn = { start: Date.UTC(2026, 9, 24, 22), end: Date.UTC(2026, 9, 25, 23) }
  expect(useOf(quota({}), autumn, facts())).toBe(25)
})

import { expect, test } from 'vitest'
import { explain, findConflict, nextFree, untroubled, type BookingFacts } from '#backend/booking/conflict.ts'
import { looksAtOthers, usualRules, type BookingRuleSet } from '#backend/booking-rule/rules.ts'
import { hours, noon } from '../support/lab.ts'

const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })
const stranger = { kind: 'laser', held: [], lastUse: null }
const free: BookingFacts = {
  ...untroubled,
  now: noon,
  openings: [at(-3, 8)],
  bookings: [],
}

test.each([
  ['a free slot', at(1, 2), free, undefined],
  ['the slot that has begun a moment ago', at(-0.5, 1), free, undefined],
  ['a member without the authorization', at(1, 2), { ...free, authorization: stranger }, 'booking.unauthorized'],
  ['a member without the safety induction', at(1, 2), { ...free, isInducted: false }, 'booking.induction-needed'],
  ['a machine out of order', at(1, 2), { ...free, outOfOrder: true }, 'booking.out-of-order'],
  ['a slot of yesterday', at(-2, -1), free, 'booking.in-the-past'],
  ['a slot that ends after closing time', at(7, 9), free, 'booking.outside-opening-hours'],
  [
    'a slot that spans two openings',
    at(1, 4),
    { ...free, openings: [at(0, 2), at(3, 8)] },
    'booking.outside-opening-hours',
  ],
  ['a hundred years', at(1, 876_000), free, 'booking.too-long'],
  ['a slot that starts inside another', at(2, 4), { ...free, bookings: [at(1, 3)] }, 'booking.overlap'],
  ['a slot that starts when another ends', at(3, 4), { ...free, bookings: [at(1, 3)] }, undefined],
])('%s', (_name, wanted, facts, expected) => {
  expect(findConflict(wanted, facts)).toBe(expected)
})

test('the next free times are as long as the wanted one, inside the openings and between the bookings', () => {
  const facts = { ...free, openings: [at(0, 4), at(24, 28)], bookings: [at(1, 2), at(3, 3.5)] }
  expect(nextFree(at(1, 2), facts, 3)).toEqual([at(2, 3), at(24, 25), at(25, 26)])
})

const laser = { id: 'laser', kind: 'laser' }
const ruled = (rules: Partial<BookingFacts['rules']>, more: Partial<BookingFacts> = {}): BookingFacts => ({
  ...free,
  machine: laser,
  ...more,
  rules: { ...free.rules, ...rules },
})
const counted = (slot: { start: number; end: number }, machineId = 'laser') => ({
  ...slot,
  machineId,
  kind: 'laser',
  machine: machineId.toUpperCase(),
  mine: true,
})
const until = (membershipUntil: string) => ({ person: { ...free.person, membershipUntil } })

test.each([
  ['shorter than the shortest', at(1, 1.5), ruled({ minMinutes: 60 }), 'booking.too-short'],
  ['longer than the longest', at(1, 4), ruled({ maxMinutes: 120 }), 'booking.too-long'],
  ['a start beside the step', at(1.25, 2.25), ruled({ stepMinutes: 30 }), 'booking.off-step'],
  ['a length beside the step', at(1, 2.25), ruled({ stepMinutes: 30 }), 'booking.off-step'],
  ['right on the step', at(1.5, 3), ruled({ stepMinutes: 30 }), undefined],
  ['too soon', at(1, 2), ruled({ leadMinutes: 120 }), 'booking.too-soon'],
  ['as late as the lead time allows', at(2, 3), ruled({ leadMinutes: 120 }), undefined],
  ['too far ahead', at(49, 50), ruled({ horizonDays: 2 }, { openings: [at(0, 90)] }), 'booking.too-far'],
  ['after the membership has ended', at(1, 2), ruled({}, until('2026-01-04')), 'booking.membership-ended'],
  ['on the last day of the membership', at(1, 2), ruled({}, until('2026-01-05')), undefined],
  ['without asking for a membership', at(1, 2), ruled({ membership: false }, until('2026-01-04')), undefined],
  ['too close to somebody else', at(2, 3), ruled({ bufferMinutes: 15 }, { bookings: [at(1, 2)] }), 'booking.buffer'],
  [
    'right after one’s own',
    at(2, 3),
    ruled({ bufferMinutes: 15 }, { bookings: [{ ...at(1, 2), mine: true }] }),
    undefined,
  ],
  [
    'while the space is booked',
    at(1, 2),
    ruled({}, { neighbours: [{ ...at(0, 4), machine: 'SALLE' }] }),
    'booking.space-taken',
  ],
  [
    'when two of two are in use at one moment',
    at(1, 3),
    ruled({}, { room: { name: 'SALLE', capacity: 2, bookings: [at(0, 2), at(1.5, 4)] } }),
    'booking.room-full',
  ],
  [
    'when two of two come one after the other',
    at(1, 3),
    ruled({}, { room: { name: 'SALLE', capacity: 2, bookings: [at(0, 2), at(2, 4)] } }),
    undefined,
  ],
  [
    'while one has another machine',
    at(1, 2),
    ruled({ ownOverlap: false }, { counted: [counted(at(0, 2), 'cnc')] }),
    'booking.own-overlap',
  ],
  [
    'with as many ahead as allowed',
    at(1, 2),
    ruled({ maxHeld: 1 }, { counted: [counted(at(5, 6), 'cnc')] }),
    'booking.too-many-ahead',
  ],
  ['with one that is over', at(1, 2), ruled({ maxHeld: 1 }, { counted: [counted(at(-5, -4), 'cnc')] }), undefined],
] as const)('a slot %s', (_name, wanted, facts, expected) => {
  expect(findConflict(wanted, facts)).toBe(expected)
})

test('every reason is told, not only the first', () => {
  const facts = ruled({ minMinutes: 60, leadMinutes: 120 }, { bookings: [at(0, 2)], authorization: stranger })
  expect(explain(at(1, 1.5), facts).map(({ code }) => code)).toEqual([
    'booking.unauthorized',
    'booking.too-short',
    'booking.too-soon',
    'booking.overlap',
  ])
})

test('the next free times keep the rules too', () => {
  const facts = ruled({ bufferMinutes: 30, leadMinutes: 60 }, { bookings: [at(1, 2)] })
  expect(nextFree(at(0, 1), facts, 2)).toEqual([at(2.5, 3.5), at(3.5, 4.5)])
})

/** For each rule, one way to state it otherwise. */
const otherwise: BookingRuleSet = {
  when: 'any',
  runsOn: true,
  minMinutes: 120,
  maxMinutes: 30,
  stepMinutes: 60,
  leadMinutes: 240,
  horizonDays: 1,
  bufferMinutes: 30,
  cancelMinutes: 60,
  moveMinutes: 60,
  maxHeld: 1,
  ownOverlap: false,
  membership: false,
  level: 'trainer',
  unusedMonths: 1,
  prerequisites: { match: 'all', kinds: ['mill'] },
  staffed: true,
  approval: true,
  noShowMinutes: 15,
  offerMinutes: 10,
  quotas: [{ most: 1, of: 'bookings', window: 'week', over: 'lab', who: { kind: 'each' } }],
}

test.each(Object.entries(otherwise))(
  'what one has booked elsewhere is read where %s needs it, and makes no difference elsewhere',
  (rule, value) => {
    const rules = { ...usualRules, [rule]: value }
    const trained = {
      kind: 'laser',
      level: 'independent' as const,
      since: 0,
      expiresOn: null,
      isRevoked: false,
      revokedReason: null,
    }
    const held = { ...stranger, held: [trained] }
    const reasons = (booked: BookingFacts['counted']) =>
      explain(at(1, 2), ruled(rules, { authorization: held, counted: booked }))
    // One at the same time on another machine, and one of last week that keeps the authorization.
    const booked = [counted(at(1, 2), 'cnc'), counted(at(-100, -99))]
    const makesADifference = JSON.stringify(reasons(booked)) !== JSON.stringify(reasons([]))
    expect(looksAtOthers(rules)).toBe(makesADifference)
  },
)

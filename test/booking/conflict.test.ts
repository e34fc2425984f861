import { expect, test } from 'vitest'
import { findConflict, nextFree, type BookingFacts } from '#backend/booking/conflict.ts'
import { hours, noon } from '../support/lab.ts'

const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })
const free: BookingFacts = {
  now: noon,
  openings: [at(-3, 8)],
  bookings: [],
  isInducted: true,
  isAuthorized: true,
  outOfOrder: false,
}

test.each([
  ['a free slot', at(1, 2), free, undefined],
  ['the slot that has begun a moment ago', at(-0.5, 1), free, undefined],
  ['a member without the authorization', at(1, 2), { ...free, isAuthorized: false }, 'booking.unauthorized'],
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

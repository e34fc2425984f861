import { expect, test } from 'vitest'
import { isMinor, membershipOn, paidOn, type FeeKind, type FeeState } from '#backend/member/membership.ts'
import { shownName } from '#backend/member/shown-name.ts'

const fresh = { feeState: 'to-pay', from: null, until: null } as const
const paid = (from: string, until: string) => ({ feeState: 'paid', from, until }) as const

test.each<[string, string, FeeKind, Parameters<typeof paidOn>[2], string, string]>([
  ['a civil year ends on 31 December', '2026-03-10', 'civil', fresh, '2026-03-10', '2026-12-31'],
  ['on its last day too', '2026-12-31', 'civil', fresh, '2026-12-31', '2026-12-31'],
  ['a school year ends on the next 31 August', '2026-09-01', 'school', fresh, '2026-09-01', '2027-08-31'],
  ['in spring it is this one', '2026-04-01', 'school', fresh, '2026-04-01', '2026-08-31'],
  ['on 31 August it ends the same day', '2026-08-31', 'school', fresh, '2026-08-31', '2026-08-31'],
  ['a rolling year is a year minus a day', '2026-03-10', 'rolling', fresh, '2026-03-10', '2027-03-09'],
  ['from 1 January it is the whole year', '2027-01-01', 'rolling', fresh, '2027-01-01', '2027-12-31'],
  ['paid on 29 February it loses no day', '2028-02-29', 'rolling', fresh, '2028-02-29', '2029-02-28'],
  ['paid on 1 March it ends on 29 February', '2027-03-01', 'rolling', fresh, '2027-03-01', '2028-02-29'],
  [
    'paid before its end it goes on unbroken',
    '2026-12-15',
    'civil',
    paid('2026-02-01', '2026-12-31'),
    '2026-02-01',
    '2027-12-31',
  ],
  [
    'a rolling one paid early counts from its end',
    '2027-02-20',
    'rolling',
    paid('2026-03-10', '2027-03-09'),
    '2026-03-10',
    '2028-03-09',
  ],
  ['paid on its last day too', '2027-03-09', 'rolling', paid('2026-03-10', '2027-03-09'), '2026-03-10', '2028-03-09'],
  [
    'paid the day after, a new one begins',
    '2027-03-10',
    'rolling',
    paid('2026-03-10', '2027-03-09'),
    '2027-03-10',
    '2028-03-09',
  ],
  [
    'a civil year paid in school time changes its kind at its end',
    '2026-12-01',
    'school',
    paid('2026-01-05', '2026-12-31'),
    '2026-01-05',
    '2027-08-31',
  ],
  [
    'who was exempt until a day and pays goes on from there',
    '2026-12-01',
    'civil',
    { feeState: 'exempt', from: null, until: '2026-12-31' },
    '2026-12-01',
    '2027-12-31',
  ],
])('%s', (_name, day, kind, now, from, until) => expect(paidOn(day, kind, now)).toEqual({ from, until }))

test.each<[string, FeeState, string | null, string]>([
  ['paid and far from its end', 'paid', '2026-12-31', 'valid'],
  ['paid without an end', 'paid', null, 'valid'],
  ['31 days before its end', 'paid', '2026-04-10', 'valid'],
  ['30 days before its end', 'paid', '2026-04-09', 'ends-soon'],
  ['on its last day', 'paid', '2026-03-10', 'ends-soon'],
  ['the day after', 'paid', '2026-03-09', 'ended'],
  ['exempt for good', 'exempt', null, 'exempt'],
  ['exempt until yesterday', 'exempt', '2026-03-09', 'ended'],
  ['exempt until tomorrow', 'exempt', '2026-03-11', 'exempt'],
  ['not paid yet', 'to-pay', null, 'to-pay'],
  ['asked to pay, whatever was paid before', 'to-pay', '2026-12-31', 'to-pay'],
])('on 10 March 2026: %s', (_name, feeState, until, state) =>
  expect(membershipOn('2026-03-10', { feeState, until })).toBe(state),
)

test.each<[string, string | null, string, boolean]>([
  ['the day before 18', '2008-06-15', '2026-06-14', true],
  ['on the day of 18', '2008-06-15', '2026-06-15', false],
  ['born on 29 February, the day before', '2008-02-29', '2026-02-27', true],
  ['only a year known, in the year of 18: perhaps still a minor', '2008', '2026-06-15', true],
  ['only a year known, the year after', '2008', '2027-01-01', false],
  ['nothing known', null, '2026-06-15', false],
])('a minor or not: %s', (_name, born, today, expected) => expect(isMinor(born, today)).toBe(expected))

test.each([
  ['Inès Bernard', 'name', 'Inès Bernard'],
  ['Inès Bernard', 'initials', 'I. B.'],
  ['élodie', 'initials', 'É.'],
  ['Jean-Marc Le Goff', 'initials', 'J. M. L. G.'],
  ['Inès Bernard', 'code', 'K7QF2'],
])('%s, shown as %s: %s', (name, shownAs, expected) =>
  expect(shownName({ name, code: 'K7QF2', shownAs })).toBe(expected),
)

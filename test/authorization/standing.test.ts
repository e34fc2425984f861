import { expect, test } from 'vitest'
import { obstacles, type Asked, type AuthorizationFacts, type Held } from '#backend/authorization/standing.ts'
import { hours, noon } from '../support/lab.ts'

const paris = 'Europe/Paris'
/** Monday 5 January 2026, 13:00 to 14:00 in Paris. */
const wanted = { start: noon + hours(1), end: noon + hours(2) }
const laser: Held = {
  kind: 'laser',
  level: 'independent',
  since: noon - hours(24),
  expiresOn: null,
  isRevoked: false,
  revokedReason: null,
}
const asked: Asked = { level: 'independent', unusedMonths: null, prerequisites: null }
const holding = (...held: Held[]): AuthorizationFacts => ({ kind: 'laser', held, lastUse: null })
const codes = (facts: AuthorizationFacts, more: Partial<Asked> = {}, at = wanted, booked: number[] = []) =>
  obstacles(at, facts, { ...asked, ...more }, paris, booked).map(({ code }) => code.replace('booking.', ''))

test('who holds it books', () => expect(codes(holding(laser))).toEqual([]))
test('who was never authorized does not', () => expect(codes(holding())).toEqual(['unauthorized']))
test('what is held of another kind does not help', () =>
  expect(codes(holding({ ...laser, kind: 'mill' }))).toEqual(['unauthorized']))
test('who had it taken away reads why', () => {
  const facts = holding({ ...laser, isRevoked: true, revokedReason: 'capot ouvert' })
  expect(obstacles(wanted, facts, asked, paris)).toEqual([
    { code: 'booking.authorization-revoked', detail: { why: 'capot ouvert' } },
  ])
})

test('it holds through the whole of its last day, by the lab’s clocks', () => {
  const lastDay = holding({ ...laser, expiresOn: '2026-01-05' })
  const until = (clock: number) => ({ start: noon, end: noon + hours(clock - 12) })
  expect(codes(lastDay, {}, until(24))).toEqual([])
  expect(codes(lastDay, {}, until(25))).toEqual(['authorization-ended'])
})

test.each([
  ['accompanied', 'accompanied', []],
  ['accompanied', 'independent', ['level-too-low']],
  ['independent', 'trainer', ['level-too-low']],
  ['trainer', 'independent', []],
] as const)('level %s where %s is asked', (level, needed, expected) =>
  expect(codes(holding({ ...laser, level }), { level: needed })).toEqual(expected),
)

test('without use it is lost after its months, to the day', () => {
  const facts = (lastUse: number | null) => ({ ...holding({ ...laser, since: Date.UTC(2025, 0, 1) }), lastUse })
  const three = { unusedMonths: 3 }
  expect(codes(facts(null), three)).toEqual(['out-of-practice'])
  expect(codes(facts(Date.UTC(2025, 9, 4, 12)), three)).toEqual(['out-of-practice'])
  expect(codes(facts(Date.UTC(2025, 9, 5, 12)), three)).toEqual([])
  expect(codes(facts(null))).toEqual([])
})

test('who was given it again, or comes before, is in practice', () => {
  const long = { ...laser, since: Date.UTC(2025, 0, 1) }
  const three = { unusedMonths: 3 }
  expect(codes(holding(laser), three)).toEqual([])
  expect(codes(holding(long), three, wanted, [noon])).toEqual([])
  expect(codes(holding(long), three, wanted, [noon + hours(5)])).toEqual(['out-of-practice'])
})

test('of the last day of a month, a shorter month counts to its own last day', () => {
  const facts = holding({ ...laser, since: Date.UTC(2025, 10, 30, 12) })
  const at = (day: number, month: number) => ({
    start: Date.UTC(2026, month, day, 12),
    end: Date.UTC(2026, month, day, 13),
  })
  expect(codes(facts, { unusedMonths: 3 }, at(28, 1))).toEqual([])
  expect(codes(facts, { unusedMonths: 3 }, at(1, 2))).toEqual(['out-of-practice'])
})

test('an end on the night of the clock change is that night’s midnight', () => {
  const facts = holding({ ...laser, expiresOn: '2026-10-25' })
  const midnight = Date.UTC(2026, 9, 25, 23)
  expect(codes(facts, {}, { start: midnight - hours(2), end: midnight })).toEqual([])
  expect(codes(facts, {}, { start: midnight - hours(2), end: midnight + 1 })).toEqual(['authorization-ended'])
})

test('all the other kinds that are asked, or any', () => {
  const kinds = ['mill', 'printer']
  const mill = { ...laser, kind: 'mill' }
  const printer = { ...laser, kind: 'printer' }
  const all = { prerequisites: { match: 'all' as const, kinds } }
  const any = { prerequisites: { match: 'any' as const, kinds } }
  expect(codes(holding(laser, mill), all)).toEqual(['prerequisite-missing'])
  expect(codes(holding(laser, mill, printer), all)).toEqual([])
  expect(codes(holding(laser, mill), any)).toEqual([])
  expect(codes(holding(laser), any)).toEqual(['prerequisite-missing'])
  expect(codes(holding(laser, { ...mill, level: 'accompanied' }), any)).toEqual(['prerequisite-missing'])
  expect(codes(holding(laser, { ...mill, isRevoked: true }), any)).toEqual(['prerequisite-missing'])
})

test('every reason is told, not only the first', () => {
  const facts = holding({ ...laser, level: 'accompanied', expiresOn: '2026-01-04', since: Date.UTC(2025, 0, 1) })
  const more = { unusedMonths: 1, prerequisites: { match: 'any' as const, kinds: ['mill'] } }
  expect(codes(facts, more)).toEqual([
    'authorization-ended',
    'level-too-low',
    'out-of-practice',
    'prerequisite-missing',
  ])
})

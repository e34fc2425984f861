import { expect, test } from 'vitest'
import { isIn, isMeant, type MemberFilter } from '#backend/member/find-members.ts'
import { mayEdit, mayReset, mayRule } from '#backend/member/rank.ts'
import { roles, type Role } from '#backend/base/role.ts'

const ines = {
  name: 'Inès Bernard',
  email: 'ines.b@example.org',
  code: 'K7QF2',
  role: 'member',
  feeState: 'paid',
  membershipUntil: '2026-12-31',
  charterVersion: '2026',
  suspendedAt: null,
}

test.each([
  ['ines', true],
  ['INÈS ber', true],
  ['bernard  ines', true],
  ['example.org', true],
  ['k7qf2', true],
  ['k7q', false],
  ['karim', false],
  ['', true],
])('“%s” means Inès Bernard: %s', (search, expected) => expect(isMeant(ines, search)).toBe(expected))

test.each<[string, MemberFilter, object, boolean]>([
  ['paid until the end of the year', 'to-pay', {}, false],
  ['asked to pay', 'to-pay', { feeState: 'to-pay' }, true],
  ['ends in two weeks', 'ends-soon', { membershipUntil: '2026-06-30' }, true],
  ['ended', 'ended', { membershipUntil: '2026-06-01' }, true],
  ['ended is no longer soon', 'ends-soon', { membershipUntil: '2026-06-01' }, false],
  ['signed nothing', 'no-charter', { charterVersion: null }, true],
  ['may not sign in', 'suspended', { suspendedAt: 1 }, true],
])('%s – %s', (_name, filter, facts, expected) =>
  expect(isIn(filter, { ...ines, ...facts }, '2026-06-15')).toBe(expected),
)

/** Which roles each role may act on. */
const table: Record<Role, { edit: Role[]; reset: Role[]; rule: Role[] }> = {
  visitor: { edit: [], reset: [], rule: [] },
  member: { edit: [], reset: [], rule: [] },
  volunteer: { edit: [], reset: [], rule: [] },
  staff: {
    edit: ['visitor', 'member', 'volunteer', 'staff'],
    reset: ['visitor', 'member', 'volunteer'],
    rule: ['visitor', 'member', 'volunteer'],
  },
  admin: { edit: [...roles], reset: ['visitor', 'member', 'volunteer', 'staff'], rule: [...roles] },
}

test.each(roles.flatMap((mine) => roles.map((theirs) => [mine, theirs] as const)))('%s over %s', (mine, theirs) => {
  expect(mayEdit(mine, theirs), 'edit').toBe(table[mine].edit.includes(theirs))
  expect(mayReset(mine, theirs), 'reset').toBe(table[mine].reset.includes(theirs))
  expect(mayRule(mine, theirs), 'rule').toBe(table[mine].rule.includes(theirs))
})

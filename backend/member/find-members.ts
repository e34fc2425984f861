import type { CalendarDay } from '#backend/base/calendar-day.ts'
import { membershipOn, type FeeState } from './membership.ts'
import { nameKey } from './name-key.ts'

/** What the team looks for in a list of members: one chip each. */
export const memberFilters = ['to-pay', 'ends-soon', 'ended', 'no-charter', 'suspended'] as const
export type MemberFilter = (typeof memberFilters)[number]

type Facts = {
  name: string
  email: string | null
  code: string
  role: string
  feeState: string
  membershipUntil: CalendarDay | null
  charterVersion: string | null
  suspendedAt: number | null
}

/** Whether the words somebody typed mean this person: in the name, in the e-mail address, or as the whole code. */
export function isMeant({ name, email, code }: Facts, search: string): boolean {
  const key = nameKey(name)
  return nameKey(search)
    .split(' ')
    .every((word) => key.includes(word) || email?.includes(word) || code.toLowerCase() === word)
}

export function isIn(filter: MemberFilter, facts: Facts, today: CalendarDay): boolean {
  if (filter === 'suspended') return facts.suspendedAt !== null
  if (filter === 'no-charter') return facts.charterVersion === null
  return membershipOn(today, { feeState: facts.feeState as FeeState, until: facts.membershipUntil }) === filter
}

import { Temporal } from 'temporal-polyfill'
import { addDays, type CalendarDay } from '#backend/base/calendar-day.ts'

/** What a fee buys: the rest of the civil year, the rest of the school year, or a year from the day it is paid. */
export const feeKinds = ['civil', 'school', 'rolling'] as const
export type FeeKind = (typeof feeKinds)[number]

export const feeStates = ['paid', 'exempt', 'to-pay'] as const
export type FeeState = (typeof feeStates)[number]

export const membershipStates = ['valid', 'ends-soon', 'ended', 'exempt', 'to-pay'] as const
export type MembershipState = (typeof membershipStates)[number]

/** Both days are in it, and are days of the lab's calendar. */
type Period = { from: CalendarDay; until: CalendarDay }

/** How long before its end a membership is said to end soon. */
export const soonDays = 30

/** How a membership stands on a day. An exemption may have an end as a paid one has. */
export function membershipOn(
  today: CalendarDay,
  { feeState, until }: { feeState: FeeState; until: CalendarDay | null },
): MembershipState {
  if (feeState === 'to-pay') return 'to-pay'
  if (until !== null && until < today) return 'ended'
  if (feeState === 'exempt') return 'exempt'
  return until !== null && until <= addDays(today, soonDays) ? 'ends-soon' : 'valid'
}

/**
 * The membership after a fee paid on a day. While the last one runs, the fee buys what follows it and the membership goes on
 * unbroken; else a new one begins that day.
 */
export function paidOn(
  day: CalendarDay,
  kind: FeeKind,
  now: { feeState: FeeState; from: CalendarDay | null; until: CalendarDay | null },
): Period {
  const { feeState, from, until } = now
  if (feeState === 'to-pay' || until === null || until < day) return { from: day, until: lastDay(day, kind) }
  return { from: from ?? day, until: lastDay(addDays(until, 1), kind) }
}

/** The last day of what a fee buys that counts from this day. */
function lastDay(from: CalendarDay, kind: FeeKind): CalendarDay {
  const { year, month, day } = Temporal.PlainDate.from(from)
  switch (kind) {
    case 'civil':
      return isoDay(year, 12, 31)
    case 'school':
      return isoDay(month > 8 ? year + 1 : year, 8, 31)
    case 'rolling':
      // From the 29th of February: its next birthday is the 1st of March, so that nobody loses a day.
      return month === 2 && day === 29 ? isoDay(year + 1, 2, 28) : addDays(isoDay(year + 1, month, day), -1)
  }
}

const isoDay = (year: number, month: number, day: number): CalendarDay =>
  new Temporal.PlainDate(year, month, day).toString()

/** Whether somebody born then – a year or a day – is under 18 on this day. Of a year, its last day counts. */
export function isMinor(born: string | null, today: CalendarDay): boolean {
  if (!born) return false
  const birthday = Temporal.PlainDate.from(born.length === 4 ? `${born}-12-31` : born)
  return Temporal.PlainDate.compare(birthday.add({ years: 18 }), Temporal.PlainDate.from(today)) > 0
}

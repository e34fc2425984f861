import type { Interval } from '#backend/base/interval.ts'

const minute = 60_000

/** How long a slot is kept for somebody who is still choosing. */
export const holdMs = 10 * minute

/** One may say that one is there from so long before the start. */
export const earlyMs = 15 * minute

export const isTooEarly = ({ start }: Interval, now: number): boolean => now < start - earlyMs

/** Whether nobody came: asked again each minute, of bookings that have begun. Without such a rule, everybody came. */
export const isNoShow = ({ start }: Interval, noShowMinutes: number | null, now: number): boolean =>
  noShowMinutes !== null && now >= start + noShowMinutes * minute

/** Whether the machine's last run says that somebody uses the slot: it goes on, or it began in it. */
export const isAtWork = (run: { state: string; claimedAt: number } | undefined, { start }: Interval): boolean =>
  run !== undefined && (run.state !== 'ended' || run.claimedAt >= start)

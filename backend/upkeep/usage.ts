import type { Interval } from '#backend/base/interval.ts'

/** How much a machine was used since some instant. Hours of printing or of booked time; prints that came out; grams of material. */
export type Usage = { hours: number; prints: number; grams: number }

/** One run, as far as its printer's wear is concerned. Instants in epoch ms. */
export type UsedRun = {
  printingAt: number
  /** Null while it prints. */
  endedAt: number | null
  isCompleted: boolean
  /** Of the whole program. */
  grams: number
  /** How much of the program was executed, from 0 to 1. */
  part: number
}

const hourMs = 3_600_000

/** What of a span lies after `since` and before `now`, in hours. */
const hoursOf = ({ start, end }: Interval, since: number, now: number): number =>
  Math.max(0, Math.min(end, now) - Math.max(start, since)) / hourMs

/**
 * A printer's use since an instant, from its runs. A run that was under way then counts with the hours after it, and, where it
 * ended after it, with its whole print and grams: plastic is not split by the clock.
 */
export function usageOfRuns(runs: UsedRun[], since: number, now: number): Usage {
  const usage = { hours: 0, prints: 0, grams: 0 }
  for (const { printingAt, endedAt, isCompleted, grams, part } of runs) {
    usage.hours += hoursOf({ start: printingAt, end: endedAt ?? now }, since, now)
    if (endedAt !== null && endedAt <= since) continue
    usage.grams += grams * (isCompleted ? 1 : part)
    if (isCompleted) usage.prints++
  }
  return usage
}

/** Any other machine's use since an instant: the booked time that has gone by, of bookings that were kept. */
export const usageOfBookings = (bookings: Interval[], since: number, now: number): Usage => ({
  hours: bookings.reduce((sum, one) => sum + hoursOf(one, since, now), 0),
  prints: 0,
  grams: 0,
})

import { overlaps, type Interval } from '#backend/base/interval.ts'
import type { Booking } from '#backend/booking/schema.ts'

export const cellStates = ['free', 'past', 'closed', 'taken', 'mine'] as const
export type CellState = (typeof cellStates)[number]

/** What stands in half an hour of a machine. */
export type Seen = { state: CellState; booking?: Booking }

type Known = { bookings: Booking[]; openings: Interval[]; now: number }

/** One's own booking goes before another's: in a room for several, both are there. */
export function seenIn(cell: Interval, { bookings, openings, now }: Known): Seen {
  const there = bookings.filter((one) => overlaps(one, cell))
  const booking = there.find(({ mine }) => mine) ?? there[0]
  if (booking) return { state: booking.mine ? 'mine' : 'taken', booking }
  if (cell.end <= now) return { state: 'past' }
  return { state: openings.some((one) => overlaps(one, cell)) ? 'free' : 'closed' }
}

/** What is still free of a day's openings, from now on. */
export function freeSpans(openings: Interval[], { bookings, now }: Omit<Known, 'openings'>): Interval[] {
  const taken = bookings.toSorted((a, b) => a.start - b.start)
  return openings.flatMap(({ start, end }) => {
    const free: Interval[] = []
    let from = Math.max(start, Math.ceil(now / 1_800_000) * 1_800_000)
    for (const one of taken.filter((booking) => overlaps(booking, { start, end }))) {
      if (one.start > from) free.push({ start: from, end: one.start })
      from = Math.max(from, one.end)
    }
    if (end > from) free.push({ start: from, end })
    return free
  })
}

import type { Interval } from '#backend/base/interval.ts'
import type { Booking } from '#backend/booking/schema.ts'

/**
 * What a hand or a key has taken hold of in a grid of half-hours. A pointer and the arrow keys differ only in how they get
 * from one cell to the next.
 */
export type Gesture =
  | { kind: 'create'; machineId: string; anchor: Interval }
  /** `grabbed`: the start of the cell by which it is held. */
  | { kind: 'move'; booking: Booking; grabbed: number }
  | { kind: 'resize'; booking: Booking; edge: 'start' | 'end' }

/** The span of time that is meant once the hand is over the cell `at`. It is never shorter than a cell. */
export function meant(gesture: Gesture, at: Interval): Interval {
  switch (gesture.kind) {
    case 'create':
      return { start: Math.min(gesture.anchor.start, at.start), end: Math.max(gesture.anchor.end, at.end) }
    case 'move': {
      const by = at.start - gesture.grabbed
      return { start: gesture.booking.start + by, end: gesture.booking.end + by }
    }
    case 'resize': {
      const { start, end } = gesture.booking
      const cell = at.end - at.start
      return gesture.edge === 'end'
        ? { start, end: Math.max(at.end, start + cell) }
        : { start: Math.min(at.start, end - cell), end }
    }
  }
}

/** Whether letting go here leaves a booking as it is. */
export const changesNothing = (gesture: Gesture, { start, end }: Interval): boolean =>
  gesture.kind !== 'create' && gesture.booking.start === start && gesture.booking.end === end

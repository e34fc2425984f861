import type { Interval } from '#backend/base/interval.ts'
import type { Booking } from '#backend/booking/schema.ts'

/** What every grid of time is given: the days it shows, what stands in them, and what comes of what is done there. */
export type GridProps = {
  dates: string[]
  today: string
  /** The minute under way, epoch ms. */
  now: number
  bookings: Booking[]
  mayBook: boolean
  mayChange: (booking: Booking) => boolean
  propose: (machineId: string, span: Interval) => void
  change: (booking: Booking, span: Interval) => void
  open: (booking: Booking) => void
}

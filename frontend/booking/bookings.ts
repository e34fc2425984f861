import type { Interval } from '#backend/base/interval.ts'
import { bookingApi, type Booking } from '#backend/booking/schema.ts'
import { takesTime } from '#backend/booking/state.ts'
import { call } from '../lib/call.ts'
import { Collection } from '../lib/collection.svelte.ts'
import { on, onEachConnection } from '../lib/live.ts'
import { session } from '../lib/session.svelte.ts'

/** The live bookings of one machine, or of all, in a span of time. */
export class Bookings extends Collection<Booking> {
  /** Made for `$effect(() => bookings.follow(span, machineId))`. */
  follow(span: Interval, machineId?: string): () => void {
    const read = async () => {
      const query = { from: span.start, to: span.end, machineId }
      const list = await call(bookingApi.list, { query }).catch(() => undefined) // Offline: the banner says so.
      if (list) this.replaceAll(list)
    }
    const stops = [
      onEachConnection(read),
      // A closure takes many away at once, and taking it back gives them back.
      on('lab:changed', () => void read()),
      on('booking:changed', (booking) => {
        if (machineId && booking.machineId !== machineId) return
        this.hear(booking)
        // The event tells everybody the same; by whom a new booking is, the team reads.
        if (session.can('volunteer') && takesTime(booking.state) && !this.get(booking.id)?.by) void read()
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }

  /** What everybody hears does not say whose it is: what is known of that stays. */
  hear(booking: Booking): void {
    const known = this.get(booking.id)
    if (!takesTime(booking.state)) this.remove(booking.id)
    else this.put({ ...booking, mine: booking.mine || (known?.mine ?? false), by: booking.by ?? known?.by ?? null })
  }
}

import type { Interval } from '#backend/base/interval.ts'
import type { Opening } from '#backend/opening/openings.ts'
import { openingApi } from '#backend/opening/schema.ts'
import { call } from '../lib/call.ts'
import { on, onEachConnection } from '../lib/live.ts'

/** When the lab is open, or one of its machines can be booked, in a span of time. */
export class Openings {
  all = $state.raw<Opening[]>([])
  loaded = $state(false)

  /** Made for `$effect(() => openings.follow(span, machineId))`. */
  follow(span: Interval, machineId?: string): () => void {
    const read = async () => {
      const query = { from: span.start, to: span.end, ...(machineId && { machineId }) }
      const list = await call(openingApi.list, { query }).catch(() => undefined) // Offline: the banner says so.
      if (!list) return
      this.all = list
      this.loaded = true
    }
    const stops = [onEachConnection(read), on('lab:changed', () => void read())]
    return () => stops.forEach((stop) => stop())
  }
}

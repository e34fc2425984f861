import type { Interval } from '#backend/base/interval.ts'
import type { Opening } from '#backend/opening/openings.ts'
import { openingApi } from '#backend/opening/schema.ts'
import { call } from '../lib/call.ts'
import { on, onEachConnection } from '../lib/live.ts'

/** When each machine can be booked, in a span of time. */
export class MachineOpenings {
  #byMachine = $state.raw(new Map<string, Opening[]>())
  all = $derived([...new Set(this.#byMachine.values())].flat())
  loaded = $state(false)

  of = (machineId: string): Opening[] => this.#byMachine.get(machineId) ?? []

  /** Made for `$effect(() => openings.follow(span))`. */
  follow(span: Interval): () => void {
    const read = async () => {
      const query = { from: span.start, to: span.end }
      const list = await call(openingApi.ofMachines, { query }).catch(() => undefined) // Offline: the banner says so.
      if (!list) return
      this.#byMachine = new Map(list.flatMap(({ machineIds, openings }) => machineIds.map((id) => [id, openings])))
      this.loaded = true
    }
    const stops = [onEachConnection(read), on('lab:changed', () => void read())]
    return () => stops.forEach((stop) => stop())
  }
}

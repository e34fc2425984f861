import { controlApi, type HeatSample } from '#backend/control/schema.ts'
import { call } from '../lib/call.ts'
import { on, onEachConnection } from '../lib/live.ts'
import { plotMs } from './heat-plot.ts'

const apartMs = 2000

/** The last half hour of one printer: a snapshot at each connection, then what it says. */
export class HeatHistory {
  samples = $state.raw<HeatSample[]>([])

  /** Made for `$effect(() => history.follow(id))`. */
  follow(machineId: string): () => void {
    const stops = [
      on('printers:reported', (reports) => {
        for (const report of reports) if (report.machineId === machineId) this.#add(report)
      }),
      onEachConnection(() => this.#read(machineId)),
    ]
    return () => stops.forEach((stop) => stop())
  }

  #add({ at, nozzle, nozzleTarget, bed, bedTarget }: HeatSample): void {
    const last = this.samples.at(-1)
    const isNew = !last || last.nozzleTarget !== nozzleTarget || last.bedTarget !== bedTarget
    if (!isNew && at - last.at < apartMs) return
    const kept = this.samples.filter((sample) => at - sample.at <= plotMs)
    this.samples = [...kept, { at, nozzle, nozzleTarget, bed, bedTarget }]
  }

  async #read(machineId: string): Promise<void> {
    const read = await call(controlApi.heat, { params: { id: machineId } }).catch(() => undefined) // The last known stays.
    if (read) this.samples = read
  }
}

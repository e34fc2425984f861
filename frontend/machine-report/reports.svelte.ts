import { machineReportApi, type MachineReport } from '#backend/machine-report/schema.ts'
import { call } from '../lib/call.ts'
import { Collection } from '../lib/collection.svelte.ts'
import { on, onEachConnection } from '../lib/live.ts'

/** What was reported and nobody has settled yet, live. For the team. */
export class OpenReports extends Collection<MachineReport> {
  /** Made for `$effect(() => reports.follow())`. */
  follow(): () => void {
    const stops = [
      on('machine-report:changed', () => void this.read()),
      // Taking a settlement back is told as a change of the lab.
      on('lab:changed', () => void this.read()),
      onEachConnection(() => this.read()),
    ]
    return () => stops.forEach((stop) => stop())
  }

  async read(): Promise<void> {
    const list = await call(machineReportApi.list).catch(() => undefined) // Offline: the last known stays.
    if (list) this.replaceAll(list)
  }
}

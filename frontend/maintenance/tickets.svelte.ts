import { maintenanceApi, type Ticket } from '#backend/maintenance/schema.ts'
import { call } from '../lib/call.ts'
import { Collection } from '../lib/collection.svelte.ts'
import { on, onEachConnection } from '../lib/live.ts'

/** What is wrong with the machines and not mended yet, live; of one machine also what was mended. For the team. */
export class Tickets extends Collection<Ticket> {
  /** Made for `$effect(() => tickets.follow(machineId))`. */
  follow(machineId?: string): () => void {
    const read = () => this.read(machineId)
    const stops = [
      on('ticket:changed', () => void read()),
      // Taking a step back is told as a change of the lab.
      on('lab:changed', () => void read()),
      onEachConnection(read),
    ]
    return () => stops.forEach((stop) => stop())
  }

  async read(machineId?: string): Promise<void> {
    const query = machineId ? { machineId } : {}
    const list = await call(maintenanceApi.list, { query }).catch(() => undefined) // Offline: the last known stays.
    if (list) this.replaceAll(list)
  }
}

import { machineApi, type MachineCard, type PrinterReport } from '#backend/machine/schema.ts'
import { call } from './call.ts'
import { Collection } from './collection.svelte.ts'
import { on, onEachConnection } from './live.ts'

/** Every machine, live: a snapshot at each (re)connection, then the changes as they happen. */
class Machines extends Collection<MachineCard> {
  loaded = $state(false)

  /** Made for `$effect(() => machines.follow())`; the shell does it while somebody is signed in. */
  follow(): () => void {
    const stops = [
      on('machine:changed', (card) => this.put(card)),
      on('machine:removed', (id) => this.remove(id)),
      on('printers:reported', (reports) => reports.forEach((report) => this.hear(report))),
      onEachConnection(() => this.#read()),
    ]
    return () => stops.forEach((stop) => stop())
  }

  hear(report: PrinterReport): void {
    const card = this.get(report.machineId)
    const { prompt, alarm } = report
    if (card?.printer) this.put({ ...card, printer: { ...card.printer, report, prompt, alarm } })
  }

  async #read(): Promise<void> {
    const cards = await call(machineApi.list).catch(() => undefined) // Offline: the banner says so, the last known stays.
    if (!cards) return
    this.replaceAll(cards)
    this.loaded = true
  }
}

export const machines = new Machines()

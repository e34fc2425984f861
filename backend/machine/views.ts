import type { LivePrinter } from '#backend/printer/live-printers.ts'
import type { HeatAlarm } from '#firmware-bridge/messages.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { timesAround, type TimesAround } from '#backend/booking/store.ts'
import type { App } from '#backend/io/app.ts'
import { queuedCounts } from '#backend/print-job/store.ts'
import { lastRunOf } from '#backend/run/store.ts'
import type { MachineKind } from './kinds.ts'
import type { BedState, MachineCard } from './schema.ts'
import { machineState } from './state.ts'
import { findMachine, findPrinter, listMachines, listPrinters, type MachineRow, type PrinterRow } from './store.ts'

/** Every machine as the screens see it now. */
export async function machineCards(app: App, labId: string): Promise<MachineCard[]> {
  const now = app.now()
  const times = await timesAround(app.db, labId, now)
  const printers = new Map((await listPrinters(app.db, labId)).map((row) => [row.machineId, row]))
  const queued = await queuedCounts(app.db, labId)
  const cards = []
  for (const machine of await listMachines(app.db, labId)) {
    const row = printers.get(machine.id)
    const printer = row && (await printerPart(app, row, queued.get(machine.id) ?? 0, now))
    cards.push(cardOf(machine, times.get(machine.id), printer))
  }
  return cards
}

export async function machineCard(app: App, labId: string, id: string): Promise<MachineCard> {
  const machine = await findMachine(app.db, labId, id)
  if (!machine) throw new Refusal('machine.not-found')
  return oneCard(app, machine)
}

/** Tells every screen what this machine is doing now, or that it is there no more. After each change, once it is committed. */
export async function publishCard(app: App, machineId: string): Promise<void> {
  const machine = await app.db.selectFrom('machine').selectAll().where('id', '=', machineId).executeTakeFirst()
  if (!machine || machine.removedAt !== null) app.publish('machine:removed', { to: 'lab' }, machineId)
  else app.publish('machine:changed', { to: 'lab' }, await oneCard(app, machine))
}

/** The same for all of them: after a closure, or when one is taken back. */
export async function publishCards(app: App, labId: string): Promise<void> {
  for (const { id } of await listMachines(app.db, labId)) await publishCard(app, id)
}

async function oneCard(app: App, machine: MachineRow): Promise<MachineCard> {
  const now = app.now()
  const times = await timesAround(app.db, machine.labId, now, machine.id)
  const row = await findPrinter(app.db, machine.id)
  const queued = row ? ((await queuedCounts(app.db, row.labId)).get(machine.id) ?? 0) : 0
  return cardOf(machine, times.get(machine.id), row && (await printerPart(app, row, queued, now)))
}

function cardOf(
  machine: MachineRow,
  times: TimesAround | undefined,
  printer: Awaited<ReturnType<typeof printerPart>> | undefined,
): MachineCard {
  const current = times?.current
  const state = machineState({
    outOfOrder: machine.outOfOrder !== null,
    booked: current !== undefined,
    ...(printer && { printer: printer.facts }),
  })
  const prints = state === 'printing' || state === 'paused'
  return {
    id: machine.id,
    name: machine.name,
    kind: machine.kind as MachineKind,
    room: machine.room,
    state,
    since: printer?.since ?? current?.start ?? machine.createdAt,
    until: prints ? (printer?.card.report?.readyAt ?? null) : (current?.end ?? null),
    nextBooking: times?.next ?? null,
    outOfOrder: machine.outOfOrder,
    outOfOrderUntil: machine.outOfOrderUntil,
    printer: printer?.card ?? null,
  }
}

/** A printer that speaks says it itself; of one that fell silent, the end of its last run was the last that was known. */
function alarmOf({ online, heard, run }: LivePrinter): HeatAlarm | null {
  if (online) return heard?.alarm ?? null
  return run?.phase === 'ended' && run.linesAcked > 0 && run.heatersOff === false ? 'heaters-on' : null
}

async function printerPart(app: App, row: PrinterRow, queued: number, now: number) {
  const { machineId } = row
  const live = app.printers.get(machineId)
  const run = await lastRunOf(app.db, machineId)
  const isOpen = run !== undefined && run.state !== 'ended'
  const bed = row.bed as BedState
  const job =
    run && (isOpen || bed !== 'clear')
      ? await app.db.selectFrom('printJob').select('code').where('id', '=', run.jobId).executeTakeFirst()
      : undefined
  return {
    since: isOpen ? run.claimedAt : row.bedSince,
    facts: {
      online: live.online,
      bed,
      runPhase: isOpen ? run.state : null,
      needsPerson:
        bed !== 'clear' && run?.state === 'ended' && run.outcome !== 'completed' && run.outcome !== 'cancelled',
    },
    card: {
      online: live.online,
      bed,
      jobCode: job?.code ?? null,
      runPhase: isOpen ? run.state : null,
      queued,
      report: app.printers.report(machineId, now),
      alarm: alarmOf(live),
      prompt: (live.online && live.heard?.prompt) || null,
      bedSize: [row.bedX, row.bedY, row.bedZ] as [number, number, number],
      virtual: row.port.startsWith('virtual:'),
    },
  }
}

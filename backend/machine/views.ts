import type { LivePrinter } from '#backend/printer/live-printers.ts'
import type { HeatAlarm } from '#firmware-bridge/messages.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { labBookingsDuring } from '#backend/booking/store.ts'
import type { App } from '#backend/io/app.ts'
import { queuedCounts } from '#backend/print-job/store.ts'
import { lastRunOf } from '#backend/run/store.ts'
import type { MachineKind } from './kinds.ts'
import type { BedState, MachineCard } from './schema.ts'
import { machineState } from './state.ts'
import { findMachine, findPrinter, listMachines, type MachineRow } from './store.ts'

/** Every machine as the screens see it now. */
export async function machineCards(app: App, labId: string): Promise<MachineCard[]> {
  const cards = []
  for (const machine of await listMachines(app.db, labId)) cards.push(await cardOf(app, machine))
  return cards
}

export async function machineCard(app: App, labId: string, id: string): Promise<MachineCard> {
  const machine = await findMachine(app.db, labId, id)
  if (!machine) throw new Refusal('machine.not-found')
  return cardOf(app, machine)
}

/** Tells every screen what this machine is doing now, or that it is there no more. After each change, once it is committed. */
export async function publishCard(app: App, machineId: string): Promise<void> {
  const machine = await app.db.selectFrom('machine').selectAll().where('id', '=', machineId).executeTakeFirst()
  if (!machine || machine.removedAt !== null) app.publish('machine:removed', { to: 'lab' }, machineId)
  else app.publish('machine:changed', { to: 'lab' }, await cardOf(app, machine))
}

/** The same for all of them: after a closure, or when one is taken back. */
export async function publishCards(app: App, labId: string): Promise<void> {
  for (const { id } of await listMachines(app.db, labId)) await publishCard(app, id)
}

async function cardOf(app: App, machine: MachineRow): Promise<MachineCard> {
  const now = app.now()
  const ahead = { start: now, end: now + 14 * 86_400_000 }
  const bookings = await labBookingsDuring(app.db, machine.labId, ahead, now, machine.id)
  const current = bookings.find(({ startsAt }) => startsAt <= now)
  const next = bookings.find(({ startsAt }) => startsAt > now)
  const printer = await printerPart(app, machine.id, now)
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
    since: printer?.since ?? current?.startsAt ?? machine.createdAt,
    until: prints ? (printer?.card.report?.readyAt ?? null) : (current?.endsAt ?? null),
    nextBooking: next?.startsAt ?? null,
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

async function printerPart(app: App, machineId: string, now: number) {
  const row = await findPrinter(app.db, machineId)
  if (!row) return undefined
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
      queued: (await queuedCounts(app.db, row.labId)).get(machineId) ?? 0,
      report: app.printers.report(machineId, now),
      alarm: alarmOf(live),
      prompt: (live.online && live.heard?.prompt) || null,
      bedSize: [row.bedX, row.bedY, row.bedZ] as [number, number, number],
      virtual: row.port.startsWith('virtual:'),
    },
  }
}

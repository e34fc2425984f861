import type { Interval } from '#backend/base/interval.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { tellHolder } from '#backend/booking/service.ts'
import { bookingsDuring, labBookingsDuring, markCancelled, type BookingRow } from '#backend/booking/store.ts'
import { publishBooking, publishBookingById } from '#backend/booking/views.ts'
import { insteadOf } from '#backend/booking-find/service.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { HitBooking } from '#backend/closure/schema.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller, ScreenCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import type { MachineCard } from '#backend/machine/schema.ts'
import { findMachine, updateMachine, type MachineRow } from '#backend/machine/store.ts'
import { machineCard, publishCard } from '#backend/machine/views.ts'
import { tellMember, tellStaff } from '#backend/message/service.ts'
import { keepPicture, storedPicture } from '#backend/picture/service.ts'
import { isShown } from '#backend/picture/store.ts'
import { isFileUsed } from '#backend/print-job/store.ts'
import { listScreens } from '#backend/screen/store.ts'
import { offerFreed } from '#backend/waiting-list/service.ts'
import type { MaintenanceBlock, Ticket } from './schema.ts'
import {
  blocksFrom,
  deleteBlock,
  deleteLoosePhoto,
  eventsOf,
  findBlock,
  findTicket,
  insertBlock,
  insertTicket,
  insertTicketEvent,
  isTicketPhoto,
  loosePhotosBefore,
  noteLoosePhoto,
  openTicketOf,
  openTickets,
  overdueMachines,
  ticketsOf,
  updateTicket,
  type NamedTicket,
} from './store.ts'
import {
  mayStep,
  stepsFrom,
  ticketSteps,
  worse,
  type Severity,
  type TicketEvent,
  type TicketState,
  type TicketStep,
} from './ticket.ts'

/** More of one ticket tell the team nothing new. */
const mostReports = 20
/** Where nobody says who they are, children play sooner. */
const mostNameless = 5
/** Whoever takes a photo reports it at once, or not at all. */
const loosePhotoMs = 86_400_000
/** Where nobody knows the end, the bookings of the next days are cancelled; later ones may still be kept. */
const nearMs = 7 * 86_400_000
const longestMs = 366 * 86_400_000

export async function tickets(app: App, labId: string, machineId?: string): Promise<Ticket[]> {
  return seen(app.db, machineId ? await ticketsOf(app.db, labId, machineId) : await openTickets(app.db, labId))
}

async function seen(db: Db, rows: NamedTicket[]): Promise<Ticket[]> {
  const events = rows.length
    ? await eventsOf(
        db,
        rows.map(({ id }) => id),
      )
    : []
  return rows.map(({ id, machineId, machineName, words, openedAt, resolvedAt, ...row }) => ({
    ...{ id, machineId, machineName, words, openedAt, resolvedAt },
    severity: row.severity as Severity,
    state: row.state as TicketState,
    isOut: row.outOfOrderTicket === id,
    steps: stepsFrom(row.state as TicketState),
    events: events
      .filter(({ ticketId }) => ticketId === id)
      .map(({ id, what, words, photo, at, by }) => ({ id, what: what as TicketEvent, words, photo, at, by })),
  }))
}

/** Whoever says something; nobody known at a kiosk. */
type Sayer = { id: string | null; labId: string }
type Said = { words: string; photo: string | null }

/** A second report of a machine joins its open ticket: the database holds no two. */
export async function report(
  app: App,
  caller: Sayer & { name: string },
  machineId: string,
  { words, photo, severity }: Said & { severity: Severity },
): Promise<{ joined: boolean }> {
  const { labId } = caller
  const joined = await app.db.transaction().execute(async (tx) => {
    const machine = await mustFindMachine(tx, labId, machineId)
    await refuseLostPhoto(app, photo)
    const open = await openTicketOf(tx, machineId)
    const id = open?.id ?? randomId()
    if (open) {
      const reports = (await eventsOf(tx, [id])).filter(({ what }) => what === 'report')
      const nameless = reports.filter(({ memberId }) => memberId === null)
      if (reports.length >= mostReports || (caller.id === null && nameless.length >= mostNameless))
        throw new Refusal('ticket.too-many')
      await updateTicket(tx, id, { severity: worse(open.severity as Severity, severity) })
    } else {
      const row = { id, labId, machineId, severity, words, state: 'open', openedAt: app.now(), resolvedAt: null }
      await insertTicket(tx, row)
    }
    await note(app, tx, caller, id, 'report', { words, photo })
    const facts = { machineId, machine: machine.name, words, severity, by: caller.name }
    await tellStaff(app, tx, { labId, kind: 'machine_fault', facts, actorId: caller.id })
    return open !== undefined
  })
  app.publish('ticket:changed', { to: 'team' })
  return { joined }
}

/** A wall is nobody's to write on; whoever is signed in says who they are. */
export async function reportHere(
  app: App,
  caller: MemberCaller | ScreenCaller,
  machineId: string,
  said: { words: string; severity: Severity },
): Promise<{ joined: boolean }> {
  if (caller.kind === 'member') return report(app, caller, machineId, { ...said, photo: null })
  const { labId } = caller
  const screen = (await listScreens(app.db, labId)).find(({ id }) => id === caller.id)
  if (screen?.kind !== 'kiosk') throw new Refusal('auth.forbidden')
  return report(app, { id: null, labId, name: screen.name }, machineId, { ...said, photo: null })
}

export async function keepPhoto(app: App, bytes: unknown): Promise<{ id: string }> {
  const kept = await keepPicture(app, bytes)
  await noteLoosePhoto(app.db, kept.id, app.now())
  return kept
}

/**
 * Forgets the photos that were sent a day ago and never reported. Inside one transaction, as a report looks for its photo: either
 * it is reported in time, or its report is refused.
 */
export const forgetLoosePhotos = (app: App): Promise<void> =>
  app.db.transaction().execute(async (tx) => {
    for (const { sha256, isReported } of await loosePhotosBefore(tx, app.now() - loosePhotoMs)) {
      const isUsed = isReported || (await isShown(tx, sha256)) || (await isFileUsed(tx, sha256))
      if (!isUsed) await app.files.forget(sha256)
      await deleteLoosePhoto(tx, sha256)
    }
  })

async function refuseLostPhoto(app: App, photo: string | null): Promise<void> {
  if (photo && !(await app.files.has(photo))) throw new Refusal('picture.not-found')
}

export async function comment(app: App, caller: MemberCaller, id: string, said: Said): Promise<Ticket> {
  const ticket = await app.db.transaction().execute(async (tx) => {
    await refuseLostPhoto(app, said.photo)
    await mustFindTicket(tx, caller.labId, id)
    await note(app, tx, caller, id, 'comment', said)
    return seenNow(tx, caller.labId, id)
  })
  app.publish('ticket:changed', { to: 'team' })
  return ticket
}

const note = (app: App, tx: Db, { id: memberId, labId }: Sayer, ticketId: string, what: TicketEvent, said: Said) =>
  insertTicketEvent(tx, { id: randomId(), labId, ticketId, memberId, what, ...said, at: app.now() })

export async function stepTicket(
  app: App,
  caller: MemberCaller,
  id: string,
  { step, words }: { step: TicketStep; words: string },
): Promise<{ change: Receipt | null; ticket: Ticket }> {
  const { labId } = caller
  const { machineId, offered, ...done } = await app.db.transaction().execute(async (tx) => {
    const { machineId, machineName, state, outOfOrderTicket } = await mustFindTicket(tx, labId, id)
    if (!mayStep(step, state as TicketState)) throw new Refusal('ticket.bad-step')
    // Meanwhile somebody reported the machine anew: that ticket is the open one.
    if (step === 'reopen' && (await openTicketOf(tx, machineId))) throw new Refusal('ticket.bad-step')
    const { to, act } = ticketSteps[step]
    const putsBack = step === 'resolve' && outOfOrderTicket === id
    const doing: Doing = {
      act,
      subject: `machine:${machineId}`,
      title: machineName,
      watch: [
        { table: 'ticket', where: { id } },
        { table: 'machine', where: { id: machineId } },
      ],
    }
    const { change } = await recorded(app, caller, tx, doing, async () => {
      await updateTicket(tx, id, { state: to, resolvedAt: to === 'resolved' ? app.now() : null })
      if (putsBack) await updateMachine(tx, machineId, inService)
    })
    await note(app, tx, caller, id, step, { words, photo: null })
    if (step === 'resolve') await tellReporters(app, tx, caller, { id, machineId, machine: machineName })
    const offered = putsBack ? await offerFreed(app, tx, labId, [machineId]) : []
    return { machineId, offered, change, ticket: await seenNow(tx, labId, id) }
  })
  for (const hold of offered) await publishBooking(app, hold)
  await tellPlanned(app, machineId)
  return done
}

async function tellReporters(
  app: App,
  tx: Db,
  { id: actorId, labId }: MemberCaller,
  { id, machineId, machine }: { id: string; machineId: string; machine: string },
): Promise<void> {
  const said = (await eventsOf(tx, [id])).filter(({ what }) => what === 'report')
  const people = new Set(said.flatMap(({ memberId }) => memberId ?? []))
  for (const memberId of people)
    await tellMember(app, tx, { labId, memberId, kind: 'machine_back', facts: { machineId, machine }, actorId })
}

const inService = { outOfOrder: null, outOfOrderUntil: null, outOfOrderTicket: null }

/** The live bookings of a machine that this span takes away: one that reaches into it goes as a whole, one that has begun stays. */
export async function hits(
  app: Pick<App, 'now'>,
  db: Db,
  labId: string,
  machineId: string,
  span: Interval,
): Promise<HitBooking[]> {
  const { name: machineName } = await mustFindMachine(db, labId, machineId)
  const rows = await labBookingsDuring(db, labId, span, app.now(), machineId)
  return rows
    .filter(({ startsAt }) => startsAt > app.now())
    .map(({ id, memberName, startsAt: start, endsAt: end }) => ({ id, machineName, memberName, start, end }))
}

type Blocking = { machineId: string; span: Interval; reason: string; tell: boolean }

/** Cancels what the span hits, and tells each holder what is free instead – after the block is written: nothing in it is offered. */
async function cancelHits(
  app: App,
  tx: Db,
  caller: MemberCaller,
  { reason, tell }: Blocking,
  hit: BookingRow[],
): Promise<void> {
  const cancelled: BookingRow[] = []
  for (const { id } of hit) cancelled.push(await markCancelled(tx, id, app.now(), { actorId: caller.id, reason }))
  for (const booking of tell ? cancelled : []) {
    const instead = booking.state === 'held' ? [] : await insteadOf(app, tx, booking)
    await tellHolder(app, tx, booking, 'booking_cancelled', caller, { reason, instead })
  }
}

const hitRows = async (app: App, tx: Db, machineId: string, span: Interval): Promise<BookingRow[]> =>
  (await bookingsDuring(tx, machineId, span, app.now())).filter(({ startsAt }) => startsAt > app.now())

const watchBookings = (hit: BookingRow[]): Doing['watch'] =>
  hit.map(({ id }) => ({ table: 'booking' as const, where: { id } }))

type OutOfOrder = { reason: string | null; until: number | null; ticketId: string | null; tell: boolean }

export async function setOutOfOrder(
  app: App,
  caller: MemberCaller,
  machineId: string,
  { reason, until, ticketId, tell }: OutOfOrder,
): Promise<{ card: MachineCard; change: Receipt | null; cancelled: HitBooking[] }> {
  const { labId } = caller
  const now = app.now()
  if (until !== null && until <= now) throw new Refusal('maintenance.in-the-past')
  if (until !== null && until > now + longestMs) throw new Refusal('maintenance.too-long')
  const { offered, ...done } = await app.db.transaction().execute(async (tx) => {
    const { name } = await mustFindMachine(tx, labId, machineId)
    if (ticketId !== null && (await mustFindTicket(tx, labId, ticketId)).machineId !== machineId)
      throw new Refusal('ticket.not-found')
    const span = { start: now, end: until ?? now + nearMs }
    const cancelled = reason === null ? [] : await hits(app, tx, labId, machineId, span)
    const hit = reason === null ? [] : await hitRows(app, tx, machineId, span)
    const doing: Doing = {
      act: 'machine.out-of-order',
      subject: `machine:${machineId}`,
      title: name,
      watch: [{ table: 'machine', where: { id: machineId } }, ...watchBookings(hit)],
    }
    const { change } = await recorded(app, caller, tx, doing, async () => {
      const out = { outOfOrder: reason, outOfOrderUntil: until, outOfOrderTicket: ticketId }
      await updateMachine(tx, machineId, reason === null ? inService : out)
      if (reason !== null) await cancelHits(app, tx, caller, { machineId, span, reason, tell }, hit)
    })
    const offered = reason === null ? await offerFreed(app, tx, labId, [machineId]) : []
    return { offered, change, cancelled }
  })
  for (const { id } of done.cancelled) await publishBookingById(app, labId, id)
  for (const hold of offered) await publishBooking(app, hold)
  await tellPlanned(app, machineId)
  return { ...done, card: await machineCard(app, labId, machineId) }
}

export async function planned(
  app: Pick<App, 'now'>,
  db: Db,
  labId: string,
  machineId: string,
): Promise<MaintenanceBlock[]> {
  await mustFindMachine(db, labId, machineId)
  const rows = await blocksFrom(db, labId, app.now(), machineId)
  return rows.map(({ id, startsAt: start, endsAt: end, reason }) => ({ id, start, end, reason }))
}

export async function plan(
  app: App,
  caller: MemberCaller,
  machineId: string,
  { start, end, reason, tell }: Interval & { reason: string; tell: boolean },
): Promise<{ change: Receipt | null; blocks: MaintenanceBlock[]; cancelled: HitBooking[] }> {
  const { labId } = caller
  const id = randomId()
  if (end <= app.now()) throw new Refusal('maintenance.in-the-past')
  if (end - start > longestMs) throw new Refusal('maintenance.too-long')
  const done = await app.db.transaction().execute(async (tx) => {
    const { name } = await mustFindMachine(tx, labId, machineId)
    const span = { start, end }
    const cancelled = await hits(app, tx, labId, machineId, span)
    const hit = await hitRows(app, tx, machineId, span)
    const doing: Doing = {
      act: 'maintenance.planned',
      subject: `machine:${machineId}`,
      title: name,
      watch: [{ table: 'maintenanceBlock', where: { id } }, ...watchBookings(hit)],
    }
    const { change } = await recorded(app, caller, tx, doing, async () => {
      await insertBlock(tx, { id, labId, machineId, startsAt: start, endsAt: end, reason, createdAt: app.now() })
      await cancelHits(app, tx, caller, { machineId, span, reason, tell }, hit)
    })
    return { change, cancelled, blocks: await planned(app, tx, labId, machineId) }
  })
  for (const { id } of done.cancelled) await publishBookingById(app, labId, id)
  await tellPlanned(app, machineId)
  return done
}

export async function unplan(
  app: App,
  caller: MemberCaller,
  id: string,
): Promise<{ change: Receipt | null; blocks: MaintenanceBlock[] }> {
  const { labId } = caller
  const { machineId, offered, ...done } = await app.db.transaction().execute(async (tx) => {
    const block = await findBlock(tx, labId, id)
    if (!block) throw new Refusal('maintenance.not-found')
    const { machineId } = block
    const { name: title } = await mustFindMachine(tx, labId, machineId)
    const doing: Doing = {
      act: 'maintenance.removed',
      subject: `machine:${machineId}`,
      title,
      watch: [{ table: 'maintenanceBlock', where: { id } }],
    }
    const { change } = await recorded(app, caller, tx, doing, () => deleteBlock(tx, id))
    const offered = await offerFreed(app, tx, labId, [machineId])
    return { machineId, offered, change, blocks: await planned(app, tx, labId, machineId) }
  })
  for (const hold of offered) await publishBooking(app, hold)
  await tellPlanned(app, machineId)
  return done
}

/** Asked each minute: a machine that was expected back and is still out is told to staff, once for each day it was expected. */
export async function remindOfReturns(app: App): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    for (const { id: machineId, name: machine, labId, outOfOrder, outOfOrderUntil } of await overdueMachines(
      tx,
      app.now(),
    )) {
      const facts = { machineId, machine, reason: outOfOrder ?? '' }
      const once = `return:${machineId}:${outOfOrderUntil}`
      await tellStaff(app, tx, { labId, kind: 'machine_still_out', facts, once })
    }
  })
}

async function tellPlanned(app: App, machineId: string): Promise<void> {
  app.publish('ticket:changed', { to: 'team' })
  // Whoever shows the week of the machine reads its hours again.
  app.publish('lab:changed', { to: 'lab' })
  await publishCard(app, machineId)
}

/** What was reported may show a person: only the team sees it. */
export async function ticketPhoto(app: App, labId: string, id: string) {
  if (!(await isTicketPhoto(app.db, labId, id))) throw new Refusal('picture.not-found')
  return storedPicture(app, id)
}

async function mustFindMachine(db: Db, labId: string, id: string): Promise<MachineRow> {
  const machine = await findMachine(db, labId, id)
  if (!machine) throw new Refusal('machine.not-found')
  return machine
}

async function mustFindTicket(db: Db, labId: string, id: string): Promise<NamedTicket> {
  const found = await findTicket(db, labId, id)
  if (!found) throw new Refusal('ticket.not-found')
  return found
}

async function seenNow(db: Db, labId: string, id: string): Promise<Ticket> {
  const [ticket] = await seen(db, [await mustFindTicket(db, labId, id)])
  return ticket!
}

import { overlaps, type Interval } from '#backend/base/interval.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { atLeast } from '#backend/base/role.ts'
import type { Booking, BookingInput } from '#backend/booking/schema.ts'
import {
  bookSlot,
  changeTimes,
  holderOf,
  inOneTransaction,
  mustStep,
  paidBy,
  refuseLate,
  spanOf,
  tell,
  tellHolder,
} from '#backend/booking/service.ts'
import type { BookingEvent, BookingStep } from '#backend/booking/state.ts'
import {
  askedBookings,
  bookingEvents,
  bookingsAhead,
  expireHolds,
  findAnyBooking,
  heldBy,
  lapsedAsks,
  markCancelled,
  notCheckedIn,
  takeStep,
  type BookingRow,
} from '#backend/booking/store.ts'
import { publishBooking, seenByOthers } from '#backend/booking/views.ts'
import { machineRules } from '#backend/booking-rule/views.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMachine } from '#backend/machine/store.ts'
import { blockFacts } from '#backend/maintenance/views.ts'
import { lastRunOf } from '#backend/run/store.ts'
import { offerFreed } from '#backend/waiting-list/service.ts'
import { holdMs, isAtWork, isNoShow, isTooEarly } from './due.ts'
import type { AskedBooking, BookingEventSeen } from './schema.ts'

/** Asks every rule again for the new time; a refusal leaves the old time as it was. */
/**
 * Does what may free a slot, and offers it in the same transaction to whoever waits first: nobody comes in between. All of it is
 * told after the commit.
 */
async function freeing(app: App, caller: MemberCaller, work: (tx: Db) => Promise<BookingRow>): Promise<Booking> {
  const { row, offered } = await inOneTransaction(app, async (tx) => ({
    row: await work(tx),
    offered: await offerFreed(app, tx, caller.labId),
  }))
  for (const hold of offered) await publishBooking(app, hold)
  return tell(app, caller, row)
}

/** Asks every rule again for the new time; a refusal leaves the old time as it was. */
export const move = (app: App, caller: MemberCaller, id: string, span: Interval): Promise<Booking> =>
  freeing(app, caller, async (tx) => {
    await expireHolds(tx, app.now())
    const booking = await mustStep(tx, caller, id, 'move', app.now())
    return changeTimes(app, tx, caller, booking, 'move', span)
  })

export const cancel = (app: App, caller: MemberCaller, id: string): Promise<Booking> =>
  freeing(app, caller, async (tx) => {
    const now = app.now()
    const booking = await mustStep(tx, caller, id, 'cancel', now)
    const machine = await findMachine(tx, caller.labId, booking.machineId)
    if (machine && booking.state !== 'held') {
      const { cancelMinutes } = await machineRules(tx, caller.labId, machine)
      refuseLate(caller, booking, 'booking.too-late-to-cancel', cancelMinutes, now)
    }
    const cancelled = await markCancelled(tx, id, now, { actorId: caller.id })
    if (booking.state !== 'held') await tellHolder(app, tx, cancelled, 'booking_cancelled', caller, { reason: null })
    return cancelled
  })

export async function hold(app: App, caller: MemberCaller, input: BookingInput): Promise<Booking> {
  const { made, given } = await inOneTransaction(app, async (tx) => {
    const { id: memberId } = await holderOf(tx, caller, input.memberId)
    const given = await dropHolds(app, tx, memberId)
    const { machineId, start, end } = input
    const holdUntil = app.now() + holdMs
    return { made: await bookSlot(app, tx, caller, { memberId, machineId, slot: { start, end }, holdUntil }), given }
  })
  for (const row of given) await publishBooking(app, row)
  return tell(app, caller, made)
}

/** Nobody keeps a whole afternoon by holding slot after slot. */
async function dropHolds(app: App, tx: Db, memberId: string): Promise<BookingRow[]> {
  const dropped: BookingRow[] = []
  for (const { id } of await heldBy(tx, memberId))
    dropped.push(await takeStep(tx, id, 'expire', { state: 'expired' }, app.now(), { actorId: memberId }))
  return dropped
}

export async function confirm(app: App, caller: MemberCaller, id: string): Promise<Booking> {
  const row = await inOneTransaction(app, async (tx) => {
    const now = app.now()
    const booking = await mustStep(tx, caller, id, 'confirm', now)
    const machine = await findMachine(tx, caller.labId, booking.machineId)
    if (!machine) throw new Refusal('machine.not-found')
    const { outOfOrder, blocks } = await blockFacts(tx, machine, now)
    if (outOfOrder) throw new Refusal('booking.out-of-order')
    const block = blocks.find((one) => overlaps(one, spanOf(booking)))
    if (block) throw new Refusal(block.refusal)
    const { approval } = await machineRules(tx, caller.labId, machine)
    const asks = approval && !atLeast(caller.role, 'staff')
    const change = { state: asks ? 'asked' : 'confirmed', holdUntil: null }
    const confirmed = await takeStep(tx, id, asks ? 'asked' : 'confirm', change, now, { actorId: caller.id })
    if (!asks) await tellHolder(app, tx, confirmed, 'booking_confirmed', caller)
    return confirmed
  })
  return tell(app, caller, row)
}

export async function checkIn(app: App, caller: MemberCaller, id: string): Promise<Booking> {
  return taking(app, caller, id, 'check_in', (booking, now) => {
    if (isTooEarly(spanOf(booking), now)) throw new Refusal('booking.too-early-to-come')
    return { state: 'checked_in', checkedInAt: now }
  })
}

/** What was booked and not used is paid by nobody. */
export const end = (app: App, caller: MemberCaller, id: string): Promise<Booking> =>
  freeing(app, caller, async (tx) => {
    const now = app.now()
    const booking = await mustStep(tx, caller, id, 'end', now)
    if (now <= booking.startsAt) throw new Refusal('booking.not-begun')
    const { cents } = await paidBy(
      tx,
      { ...booking, bookedAt: booking.createdAt },
      { start: booking.startsAt, end: now },
    )
    return takeStep(tx, id, 'end', { state: 'ended', endsAt: now, cents }, now, { actorId: caller.id })
  })

export async function extend(app: App, caller: MemberCaller, id: string, until: number): Promise<Booking> {
  const row = await inOneTransaction(app, async (tx) => {
    await expireHolds(tx, app.now())
    const booking = await mustStep(tx, caller, id, 'extend', app.now())
    if (until <= booking.endsAt) throw new Refusal('input.invalid')
    return changeTimes(app, tx, caller, booking, 'extend', { start: booking.startsAt, end: until })
  })
  return tell(app, caller, row)
}

export async function approve(app: App, caller: MemberCaller, id: string): Promise<Booking> {
  const row = await inOneTransaction(app, async (tx) => {
    const { id: known } = await mustStep(tx, caller, id, 'approve', app.now())
    const approved = await takeStep(tx, known, 'approve', { state: 'confirmed' }, app.now(), { actorId: caller.id })
    await tellHolder(app, tx, approved, 'booking_confirmed', caller)
    return approved
  })
  return tell(app, caller, row)
}

export const decline = (app: App, caller: MemberCaller, id: string, reason: string): Promise<Booking> =>
  freeing(app, caller, async (tx) => {
    await mustStep(tx, caller, id, 'decline', app.now())
    const change = { state: 'declined', cancelledAt: app.now() }
    const declined = await takeStep(tx, id, 'decline', change, app.now(), { actorId: caller.id, reason })
    await tellHolder(app, tx, declined, 'booking_cancelled', caller, { reason })
    return declined
  })

async function taking(
  app: App,
  caller: MemberCaller,
  id: string,
  step: BookingStep & BookingEvent,
  change: (booking: BookingRow, now: number) => Partial<BookingRow>,
): Promise<Booking> {
  const row = await inOneTransaction(app, async (tx) => {
    const booking = await mustStep(tx, caller, id, step, app.now())
    return takeStep(tx, id, step, change(booking, app.now()), app.now(), { actorId: caller.id })
  })
  return tell(app, caller, row)
}

export async function asked(app: App, caller: MemberCaller): Promise<AskedBooking[]> {
  const rows = await askedBookings(app.db, caller.labId, app.now())
  return rows.map((row) => ({ ...seenByOthers(row), machine: row.machine, who: row.memberName, by: row.memberName }))
}

export async function mine(app: App, caller: MemberCaller): Promise<Booking[]> {
  const rows = await bookingsAhead(app.db, caller.id, app.now())
  return rows
    .toSorted((a, b) => a.startsAt - b.startsAt)
    .map((row) => ({ ...seenByOthers(row), mine: true, by: caller.name }))
}

export async function history(app: App, caller: MemberCaller, id: string): Promise<BookingEventSeen[]> {
  const booking = await findAnyBooking(app.db, caller.labId, id)
  if (!booking || (booking.memberId !== caller.id && !atLeast(caller.role, 'volunteer')))
    throw new Refusal('booking.not-found')
  const rows = await bookingEvents(app.db, id)
  return rows.map(({ what, at, actor, reason, startsAt, endsAt }) => ({
    what: what as BookingEvent,
    at,
    by: actor,
    reason,
    start: startsAt,
    end: endsAt,
  }))
}

/** Each minute: what only the clock can say. A lab that was switched off catches up. */
export function followBookings(app: App): NodeJS.Timeout {
  return setInterval(() => {
    letTimePass(app).catch((error: unknown) => app.log.error({ err: error }, 'no booking was released'))
  }, 60_000).unref()
}

export async function letTimePass(app: App): Promise<void> {
  const changed = await app.db.transaction().execute(async (tx) => {
    const lab = await findLab(tx)
    if (!lab) return []
    return [
      ...(await expireHolds(tx, app.now())),
      ...(await giveBackLapsed(app, tx)),
      ...(await releaseNoShows(app, tx)),
      // Also what a closure taken back, other hours or a mended machine have freed.
      ...(await offerFreed(app, tx, lab.id)),
    ]
  })
  for (const row of changed) await publishBooking(app, row)
}

/** Nobody said yes before it was to begin: that is a no, and its holder hears of it. */
async function giveBackLapsed(app: App, tx: Db): Promise<BookingRow[]> {
  const given: BookingRow[] = []
  for (const { id } of await lapsedAsks(tx, app.now())) {
    const change = { state: 'declined', cancelledAt: app.now() }
    const row = await takeStep(tx, id, 'decline', change, app.now(), { actorId: null })
    await tellHolder(app, tx, row, 'booking_no_answer', undefined, {})
    given.push(row)
  }
  return given
}

/** Whoever has not said that they are there, on a machine that does nothing, gives the rest of the slot back. */
async function releaseNoShows(app: App, tx: Db): Promise<BookingRow[]> {
  const now = app.now()
  const released: BookingRow[] = []
  for (const booking of await notCheckedIn(tx, now)) {
    const machine = await findMachine(tx, booking.labId, booking.machineId)
    if (!machine) continue
    const { noShowMinutes } = await machineRules(tx, booking.labId, machine)
    if (!isNoShow(spanOf(booking), noShowMinutes, now)) continue
    const run = await lastRunOf(tx, machine.id)
    const [what, change] = isAtWork(run, spanOf(booking))
      ? (['check_in', { state: 'checked_in', checkedInAt: now }] as const)
      : (['no_show', { state: 'no_show', cancelledAt: now }] as const)
    const row = await takeStep(tx, booking.id, what, change, now, { actorId: null })
    if (what === 'no_show') await tellHolder(app, tx, row, 'booking_no_show', undefined, {})
    released.push(row)
  }
  return released
}

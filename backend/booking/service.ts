import { overlaps, type Interval } from '#backend/base/interval.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import { intervalOf, type ClosedDays } from '#backend/closure/closed-days.ts'
import { allClosures } from '#backend/closure/store.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { isSlotTaken, type Db } from '#backend/io/database.ts'
import { isInducted } from '#backend/induction/store.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMachine, type MachineRow } from '#backend/machine/store.ts'
import { findMemberRow, isAuthorized } from '#backend/member/store.ts'
import type { Facts } from '#backend/message/kinds.ts'
import { tellMember, type Teller } from '#backend/message/service.ts'
import { openingsDuring, type OpenCalendar } from '#backend/opening/openings.ts'
import { openCalendar } from '#backend/opening/views.ts'
import { slotPrice, tariffFor } from '#backend/pricing/price.ts'
import { priceListAt } from '#backend/pricing/store.ts'
import { randomId } from '#backend/io/random.ts'
import { findConflict, nextFree, type BookingFacts } from './conflict.ts'
import type { Booking, BookingInput } from './schema.ts'
import {
  bookingsDuring,
  findAnyBooking,
  findBooking,
  insertBooking,
  labBookingsDuring,
  machineNameOf,
  machinesBooked,
  markCancelled,
  updateTimes,
  type BookingRow,
} from './store.ts'
import { publishBooking, seenByOthers } from './views.ts'

export async function listBookings(
  app: App,
  caller: MemberCaller,
  span: Interval,
  machineId?: string,
): Promise<Booking[]> {
  const rows = await labBookingsDuring(app.db, caller.labId, span, machineId)
  const isTeam = atLeast(caller.role, 'volunteer')
  return rows.map((row) => ({
    ...seenByOthers(row),
    mine: row.memberId === caller.id,
    by: isTeam || row.memberId === caller.id ? row.memberName : null,
  }))
}

export async function book(app: App, caller: MemberCaller, input: BookingInput): Promise<Booking> {
  const row = await inOneTransaction(app, async (tx) => {
    const { machineId } = input
    await refuseConflict(app, tx, { labId: caller.labId, memberId: caller.id, machineId, wanted: input })
    const made = await insertBooking(tx, {
      id: randomId(),
      labId: caller.labId,
      machineId: input.machineId,
      memberId: caller.id,
      startsAt: input.start,
      endsAt: input.end,
      state: 'confirmed',
      createdAt: app.now(),
      cancelledAt: null,
      ...(await paidBy(tx, { labId: caller.labId, memberId: caller.id, machineId, bookedAt: app.now() }, input)),
    })
    await tellHolder(app, tx, made, 'booking_confirmed', caller)
    return made
  })
  return tell(app, caller, row)
}

/** Asks every rule again for the new time; a refusal leaves the old time as it was. */
export async function move(app: App, caller: MemberCaller, id: string, span: Interval): Promise<Booking> {
  const row = await inOneTransaction(app, async (tx) => {
    const booking = await mustChange(tx, caller, id, app.now())
    const { labId, memberId, machineId } = booking
    await refuseConflict(app, tx, { labId, memberId, machineId, wanted: span, movedId: id })
    const { cents } = await paidBy(tx, { labId, memberId, machineId, bookedAt: booking.createdAt }, span)
    const moved = await updateTimes(tx, id, span, cents)
    await tellHolder(app, tx, moved, 'booking_changed', caller, { before: spanOf(booking) })
    return moved
  })
  return tell(app, caller, row)
}

export async function cancel(app: App, caller: MemberCaller, id: string): Promise<Booking> {
  const row = await inOneTransaction(app, async (tx) => {
    await mustChange(tx, caller, id, app.now())
    const cancelled = await markCancelled(tx, id, app.now())
    await tellHolder(app, tx, cancelled, 'booking_cancelled', caller, { reason: null })
    return cancelled
  })
  return tell(app, caller, row)
}

/** Who pays for the slot and what it costs, by the list of the day on which it was booked: kept with it. */
async function paidBy(
  tx: Db,
  { labId, memberId, machineId, bookedAt }: { labId: string; memberId: string; machineId: string; bookedAt: number },
  slot: Interval,
): Promise<{ payerOrganizationId: string | null; cents: number }> {
  const member = await findMemberRow(tx, labId, memberId)
  const machine = await findMachine(tx, labId, machineId)
  const list = await priceListAt(tx, labId, bookedAt)
  const tariff = list && member && tariffFor(list, member.role as Role)
  const cents = tariff && machine ? slotPrice(tariff, machine.kind, slot) : 0
  return { payerOrganizationId: member?.organizationId ?? null, cents }
}

type BookingKind = 'booking_confirmed' | 'booking_changed' | 'booking_cancelled'

/** Tells the holder what became of a booking, in the transaction that did it. `by` is who did it; undefined for the lab itself. */
export async function tellHolder<K extends BookingKind>(
  app: Teller,
  tx: Db,
  booking: BookingRow,
  kind: K,
  by: { id: string; name: string } | undefined,
  ...[more]: K extends 'booking_confirmed'
    ? [more?: { again: boolean }]
    : [more: Omit<Facts[K], keyof Facts['booking_confirmed']>]
): Promise<void> {
  const { id, labId, memberId, machineId } = booking
  const machine = await machineNameOf(tx, machineId)
  const about = { machineId, machine, ...spanOf(booking), by: by && by.id !== memberId ? by.name : null }
  // What its kind asks for beyond this is what `more` asks of the caller.
  const facts = { ...about, ...more } as unknown as Facts[K]
  await tellMember(app, tx, {
    labId,
    memberId,
    kind,
    facts,
    actorId: by?.id ?? null,
    subject: id,
    goodUntil: booking.endsAt,
  })
}

/** The guard of the database is the last word: a slot that it refuses is a refusal like any other. */
async function inOneTransaction<T>(app: App, work: (tx: Db) => Promise<T>): Promise<T> {
  try {
    return await app.db.transaction().execute(work)
  } catch (error) {
    if (isSlotTaken(error)) throw new Refusal('booking.overlap')
    throw error
  }
}

type Wish = {
  labId: string
  memberId: string
  machineId: string
  wanted: Interval
  /** The booking that is being moved: it is not in its own way. */
  movedId?: string | undefined
  calendar: OpenCalendar
}

/** What the rules of a booking look at. */
export async function bookingFacts(
  app: Pick<App, 'now'>,
  tx: Db,
  { labId, memberId, machineId, wanted, movedId, calendar }: Wish,
): Promise<{ facts: BookingFacts; machine: MachineRow }> {
  const machine = await findMachine(tx, labId, machineId)
  if (!machine) throw new Refusal('machine.not-found')
  // Wide enough to propose the next free times: a week from the wanted start. A longer wish is refused before its openings count.
  const around = { start: wanted.start, end: wanted.start + 7 * 86_400_000 }
  const bookings = (await bookingsDuring(tx, machineId, around)).filter(({ id }) => id !== movedId).map(spanOf)
  const facts = {
    now: app.now(),
    openings: openingsDuring(calendar, around),
    bookings,
    isInducted: await isInducted(tx, labId, memberId),
    isAuthorized: await isAuthorized(tx, memberId, machine.kind),
    outOfOrder: machine.outOfOrder !== null,
  }
  return { facts, machine }
}

async function refuseConflict(app: App, tx: Db, wish: Omit<Wish, 'calendar'>): Promise<void> {
  const lab = await findLab(tx)
  if (!lab) throw new Refusal('machine.not-found')
  const { wanted } = wish
  const { facts } = await bookingFacts(app, tx, { ...wish, calendar: await openCalendar(tx, lab) })
  const conflict = findConflict(wanted, facts)
  if (!conflict) return
  const next = conflict === 'booking.overlap' ? nextFree(wanted, facts, 3) : undefined
  throw new Refusal(conflict, next && { next, timeZone: lab.timeZone })
}

/** Whether a booking that was cancelled could stand again: it is not over, and its machine, its member and the lab are there. */
export async function isKeepable(
  tx: Db,
  labId: string,
  id: string,
  now: number,
  stands: 'always' | 'if-free',
): Promise<boolean> {
  const booking = await findAnyBooking(tx, labId, id)
  if (!booking || booking.endsAt <= now) return false
  const isThere =
    (await findMachine(tx, labId, booking.machineId)) && (await findMemberRow(tx, labId, booking.memberId))
  if (!isThere) return false
  if (stands === 'if-free' && (await bookingsDuring(tx, booking.machineId, spanOf(booking))).length > 0) return false
  const timeZone = (await findLab(tx))?.timeZone ?? 'Europe/Paris'
  const closures = await allClosures(tx, labId)
  return !closures.some((closure) => overlaps(intervalOf(closure, timeZone), spanOf(booking)))
}

/** The machines that stand booked on days that are closed, or though they are removed. */
export async function bookedInVain(
  tx: Db,
  labId: string,
  { closed, removed }: { closed: ClosedDays[]; removed: string[] },
  now: number,
): Promise<string[]> {
  const timeZone = (await findLab(tx))?.timeZone ?? 'Europe/Paris'
  const names: string[] = []
  for (const days of closed) {
    const { start, end } = intervalOf(days, timeZone)
    names.push(...(await machinesBooked(tx, labId, { start: Math.max(start, now), end })))
  }
  for (const id of removed)
    names.push(...(await machinesBooked(tx, labId, { start: now, end: Number.MAX_SAFE_INTEGER }, id)))
  return [...new Set(names)]
}

/** What is over stays as it was. Members change their own bookings; staff may change anyone's. Others do not learn that it exists. */
async function mustChange(tx: Db, caller: MemberCaller, id: string, now: number): Promise<BookingRow> {
  const booking = await findBooking(tx, caller.labId, id)
  if (!booking || (booking.memberId !== caller.id && !atLeast(caller.role, 'staff')))
    throw new Refusal('booking.not-found')
  if (booking.endsAt <= now) throw new Refusal('booking.in-the-past')
  return booking
}

async function tell(app: App, caller: MemberCaller, row: BookingRow): Promise<Booking> {
  await publishBooking(app, row)
  const isMine = row.memberId === caller.id
  return { ...seenByOthers(row), mine: isMine, by: isMine ? caller.name : null }
}

const spanOf = ({ startsAt, endsAt }: BookingRow): Interval => ({ start: startsAt, end: endsAt })

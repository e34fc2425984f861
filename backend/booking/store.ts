import { sql, type ExpressionBuilder } from 'kysely'
import type { Interval } from '#backend/base/interval.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import { longestMinutes } from '#backend/booking-rule/rules.ts'
import { randomId } from '#backend/io/random.ts'
import { takingStates, type BookingEvent } from './state.ts'

export type BookingRow = Tables['booking']

/** Whose time is taken at `now`: a hold that nobody confirmed in time takes none, whatever its row still says. */
const live = (db: Db, now: number) =>
  db
    .selectFrom('booking')
    .where('booking.state', 'in', takingStates)
    .where((eb) => eb.or([eb('booking.state', '<>', 'held'), eb('booking.holdUntil', '>', now)]))

/**
 * The SQL twin of `overlaps`. The bound on the start is implied, as no booking is longer, and lets the index skip the years before.
 */
const overlapping =
  ({ start, end }: Interval) =>
  (eb: ExpressionBuilder<Tables, 'booking'>) =>
    eb.and([eb('startsAt', '<', end), eb('endsAt', '>', start), eb('startsAt', '>', start - longestMinutes * 60_000)])

/** What is returned is exactly what could collide with `span`. */
export const bookingsDuring = (db: Db, machineId: string, span: Interval, now: number): Promise<BookingRow[]> =>
  live(db, now).selectAll().where('machineId', '=', machineId).where(overlapping(span)).orderBy('startsAt').execute()

/** The live bookings of the whole lab during `span`, with who holds them. */
export function labBookingsDuring(db: Db, labId: string, span: Interval, now: number, machineId?: string) {
  const query = live(db, now)
    .innerJoin('member', 'member.id', 'booking.memberId')
    .selectAll('booking')
    .select('member.name as memberName')
    .where('booking.labId', '=', labId)
    .where(overlapping(span))
    .orderBy('startsAt')
  return (machineId ? query.where('machineId', '=', machineId) : query).execute()
}

/** When the machines of a lab are taken during `span`, and by whom: no more columns than a search needs. */
export const timesDuring = (db: Db, labId: string, span: Interval, now: number) =>
  live(db, now)
    .select(['machineId', 'memberId', 'startsAt as start', 'endsAt as end'])
    .where('labId', '=', labId)
    .where(overlapping(span))
    .orderBy('startsAt')
    .execute()

/** The booking under way on a machine, and when the one after it starts, within two weeks. */
export type TimesAround = { current: Interval | undefined; next: number | undefined }

/**
 * For each machine of a lab, or for one. Live bookings of a machine do not overlap, so the one that started last is the only one
 * that can be under way: two steps in the index for each machine, however many bookings there are.
 */
export async function timesAround(
  db: Db,
  labId: string,
  now: number,
  machineId?: string,
): Promise<Map<string, TimesAround>> {
  const ofMachine = live(db, now).where('booking.machineId', '=', sql.ref<string>('machine.id')).limit(1)
  const before = ofMachine
    .where('startsAt', '<=', now)
    .where('startsAt', '>', now - longestMinutes * 60_000)
    .orderBy('startsAt', 'desc')
  const after = ofMachine
    .where('startsAt', '>', now)
    .where('startsAt', '<', now + 14 * 86_400_000)
    .orderBy('startsAt')
  const query = db
    .selectFrom('machine')
    .select(['machine.id', before.select('startsAt').as('start'), before.select('endsAt').as('end')])
    .select(after.select('startsAt').as('next'))
    .where('machine.labId', '=', labId)
  const rows = await (machineId ? query.where('machine.id', '=', machineId) : query).execute()
  return new Map(
    rows.map(({ id, start, end, next }) => [
      id,
      { current: start !== null && end !== null && end > now ? { start, end } : undefined, next: next ?? undefined },
    ]),
  )
}

/** What a machine is called, also one that was removed. */
export const machineNameOf = async (db: Db, id: string): Promise<string> =>
  (await db.selectFrom('machine').select('name').where('id', '=', id).executeTakeFirst())?.name ?? ''

/** The names of the machines that somebody booked during `span`: removed ones too. */
export async function machinesBooked(
  db: Db,
  labId: string,
  span: Interval,
  now: number,
  machineId?: string,
): Promise<string[]> {
  const query = live(db, now)
    .innerJoin('machine', 'machine.id', 'booking.machineId')
    .select('machine.name')
    .distinct()
    .where('booking.labId', '=', labId)
    .where(overlapping(span))
  const rows = await (machineId ? query.where('machineId', '=', machineId) : query).execute()
  return rows.map(({ name }) => name)
}

export const findBooking = (db: Db, labId: string, id: string, now: number): Promise<BookingRow | undefined> =>
  live(db, now).selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

/** Also one that was cancelled. */
export const findAnyBooking = (db: Db, labId: string, id: string): Promise<BookingRow | undefined> =>
  db.selectFrom('booking').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

/** The bookings of a member that are not over yet. */
export const bookingsAhead = (db: Db, memberId: string, now: number): Promise<BookingRow[]> =>
  live(db, now).selectAll().where('memberId', '=', memberId).where('endsAt', '>', now).execute()

export const insertBooking = (db: Db, booking: BookingRow): Promise<BookingRow> =>
  db.insertInto('booking').values(booking).returningAll().executeTakeFirstOrThrow()

/** Who did something to a booking, and why; nobody where the clock did. */
export type By = { actorId: string | null; reason?: string | null }

/** Each step is one change of the row and one line of its history. */
export async function takeStep(
  db: Db,
  id: string,
  what: BookingEvent,
  change: Partial<BookingRow>,
  at: number,
  { actorId, reason }: By,
): Promise<BookingRow> {
  const row = await updateBooking(db, id, change)
  await noteEvent(db, row, what, at, { actorId, reason: reason ?? null })
  return row
}

export const markCancelled = (db: Db, id: string, at: number, by: By): Promise<BookingRow> =>
  takeStep(db, id, 'cancel', { state: 'cancelled', cancelledAt: at }, at, by)

export const noteEvent = (db: Db, row: BookingRow, what: BookingEvent, at: number, { actorId, reason }: By) =>
  db
    .insertInto('bookingEvent')
    .values({
      id: randomId(),
      labId: row.labId,
      bookingId: row.id,
      actorId,
      what,
      at,
      reason: reason ?? null,
      startsAt: row.startsAt,
      endsAt: row.endsAt,
    })
    .execute()

/** Written into the query: an index of one state is used only where the state is no parameter (https://sqlite.org/partialindex.html). */
const literally = (state: 'held' | 'asked') => sql.lit(state)

/** Holds that ran out give their time back before somebody else takes it. */
export async function expireHolds(db: Db, now: number): Promise<BookingRow[]> {
  const over = await db
    .selectFrom('booking')
    .select('id')
    .where('state', '=', literally('held'))
    .where('holdUntil', '<=', now)
    .execute()
  const expired: BookingRow[] = []
  for (const { id } of over)
    expired.push(await takeStep(db, id, 'expire', { state: 'expired' }, now, { actorId: null }))
  return expired
}

/** Live bookings of a person and of their organization that end after `from`, with their machines. */
export async function countedBookings(
  db: Db,
  { labId, memberId, organizationId }: { labId: string; memberId: string; organizationId: string | null },
  from: number,
  now: number,
) {
  const rows = await live(db, now)
    .innerJoin('machine', 'machine.id', 'booking.machineId')
    .select(['booking.id', 'machineId', 'memberId', 'startsAt', 'endsAt', 'machine.kind', 'machine.name as machine'])
    .where('booking.labId', '=', labId)
    .where('endsAt', '>', from)
    .where((eb) =>
      eb.or([
        eb('memberId', '=', memberId),
        ...(organizationId === null ? [] : [eb('payerOrganizationId', '=', organizationId)]),
      ]),
    )
    .execute()
  return rows.map(({ startsAt, endsAt, memberId: holder, ...row }) => ({
    ...row,
    start: startsAt,
    end: endsAt,
    mine: holder === memberId,
  }))
}

/** Live bookings of several machines during `span`, with the names of the machines. */
export async function bookingsOfMachines(db: Db, machineIds: string[], span: Interval, now: number) {
  if (machineIds.length === 0) return []
  return live(db, now)
    .innerJoin('machine', 'machine.id', 'booking.machineId')
    .select(['booking.id', 'startsAt as start', 'endsAt as end', 'machine.name as machine'])
    .where('machineId', 'in', machineIds)
    .where(overlapping(span))
    .execute()
}

const updateBooking = (db: Db, id: string, change: Partial<BookingRow>): Promise<BookingRow> =>
  db.updateTable('booking').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** What became of a booking, oldest first, with who did it. */
export const bookingEvents = (db: Db, bookingId: string) =>
  db
    .selectFrom('bookingEvent')
    .leftJoin('member', 'member.id', 'bookingEvent.actorId')
    .selectAll('bookingEvent')
    .select('member.name as actor')
    .where('bookingId', '=', bookingId)
    .orderBy('at')
    .execute()

/** Bookings that began before `now` and whose holder has not said that they are there. */
export const notCheckedIn = (db: Db, now: number): Promise<BookingRow[]> =>
  db
    // Machine by machine, in this order: each is a step in its index, however many years of bookings there are.
    .selectFrom('machine')
    .crossJoin('booking')
    .selectAll('booking')
    .whereRef('booking.machineId', '=', 'machine.id')
    .where('booking.state', '=', 'confirmed')
    .where('startsAt', '<=', now)
    .where('startsAt', '>', now - longestMinutes * 60_000)
    .where('endsAt', '>', now)
    .execute()

/** What was booked in one act and has not begun, the nearest first. */
export const bookedTogether = (db: Db, labId: string, togetherId: string, now: number): Promise<BookingRow[]> =>
  live(db, now)
    .selectAll()
    .where('labId', '=', labId)
    .where('togetherId', '=', togetherId)
    .where('startsAt', '>', now)
    .orderBy('startsAt')
    .execute()

/** What a person is still choosing. */
export const heldBy = (db: Db, memberId: string): Promise<BookingRow[]> =>
  db.selectFrom('booking').selectAll().where('memberId', '=', memberId).where('state', '=', 'held').execute()

/** What the team has not answered, and would have begun. */
export const lapsedAsks = (db: Db, now: number): Promise<BookingRow[]> =>
  db.selectFrom('booking').selectAll().where('state', '=', literally('asked')).where('startsAt', '<=', now).execute()

/** What waits for the team's yes, the nearest first, with who asks and for which machine. */
export const askedBookings = (db: Db, labId: string, now: number) =>
  db
    .selectFrom('booking')
    .innerJoin('member', 'member.id', 'booking.memberId')
    .innerJoin('machine', 'machine.id', 'booking.machineId')
    .selectAll('booking')
    .select(['member.name as memberName', 'machine.name as machine'])
    .where('booking.labId', '=', labId)
    .where('booking.state', '=', literally('asked'))
    .where('startsAt', '>', now - longestMinutes * 60_000)
    .where('endsAt', '>', now)
    .orderBy('startsAt')
    .execute()

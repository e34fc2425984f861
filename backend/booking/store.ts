import type { Interval } from '#backend/base/interval.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type BookingRow = Tables['booking']

const live = (db: Db) => db.selectFrom('booking').where('booking.state', '=', 'confirmed')

/** The SQL twin of `overlaps`: what is returned is exactly what could collide with `span`. */
export const bookingsDuring = (db: Db, machineId: string, span: Interval): Promise<BookingRow[]> =>
  live(db)
    .selectAll()
    .where('machineId', '=', machineId)
    .where('startsAt', '<', span.end)
    .where('endsAt', '>', span.start)
    .orderBy('startsAt')
    .execute()

/** The live bookings of the whole lab during `span`, with who holds them. */
export function labBookingsDuring(db: Db, labId: string, span: Interval, machineId?: string) {
  const query = live(db)
    .innerJoin('member', 'member.id', 'booking.memberId')
    .selectAll('booking')
    .select('member.name as memberName')
    .where('booking.labId', '=', labId)
    .where('startsAt', '<', span.end)
    .where('endsAt', '>', span.start)
    .orderBy('startsAt')
  return (machineId ? query.where('machineId', '=', machineId) : query).execute()
}

/** What a machine is called, also one that was removed. */
export const machineNameOf = async (db: Db, id: string): Promise<string> =>
  (await db.selectFrom('machine').select('name').where('id', '=', id).executeTakeFirst())?.name ?? ''

/** The names of the machines that somebody booked during `span`: removed ones too. */
export async function machinesBooked(db: Db, labId: string, span: Interval, machineId?: string): Promise<string[]> {
  const query = live(db)
    .innerJoin('machine', 'machine.id', 'booking.machineId')
    .select('machine.name')
    .distinct()
    .where('booking.labId', '=', labId)
    .where('startsAt', '<', span.end)
    .where('endsAt', '>', span.start)
  const rows = await (machineId ? query.where('machineId', '=', machineId) : query).execute()
  return rows.map(({ name }) => name)
}

export const findBooking = (db: Db, labId: string, id: string): Promise<BookingRow | undefined> =>
  live(db).selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

/** Also one that was cancelled. */
export const findAnyBooking = (db: Db, labId: string, id: string): Promise<BookingRow | undefined> =>
  db.selectFrom('booking').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

/** The bookings of a member that are not over yet. */
export const bookingsAhead = (db: Db, memberId: string, now: number): Promise<BookingRow[]> =>
  live(db).selectAll().where('memberId', '=', memberId).where('endsAt', '>', now).execute()

export const insertBooking = (db: Db, booking: BookingRow): Promise<BookingRow> =>
  db.insertInto('booking').values(booking).returningAll().executeTakeFirstOrThrow()

export const updateTimes = (db: Db, id: string, span: Interval, cents: number): Promise<BookingRow> =>
  db
    .updateTable('booking')
    .set({ startsAt: span.start, endsAt: span.end, cents })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

export const markCancelled = (db: Db, id: string, at: number): Promise<BookingRow> =>
  db
    .updateTable('booking')
    .set({ state: 'cancelled', cancelledAt: at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

import type { CalendarDay } from '#backend/base/calendar-day.ts'
import type { Db } from '#backend/io/database.ts'

/** The bookings that start between these instants, with when their holder last heard of them. */
export const bookingsStarting = (db: Db, from: number, to: number) =>
  db
    .selectFrom('booking')
    .innerJoin('machine', 'machine.id', 'booking.machineId')
    .selectAll('booking')
    .select((eb) => [
      'machine.name as machine',
      eb
        .selectFrom('message')
        .select(({ fn }) => fn.max('message.at').as('at'))
        .whereRef('message.subject', '=', 'booking.id')
        .whereRef('message.memberId', '=', 'booking.memberId')
        .as('toldAt'),
    ])
    .where('booking.state', '=', 'confirmed')
    .where('startsAt', '>', from)
    .where('startsAt', '<=', to)
    .execute()

/** The parts that wait to be collected since before this instant. */
export const partsWaitingSince = (db: Db, before: number) =>
  db
    .selectFrom('printJob')
    .select(['id', 'labId', 'ownerId', 'title', 'code', 'since'])
    .where('state', '=', 'awaiting_pickup')
    .where('since', '<=', before)
    .execute()

/** Whose membership, paid or given, ends between these days. Who has not paid yet has none to lose. */
export const membershipsEnding = (db: Db, labId: string, from: CalendarDay, to: CalendarDay) =>
  db
    .selectFrom('member')
    .select(['id', 'membershipUntil'])
    .where('labId', '=', labId)
    .where('membershipUntil', '>=', from)
    .where('membershipUntil', '<=', to)
    .where('feeState', '<>', 'to-pay')
    .where('removedAt', 'is', null)
    .where('suspendedAt', 'is', null)
    .execute()

import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type FeedRow = Tables['calendarFeed']
export type FeedOf = { memberId: string } | { machineId: string }

const about = (of: FeedOf) =>
  'memberId' in of ? (['memberId', of.memberId] as const) : (['machineId', of.machineId] as const)

export function findFeed(db: Db, of: FeedOf): Promise<FeedRow | undefined> {
  const [column, id] = about(of)
  return db.selectFrom('calendarFeed').selectAll().where(column, '=', id).executeTakeFirst()
}

/** By the hash of its token. The feed of a member or machine that is gone is no feed. */
export const feedByToken = (db: Db, tokenHash: string): Promise<FeedRow | undefined> =>
  db
    .selectFrom('calendarFeed')
    .leftJoin('member', 'member.id', 'calendarFeed.memberId')
    .leftJoin('machine', 'machine.id', 'calendarFeed.machineId')
    .selectAll('calendarFeed')
    .where('tokenHash', '=', tokenHash)
    .where('member.removedAt', 'is', null)
    .where('member.suspendedAt', 'is', null)
    .where('machine.removedAt', 'is', null)
    .executeTakeFirst()

export async function deleteFeed(db: Db, of: FeedOf): Promise<void> {
  const [column, id] = about(of)
  await db.deleteFrom('calendarFeed').where(column, '=', id).execute()
}

export const insertFeed = (db: Db, feed: FeedRow) => db.insertInto('calendarFeed').values(feed).execute()

/** The bookings that a feed tells, with how often each was changed: holds are nobody's appointment yet. */
export function bookingsToTell(db: Db, of: FeedOf | { bookingId: string }, since: number) {
  const [column, id] = 'bookingId' in of ? (['booking.id', of.bookingId] as const) : about(of)
  return db
    .selectFrom('booking')
    .innerJoin('machine', 'machine.id', 'booking.machineId')
    .innerJoin('member', 'member.id', 'booking.memberId')
    .selectAll('booking')
    .select((eb) => [
      'machine.name as machine',
      'machine.room as room',
      'member.name as who',
      eb
        .selectFrom('bookingEvent')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('bookingEvent.bookingId', '=', 'booking.id')
        .as('events'),
      eb
        .selectFrom('bookingEvent')
        .select(({ fn }) => fn.max('bookingEvent.at').as('at'))
        .whereRef('bookingEvent.bookingId', '=', 'booking.id')
        .as('changedAt'),
    ])
    .where(column, '=', id)
    .where('booking.state', 'not in', ['held', 'expired'])
    .where('endsAt', '>', since)
    .orderBy('startsAt')
    .limit(2_000)
    .execute()
}

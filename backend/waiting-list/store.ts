import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type WishRow = Tables['waitingWish']

export const insertWish = (db: Db, wish: WishRow) => db.insertInto('waitingWish').values(wish).execute()

/** Those who wait for these machines, or any of the lab, who came first first. */
export function waitingFor(db: Db, labId: string, machineIds?: string[]): Promise<WishRow[]> {
  const query = db
    .selectFrom('waitingWish')
    .selectAll()
    .where('labId', '=', labId)
    .where('state', '=', 'waiting')
    .orderBy('createdAt')
    .orderBy('id')
  return (machineIds ? query.where('machineId', 'in', machineIds) : query).execute()
}

/** What a member waits for, the nearest first, with the machine's name and how many came before them. */
export const wishesOf = (db: Db, memberId: string, now: number) =>
  db
    .selectFrom('waitingWish as wish')
    .innerJoin('machine', 'machine.id', 'wish.machineId')
    .selectAll('wish')
    .select((eb) => [
      'machine.name as machine',
      eb
        .selectFrom('waitingWish as other')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('other.machineId', '=', 'wish.machineId')
        .whereRef('other.startsAt', '<', 'wish.endsAt')
        .whereRef('other.endsAt', '>', 'wish.startsAt')
        .whereRef('other.createdAt', '<', 'wish.createdAt')
        .where('other.state', '=', 'waiting')
        .as('before'),
    ])
    .where('wish.memberId', '=', memberId)
    .where('wish.state', '=', 'waiting')
    .where('wish.startsAt', '>', now)
    .orderBy('wish.startsAt')
    .execute()

export const setWish = (db: Db, id: string, change: Partial<WishRow>) =>
  db.updateTable('waitingWish').set(change).where('id', '=', id).execute()

/** Offers whose hold was booked are taken; those whose hold is over went by. */
export async function settleOffers(db: Db, now: number): Promise<void> {
  const offers = await db
    .selectFrom('waitingWish')
    .innerJoin('booking', 'booking.id', 'waitingWish.bookingId')
    .select(['waitingWish.id', 'booking.state', 'booking.holdUntil'])
    .where('waitingWish.state', '=', 'offered')
    .execute()
  for (const { id, state, holdUntil } of offers)
    if (state !== 'held')
      await setWish(db, id, { state: ['asked', 'confirmed', 'checked_in'].includes(state) ? 'taken' : 'passed' })
    else if (holdUntil !== null && holdUntil <= now) await setWish(db, id, { state: 'passed' })
  await db
    .updateTable('waitingWish')
    .set({ state: 'passed' })
    .where('state', '=', 'waiting')
    .where('startsAt', '<=', now)
    .execute()
}

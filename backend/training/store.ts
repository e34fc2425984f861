import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type TrainingRow = Tables['training']
type SeatRow = Tables['trainingSeat']

export const insertTraining = (db: Db, row: TrainingRow) => db.insertInto('training').values(row).execute()

export const findTraining = (db: Db, labId: string, id: string): Promise<TrainingRow | undefined> =>
  db.selectFrom('training').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

export const setTraining = (db: Db, id: string, change: Partial<TrainingRow>) =>
  db.updateTable('training').set(change).where('id', '=', id).execute()

/** Those that end after this instant, the next one first. */
export const trainingsFrom = (db: Db, labId: string, after: number): Promise<TrainingRow[]> =>
  db
    .selectFrom('training')
    .selectAll()
    .where('labId', '=', labId)
    .where('endsAt', '>', after)
    .orderBy('startsAt')
    .execute()

/** Planned ones that have not begun and whose minimum was not asked yet. */
export const undecided = (db: Db, now: number): Promise<TrainingRow[]> =>
  db
    .selectFrom('training')
    .selectAll()
    .where('cancelledAt', 'is', null)
    .where('decidedAt', 'is', null)
    .where('startsAt', '>', now)
    .execute()

/** Who has a place or waits, in the order in which they asked; not those who left the lab. */
export const seatsOf = (db: Db, trainingIds: string[]) =>
  db
    .selectFrom('trainingSeat as seat')
    .innerJoin('member', 'member.id', 'seat.memberId')
    .selectAll('seat')
    .select('member.name as memberName')
    .where('seat.trainingId', 'in', trainingIds)
    .where('member.removedAt', 'is', null)
    .orderBy('seat.askedAt')
    .orderBy('seat.memberId')
    .execute()

/** The places of people who left the lab, or who were merged into nobody, are free again. */
export const freeSeatsOfTheGone = (db: Db, trainingId: string) =>
  db
    .deleteFrom('trainingSeat')
    .where('trainingId', '=', trainingId)
    .where('presentAt', 'is', null)
    .where(({ eb, selectFrom }) =>
      eb('memberId', 'in', selectFrom('member').select('id').where('removedAt', 'is not', null)),
    )
    .execute()

export const insertSeat = (db: Db, seat: SeatRow) => db.insertInto('trainingSeat').values(seat).execute()

export const setSeat = (db: Db, trainingId: string, memberId: string, change: Partial<SeatRow>) =>
  db
    .updateTable('trainingSeat')
    .set(change)
    .where('trainingId', '=', trainingId)
    .where('memberId', '=', memberId)
    .execute()

export const deleteSeat = (db: Db, trainingId: string, memberId: string) =>
  db.deleteFrom('trainingSeat').where('trainingId', '=', trainingId).where('memberId', '=', memberId).execute()

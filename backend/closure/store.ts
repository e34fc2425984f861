import type { CalendarDay } from '#backend/base/calendar-day.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type ClosureRow = Tables['closure']

/** The closures whose last day is not before `day`, the next one first. */
export const closuresFrom = (db: Db, labId: string, day: CalendarDay): Promise<ClosureRow[]> =>
  db
    .selectFrom('closure')
    .selectAll()
    .where('labId', '=', labId)
    .where('lastDay', '>=', day)
    .orderBy('firstDay')
    .execute()

export const allClosures = (db: Db, labId: string): Promise<ClosureRow[]> =>
  db.selectFrom('closure').selectAll().where('labId', '=', labId).execute()

export const findClosure = (db: Db, labId: string, id: string): Promise<ClosureRow | undefined> =>
  db.selectFrom('closure').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

export const insertClosure = (db: Db, closure: ClosureRow) => db.insertInto('closure').values(closure).execute()

export const deleteClosure = (db: Db, id: string) => db.deleteFrom('closure').where('id', '=', id).execute()

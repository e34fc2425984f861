import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type SpoolRow = Tables['spool']

const there = (db: Db, labId: string) =>
  db.selectFrom('spool').selectAll().where('labId', '=', labId).where('removedAt', 'is', null)

export const listSpools = (db: Db, labId: string): Promise<SpoolRow[]> => there(db, labId).orderBy('number').execute()

export const findSpool = (db: Db, labId: string, id: string): Promise<SpoolRow | undefined> =>
  there(db, labId).where('id', '=', id).executeTakeFirst()

/** One more than any spool that is remembered, also of those that are gone: their labels may still stick somewhere. */
export async function nextNumber(db: Db, labId: string): Promise<number> {
  const { last } = await db
    .selectFrom('spool')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('labId', '=', labId)
    .executeTakeFirstOrThrow()
  return Number(last ?? 0) + 1
}

export const insertSpool = (db: Db, spool: SpoolRow) => db.insertInto('spool').values(spool).execute()

export const updateSpool = (db: Db, id: string, change: Partial<SpoolRow>) =>
  db.updateTable('spool').set(change).where('id', '=', id).execute()

export const deleteRemoved = (db: Db, before: number) =>
  db.deleteFrom('spool').where('removedAt', '<', before).execute()

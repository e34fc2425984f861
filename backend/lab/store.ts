import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type LabRow = Tables['lab']

/** The one lab of this database, or undefined before the first run. */
export const findLab = (db: Db): Promise<LabRow | undefined> => db.selectFrom('lab').selectAll().executeTakeFirst()

export const insertLab = (db: Db, lab: LabRow) => db.insertInto('lab').values(lab).execute()

export const updateLab = (db: Db, id: string, change: Partial<LabRow>) =>
  db.updateTable('lab').set(change).where('id', '=', id).execute()

export const updateNetwork = (db: Db, id: string, open: boolean) =>
  db
    .updateTable('lab')
    .set({ openToNetwork: open ? 1 : 0 })
    .where('id', '=', id)
    .execute()

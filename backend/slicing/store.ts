import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type SlicedRow = Tables['sliced']

export const findSliced = (db: Db, key: string): Promise<SlicedRow | undefined> =>
  db.selectFrom('sliced').selectAll().where('key', '=', key).executeTakeFirst()

export const keepSliced = (db: Db, row: SlicedRow) =>
  db
    .insertInto('sliced')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ ...row }))
    .execute()

/** Its G-code is no longer in the store. */
export const forgetSliced = (db: Db, gcodeSha256: string) =>
  db.deleteFrom('sliced').where('gcodeSha256', '=', gcodeSha256).execute()

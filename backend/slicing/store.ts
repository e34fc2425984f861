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

/** What the last fifty slicings with these values found, divided by what was estimated. */
export const ratiosOf = async (db: Db, profileValues: string): Promise<{ seconds: number; grams: number }[]> => {
  const rows = await db
    .selectFrom('sliced')
    .select(['secondsRatio', 'gramsRatio'])
    .where('profileValues', '=', profileValues)
    .where('secondsRatio', 'is not', null)
    .orderBy('at', 'desc')
    .limit(50)
    .execute()
  return rows.map(({ secondsRatio, gramsRatio }) => ({ seconds: secondsRatio ?? 1, grams: gramsRatio ?? 1 }))
}

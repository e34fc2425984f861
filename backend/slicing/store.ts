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

/** Its G-code is no longer in the store; what it took stays, for the estimates. */
export const forgetSliced = (db: Db, gcodeSha256: string) =>
  db.updateTable('sliced').set({ gcodeSha256: '' }).where('gcodeSha256', '=', gcodeSha256).execute()

/** G-code that was sliced before then and that no job has any more: what its maker tried, and did not take. */
export const unusedGcode = async (db: Db, before: number): Promise<string[]> => {
  const used = db.selectFrom('printJob').select('gcodeSha256').where('gcodeSha256', 'is not', null)
  const rows = await db
    .selectFrom('sliced')
    .select('gcodeSha256')
    .distinct()
    .where('at', '<', before)
    .where('gcodeSha256', '!=', '')
    .where('gcodeSha256', 'not in', used.$castTo<{ gcodeSha256: string }>())
    .limit(100)
    .execute()
  return rows.map(({ gcodeSha256 }) => gcodeSha256)
}

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

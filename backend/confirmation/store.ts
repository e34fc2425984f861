import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export const saveConfirmation = (db: Db, row: Tables['sessionConfirmation']) =>
  db
    .insertInto('sessionConfirmation')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('sessionHash').doUpdateSet({ tokenHash: row.tokenHash, expiresAt: row.expiresAt }),
    )
    .execute()

export const findConfirmation = (db: Db, sessionHash: string, tokenHash: string, now: number) =>
  db
    .selectFrom('sessionConfirmation')
    .select('expiresAt')
    .where('sessionHash', '=', sessionHash)
    .where('tokenHash', '=', tokenHash)
    .where('expiresAt', '>', now)
    .executeTakeFirst()

import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

/** Everybody who holds a name, an address or a code, those in the bin too. */
export const heldNames = (db: Db, labId: string) =>
  db.selectFrom('member').select(['name', 'email', 'code', 'removedAt']).where('labId', '=', labId).execute()

export const insertMembers = (db: Db, rows: Tables['member'][]) => db.insertInto('member').values(rows).execute()

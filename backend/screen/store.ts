import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type ScreenRow = Tables['screen']

export const listScreens = (db: Db, labId: string): Promise<ScreenRow[]> =>
  db.selectFrom('screen').selectAll().where('labId', '=', labId).orderBy('pairedAt').execute()

export const findScreenByToken = (db: Db, tokenHash: string): Promise<ScreenRow | undefined> =>
  db.selectFrom('screen').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst()

export const insertScreen = (db: Db, screen: ScreenRow) => db.insertInto('screen').values(screen).execute()

export const deleteScreen = (db: Db, labId: string, id: string): Promise<ScreenRow | undefined> =>
  db.deleteFrom('screen').where('labId', '=', labId).where('id', '=', id).returningAll().executeTakeFirst()

export const updateSeen = (db: Db, id: string, at: number) =>
  db.updateTable('screen').set({ lastSeenAt: at }).where('id', '=', id).execute()

export const deleteExpiredPairings = (db: Db, now: number) =>
  db.deleteFrom('screenPairing').where('expiresAt', '<=', now).execute()

export const countPairings = async (db: Db): Promise<number> =>
  Number(
    (
      await db
        .selectFrom('screenPairing')
        .select(({ fn }) => fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

export const insertPairing = (db: Db, pairing: Tables['screenPairing']) =>
  db.insertInto('screenPairing').values(pairing).execute()

/** Takes the pairing that shows this code: it is good once. */
export const takePairing = (db: Db, labId: string, code: string, now: number) =>
  db
    .deleteFrom('screenPairing')
    .where('labId', '=', labId)
    .where('code', '=', code)
    .where('expiresAt', '>', now)
    .returningAll()
    .executeTakeFirst()

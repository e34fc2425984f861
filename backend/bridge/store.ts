import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type BridgeRow = Tables['bridge']

export const listBridges = (db: Db, labId: string): Promise<BridgeRow[]> =>
  db.selectFrom('bridge').selectAll().where('labId', '=', labId).orderBy('name').execute()

export const allBridges = (db: Db): Promise<BridgeRow[]> => db.selectFrom('bridge').selectAll().execute()

/** The fresh token was used: it is the only one from now on. */
export const adoptToken = (db: Db, id: string, tokenHash: string, at: number) =>
  db
    .updateTable('bridge')
    .set({ tokenHash, nextTokenHash: null, tokenRenewedAt: at })
    .where('id', '=', id)
    .where('nextTokenHash', '=', tokenHash)
    .execute()

/** The bridge that the server starts itself: the first one of the lab. */
export const localBridge = (db: Db, labId: string): Promise<BridgeRow | undefined> =>
  db.selectFrom('bridge').selectAll().where('labId', '=', labId).orderBy('id').executeTakeFirst()

export const findBridge = (db: Db, id: string): Promise<BridgeRow | undefined> =>
  db.selectFrom('bridge').selectAll().where('id', '=', id).executeTakeFirst()

export const findBridgeByToken = (db: Db, tokenHash: string): Promise<BridgeRow | undefined> =>
  db
    .selectFrom('bridge')
    .selectAll()
    .where((eb) => eb.or([eb('tokenHash', '=', tokenHash), eb('nextTokenHash', '=', tokenHash)]))
    .executeTakeFirst()

export const insertBridge = (db: Db, bridge: BridgeRow) => db.insertInto('bridge').values(bridge).execute()

export const updateBridge = (db: Db, id: string, change: Partial<BridgeRow>) =>
  db.updateTable('bridge').set(change).where('id', '=', id).execute()

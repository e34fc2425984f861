import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type BridgeRow = Tables['bridge']

export const listBridges = (db: Db, labId: string): Promise<BridgeRow[]> =>
  db.selectFrom('bridge').selectAll().where('labId', '=', labId).orderBy('name').execute()

/** The bridge that the server starts itself: the first one of the lab. */
export const localBridge = (db: Db, labId: string): Promise<BridgeRow | undefined> =>
  db.selectFrom('bridge').selectAll().where('labId', '=', labId).orderBy('id').executeTakeFirst()

export const findBridge = (db: Db, id: string): Promise<BridgeRow | undefined> =>
  db.selectFrom('bridge').selectAll().where('id', '=', id).executeTakeFirst()

export const findBridgeByToken = (db: Db, tokenHash: string): Promise<BridgeRow | undefined> =>
  db.selectFrom('bridge').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst()

export const insertBridge = (db: Db, bridge: BridgeRow) => db.insertInto('bridge').values(bridge).execute()

export const updateBridge = (db: Db, id: string, change: Partial<BridgeRow>) =>
  db.updateTable('bridge').set(change).where('id', '=', id).execute()

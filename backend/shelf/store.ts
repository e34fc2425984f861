import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type ShelfBinRow = Tables['shelfBin']

const there = (db: Db, labId: string) =>
  db.selectFrom('shelfBin').selectAll().where('labId', '=', labId).where('removedAt', 'is', null)

/** By name, with 2 before 10. */
export const listBins = async (db: Db, labId: string): Promise<ShelfBinRow[]> =>
  (await there(db, labId).execute()).toSorted((a, b) => a.name.localeCompare(b.name, 'fr', { numeric: true }))

export const findBin = (db: Db, labId: string, id: string): Promise<ShelfBinRow | undefined> =>
  there(db, labId).where('id', '=', id).executeTakeFirst()

export const insertBin = (db: Db, bin: ShelfBinRow) => db.insertInto('shelfBin').values(bin).execute()

export const updateBin = (db: Db, id: string, change: Partial<ShelfBinRow>) =>
  db.updateTable('shelfBin').set(change).where('id', '=', id).execute()

/** Every part that waits to be collected, and the bin that somebody put it in. */
export const waitingParts = (db: Db, labId: string) =>
  db
    .selectFrom('printJob')
    .innerJoin('member', 'member.id', 'printJob.ownerId')
    .leftJoin('shelvedPart', 'shelvedPart.jobId', 'printJob.id')
    .leftJoin('shelfBin', (join) =>
      join.onRef('shelfBin.id', '=', 'shelvedPart.binId').on('shelfBin.removedAt', 'is', null),
    )
    .select(['printJob.id as jobId', 'printJob.code', 'printJob.title', 'printJob.since', 'member.name as owner'])
    .select(['shelfBin.id as binId', 'shelfBin.name as binName'])
    .where('printJob.labId', '=', labId)
    .where('printJob.state', '=', 'awaiting_pickup')
    .orderBy('printJob.since')
    .execute()

export const deletePlace = (db: Db, jobId: string) => db.deleteFrom('shelvedPart').where('jobId', '=', jobId).execute()

export const upsertPlace = (db: Db, place: Tables['shelvedPart']) =>
  db
    .insertInto('shelvedPart')
    .values(place)
    .onConflict((conflict) => conflict.column('jobId').doUpdateSet({ binId: place.binId, at: place.at }))
    .execute()

export const deleteRemoved = (db: Db, before: number) =>
  db.deleteFrom('shelfBin').where('removedAt', '<', before).execute()

import { Refusal } from '#backend/base/refusal.ts'
import { undoableMs } from '#backend/change/acts.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findJob } from '#backend/print-job/store.ts'
import { publishJob } from '#backend/print-job/views.ts'
import type { ShelfBin, WaitingPart } from './schema.ts'
import {
  deletePlace,
  deleteRemoved,
  findBin,
  insertBin,
  listBins,
  updateBin,
  upsertPlace,
  waitingParts,
  type ShelfBinRow,
} from './store.ts'

export const bins = async (app: App, labId: string): Promise<ShelfBin[]> => (await listBins(app.db, labId)).map(asBin)

export async function contentsOf(
  app: App,
  labId: string,
  id: string,
): Promise<{ bin: ShelfBin; parts: WaitingPart[] }> {
  const bin = asBin(await mustFind(app.db, labId, id))
  const parts = (await waitingParts(app.db, labId)).map(({ binId, binName, ...part }) => ({
    ...part,
    here: binId === id,
    elsewhere: binId === id ? null : binName,
  }))
  return { bin, parts }
}

/** Two bins of one name would send people to the wrong one. */
export async function addBin(
  app: App,
  caller: MemberCaller,
  name: string,
): Promise<{ bin: ShelfBin; change: Receipt | null }> {
  return app.db.transaction().execute(async (tx) => {
    const taken = (await listBins(tx, caller.labId)).some((bin) => bin.name.toLowerCase() === name.toLowerCase())
    if (taken) throw new Refusal('shelf.name-taken')
    const row: ShelfBinRow = { id: randomId(), labId: caller.labId, name, createdAt: app.now(), removedAt: null }
    const { change } = await recorded(app, caller, tx, doing('shelf-bin.added', row), () => insertBin(tx, row))
    return { bin: asBin(row), change }
  })
}

export async function removeBin(app: App, caller: MemberCaller, id: string): Promise<{ change: Receipt | null }> {
  return app.db.transaction().execute(async (tx) => {
    const row = await mustFind(tx, caller.labId, id)
    const { change } = await recorded(app, caller, tx, doing('shelf-bin.removed', row), () =>
      updateBin(tx, id, { removedAt: app.now() }),
    )
    return { change }
  })
}

/** Said at the shelf, with the part in hand: the last one who says where it lies is right. */
export async function placePart(app: App, caller: MemberCaller, jobId: string, binId: string | null): Promise<object> {
  const job = await app.db.transaction().execute(async (tx) => {
    const job = await findJob(tx, caller.labId, jobId)
    if (!job) throw new Refusal('print-job.not-found')
    if (job.state !== 'awaiting_pickup') throw new Refusal('print-job.bad-transition')
    if (binId === null) await deletePlace(tx, jobId)
    else {
      await mustFind(tx, caller.labId, binId)
      await upsertPlace(tx, { jobId, labId: caller.labId, binId, at: app.now() })
    }
    return job
  })
  publishJob(app, job)
  return {}
}

/** After thirty days in the bin they are gone for good. */
export const forgetBins = (app: Pick<App, 'db' | 'now'>) => deleteRemoved(app.db, app.now() - undoableMs)

const doing = (act: Doing['act'], { id, labId, name }: ShelfBinRow): Doing => ({
  act,
  subject: `shelf-bin:${id}`,
  title: name,
  watch: [{ table: 'shelfBin', where: { labId, id } }],
})

async function mustFind(db: Db, labId: string, id: string): Promise<ShelfBinRow> {
  const row = await findBin(db, labId, id)
  if (!row) throw new Refusal('shelf.not-found')
  return row
}

const asBin = ({ id, name }: ShelfBinRow): ShelfBin => ({ id, name })

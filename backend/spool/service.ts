import type { z } from 'zod'
import { Refusal } from '#backend/base/refusal.ts'
import { undoableMs } from '#backend/change/acts.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, versionOf, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import type { Spool, spoolInput } from './schema.ts'
import { deleteRemoved, findSpool, insertSpool, listSpools, nextNumber, updateSpool, type SpoolRow } from './store.ts'

type Kept = { spool: Spool; change: Receipt | null }
type Input = z.infer<typeof spoolInput>

export const spools = async (app: App, labId: string): Promise<Spool[]> =>
  (await listSpools(app.db, labId)).map(asSpool)

export async function oneSpool(app: App, labId: string, id: string): Promise<{ spool: Spool; version: string }> {
  return { spool: asSpool(await mustFind(app.db, labId, id)), version: await versionOf(app.db, labId, subjectOf(id)) }
}

export async function addSpool(app: App, caller: MemberCaller, input: Input): Promise<Kept> {
  const { labId } = caller
  return app.db.transaction().execute(async (tx) => {
    const number = await nextNumber(tx, labId)
    const row: SpoolRow = { id: randomId(), labId, number, ...input, createdAt: app.now(), removedAt: null }
    const { change } = await recorded(app, caller, tx, doing('spool.added', row), () => insertSpool(tx, row))
    return { spool: asSpool(row), change }
  })
}

export async function changeSpool(
  app: App,
  caller: MemberCaller,
  id: string,
  { version, ...input }: Input & { version: string },
): Promise<Kept> {
  return app.db.transaction().execute(async (tx) => {
    const row = { ...(await mustFind(tx, caller.labId, id)), ...input }
    const act = { ...doing('spool.changed', row), version }
    const { change } = await recorded(app, caller, tx, act, () => updateSpool(tx, id, input))
    return { spool: asSpool(row), change }
  })
}

export async function removeSpool(app: App, caller: MemberCaller, id: string): Promise<{ change: Receipt | null }> {
  return app.db.transaction().execute(async (tx) => {
    const row = await mustFind(tx, caller.labId, id)
    const { change } = await recorded(app, caller, tx, doing('spool.removed', row), () =>
      updateSpool(tx, id, { removedAt: app.now() }),
    )
    return { change }
  })
}

const subjectOf = (id: string): string => `spool:${id}`

/** After thirty days in the bin they are gone for good. */
export const forgetSpools = (app: Pick<App, 'db' | 'now'>) => deleteRemoved(app.db, app.now() - undoableMs)

const doing = (act: Doing['act'], { id, labId, number, material, colour }: SpoolRow): Doing => ({
  act,
  subject: subjectOf(id),
  title: `${number} · ${material} ${colour}`,
  watch: [{ table: 'spool', where: { labId, id } }],
})

async function mustFind(db: Db, labId: string, id: string): Promise<SpoolRow> {
  const row = await findSpool(db, labId, id)
  if (!row) throw new Refusal('spool.not-found')
  return row
}

const asSpool = ({ id, number, material, colour, brand, remaining }: SpoolRow): Spool => ({
  id,
  number,
  material,
  colour,
  brand,
  remaining,
})

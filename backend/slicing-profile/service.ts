import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { sameName } from '#backend/base/same-name.ts'
import { undoableMs } from '#backend/change/acts.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, versionOf, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findPrinter } from '#backend/machine/store.ts'
import { inOrder } from './bundle.ts'
import type { ProfileInput, SlicingProfile } from './schema.ts'
import {
  asProfile,
  deleteRemoved,
  ends,
  findProfile,
  insertProfile,
  listProfiles,
  updateProfile,
  type SlicingProfileRow,
} from './store.ts'
import { usualProfiles } from './usual.ts'

type Kept = { profile: SlicingProfile; change: Receipt | null }

export const profiles = async (app: App, labId: string): Promise<SlicingProfile[]> =>
  Promise.all((await listProfiles(app.db, labId)).map((profile) => withSeen(app.db, labId, profile)))

const withSeen = async (db: Db, labId: string, profile: Omit<SlicingProfile, 'seen'>): Promise<SlicingProfile> => ({
  ...profile,
  seen: await versionOf(db, labId, subjectOf(profile.id)),
})

/** What a new lab begins with. */
export async function insertUsualProfiles(tx: Db, labId: string, language: Language, at: number): Promise<void> {
  for (const [position, { name, material, values }] of usualProfiles.entries()) {
    const written = { name: name[language], material, values: JSON.stringify(inOrder(values)) }
    await insertProfile(tx, { ...fresh(labId, at), ...written, position })
  }
}

const fresh = (labId: string, at: number) => ({
  ...{ id: randomId(), labId, machineId: null, version: 1, createdAt: at, removedAt: null },
})

export async function addProfile(app: App, caller: MemberCaller, input: ProfileInput): Promise<Kept> {
  return app.db.transaction().execute(async (tx) => {
    await refuseOdd(tx, caller.labId, input)
    const { last } = await ends(tx, caller.labId)
    const row: SlicingProfileRow = { ...fresh(caller.labId, app.now()), ...rowOf(input), position: last + 1 }
    return kept(app, caller, tx, 'slicing-profile.added', row, () => insertProfile(tx, row))
  })
}

export async function changeProfile(
  app: App,
  caller: MemberCaller,
  id: string,
  { seen, ...input }: ProfileInput & { seen: string },
): Promise<Kept> {
  return app.db.transaction().execute(async (tx) => {
    const row = await mustFind(tx, caller.labId, id)
    await refuseOdd(tx, caller.labId, input, id)
    const work = () => updateProfile(tx, id, { ...rowOf(input), version: row.version + 1 })
    return kept(app, caller, tx, 'slicing-profile.changed', { ...row, ...rowOf(input) }, work, seen)
  })
}

export async function putFirst(app: App, caller: MemberCaller, id: string): Promise<Kept> {
  return app.db.transaction().execute(async (tx) => {
    const row = await mustFind(tx, caller.labId, id)
    const { first } = await ends(tx, caller.labId)
    return kept(app, caller, tx, 'slicing-profile.first', row, () => updateProfile(tx, id, { position: first - 1 }))
  })
}

export async function removeProfile(app: App, caller: MemberCaller, id: string): Promise<{ change: Receipt | null }> {
  return app.db.transaction().execute(async (tx) => {
    const row = await mustFind(tx, caller.labId, id)
    const { change } = await recorded(app, caller, tx, doing('slicing-profile.removed', row), () =>
      updateProfile(tx, id, { removedAt: app.now() }),
    )
    return { change }
  })
}

/** After thirty days they are gone for good. */
export const forgetProfiles = (app: Pick<App, 'db' | 'now'>) => deleteRemoved(app.db, app.now() - undoableMs)

/** Two of one name, material and printer would be one choice twice. */
async function refuseOdd(tx: Db, labId: string, input: ProfileInput, self?: string): Promise<void> {
  const { name, material, machineId } = input
  if (machineId !== null && (await findPrinter(tx, machineId))?.labId !== labId)
    throw new Refusal('machine.not-a-printer')
  const twin = (await listProfiles(tx, labId)).some(
    (other) =>
      other.id !== self &&
      sameName(other.name, name) &&
      sameName(other.material, material) &&
      other.machineId === machineId,
  )
  if (twin) throw new Refusal('slicing-profile.name-taken')
}

const rowOf = ({ name, material, machineId, values }: ProfileInput) => ({
  ...{ name, material, machineId },
  values: JSON.stringify(inOrder(values)),
})

async function kept(
  app: App,
  caller: MemberCaller,
  tx: Db,
  act: Doing['act'],
  row: SlicingProfileRow,
  work: () => Promise<unknown>,
  version?: string,
): Promise<Kept> {
  const { change } = await recorded(app, caller, tx, { ...doing(act, row), version }, work)
  const profile = asProfile(await mustFind(tx, caller.labId, row.id))
  return { profile: await withSeen(tx, caller.labId, profile), change }
}

const subjectOf = (id: string): string => `slicing-profile:${id}`

const doing = (act: Doing['act'], { id, labId, name, material }: SlicingProfileRow): Doing => ({
  act,
  subject: subjectOf(id),
  title: `${name} · ${material}`,
  watch: [{ table: 'slicingProfile', where: { labId, id } }],
})

async function mustFind(db: Db, labId: string, id: string): Promise<SlicingProfileRow> {
  const row = await findProfile(db, labId, id)
  if (!row) throw new Refusal('slicing-profile.not-found')
  return row
}

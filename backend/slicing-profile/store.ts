import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { Profile } from './choose.ts'

export type SlicingProfileRow = Tables['slicingProfile']

const there = (db: Db, labId: string) =>
  db.selectFrom('slicingProfile').selectAll().where('labId', '=', labId).where('removedAt', 'is', null)

export const listProfiles = async (db: Db, labId: string): Promise<(Profile & { id: string })[]> =>
  (await there(db, labId).orderBy('position').orderBy('createdAt').execute()).map(asProfile)

export const findProfile = (db: Db, labId: string, id: string): Promise<SlicingProfileRow | undefined> =>
  there(db, labId).where('id', '=', id).executeTakeFirst()

export const insertProfile = (db: Db, row: SlicingProfileRow) => db.insertInto('slicingProfile').values(row).execute()

export const updateProfile = (db: Db, id: string, change: Partial<SlicingProfileRow>) =>
  db.updateTable('slicingProfile').set(change).where('id', '=', id).execute()

/** The places at both ends, for whoever is put before or after all others. */
export const ends = async (db: Db, labId: string): Promise<{ first: number; last: number }> => {
  const found = await db
    .selectFrom('slicingProfile')
    .select((eb) => [eb.fn.min('position').as('first'), eb.fn.max('position').as('last')])
    .where('labId', '=', labId)
    .executeTakeFirst()
  return { first: found?.first ?? 0, last: found?.last ?? 0 }
}

export const deleteRemoved = (db: Db, before: number) =>
  db.deleteFrom('slicingProfile').where('removedAt', '<', before).execute()

export const asProfile = ({ id, name, material, machineId, version, values }: SlicingProfileRow) => ({
  ...{ id, name, material, machineId, version },
  values: JSON.parse(values) as Profile['values'],
})

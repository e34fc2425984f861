import type { Role } from '#backend/base/role.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { OrganizationKind } from './kinds.ts'
import type { Organization } from './schema.ts'

export type OrganizationRow = Tables['organization']
export type RosterRow = Tables['roster']

export const insertOrganization = (db: Db, row: OrganizationRow) => db.insertInto('organization').values(row).execute()

export const updateOrganization = (db: Db, id: string, change: Partial<OrganizationRow>) =>
  db.updateTable('organization').set(change).where('id', '=', id).execute()

const live = (db: Db, labId: string) =>
  db.selectFrom('organization').where('organization.labId', '=', labId).where('organization.removedAt', 'is', null)

export const findOrganization = (db: Db, labId: string, id: string): Promise<OrganizationRow | undefined> =>
  live(db, labId).selectAll().where('id', '=', id).executeTakeFirst()

/** The id of each organization, by the key of its name. */
export async function organizationsByName(db: Db, labId: string): Promise<Map<string, string>> {
  const rows = await live(db, labId).select(['id', 'nameKey']).execute()
  return new Map(rows.map(({ id, nameKey }) => [nameKey, id]))
}

export const organizationNames = (db: Db, labId: string) =>
  live(db, labId).select(['id', 'name']).orderBy('nameKey').execute()

/** The classes, with their school: « 3e B · Collège Anita Conti ». */
export async function rosterNames(db: Db, labId: string): Promise<{ id: string; name: string }[]> {
  const rows = await liveRosters(db)
    .innerJoin('organization', 'organization.id', 'roster.organizationId')
    .select(['roster.id', 'roster.name', 'organization.name as school'])
    .where('roster.labId', '=', labId)
    .where('organization.removedAt', 'is', null)
    .orderBy('organization.nameKey')
    .orderBy('roster.name')
    .execute()
  return rows.map(({ id, name, school }) => ({ id, name: `${name} · ${school}` }))
}

const liveRosters = (db: Db) => db.selectFrom('roster').where('roster.removedAt', 'is', null)

export async function listOrganizations(db: Db, labId: string): Promise<Organization[]> {
  const rows = await live(db, labId).selectAll().orderBy('nameKey').execute()
  const people = await countBy(
    db
      .selectFrom('member')
      .select('organizationId as id')
      .where('labId', '=', labId)
      .where('removedAt', 'is', null)
      .execute(),
  )
  const rosters = await countBy(
    liveRosters(db).select('organizationId as id').where('roster.labId', '=', labId).execute(),
  )
  return rows.map(({ id, kind, name, contact }) => ({
    id,
    kind: kind as OrganizationKind,
    name,
    contact,
    people: people.get(id) ?? 0,
    rosters: rosters.get(id) ?? 0,
  }))
}

async function countBy(found: Promise<{ id: string | null }[]>): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { id } of await found) if (id) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

export async function peopleOf(db: Db, organizationId: string) {
  const rows = await db
    .selectFrom('member')
    .select(['id', 'name', 'role', 'rosterId'])
    .where('organizationId', '=', organizationId)
    .where('removedAt', 'is', null)
    .orderBy('nameKey')
    .execute()
  return rows.map((row) => ({ ...row, role: row.role as Role }))
}

export const rostersOf = (db: Db, organizationId: string): Promise<RosterRow[]> =>
  liveRosters(db).selectAll().where('organizationId', '=', organizationId).orderBy('name').execute()

export const insertRoster = (db: Db, row: RosterRow) => db.insertInto('roster').values(row).execute()

export const markRosterRemoved = (db: Db, id: string, at: number) =>
  db.updateTable('roster').set({ removedAt: at }).where('id', '=', id).execute()

/** Where each of these members belongs now; whoever is not here is no member of this lab. */
export const membershipsOf = (db: Db, labId: string, ids: string[]) =>
  db
    .selectFrom('member')
    .select(['id', 'name', 'organizationId'])
    .where('labId', '=', labId)
    .where('id', 'in', ids)
    .where('removedAt', 'is', null)
    .execute()

export const setOrganization = (db: Db, memberIds: string[], organizationId: string | null) =>
  db.updateTable('member').set({ organizationId }).where('id', 'in', memberIds).execute()

export const insertPupils = (db: Db, rows: Tables['member'][]) => db.insertInto('member').values(rows).execute()

export const pupilsOf = (db: Db, rosterId: string) =>
  db
    .selectFrom('member')
    .select(['id', 'role'])
    .where('rosterId', '=', rosterId)
    .where('removedAt', 'is', null)
    .execute()

/** The accounts of a class go with it. */
export const removePupils = (db: Db, rosterId: string, at: number) =>
  db
    .updateTable('member')
    .set({ removedAt: at })
    .where('rosterId', '=', rosterId)
    .where('removedAt', 'is', null)
    .execute()

/** What lay in the bin long enough is gone for good; a class whose school is gone goes with it, its accounts lose their class. */
export async function deleteRemoved(tx: Db, before: number): Promise<void> {
  const schools = tx.selectFrom('organization').select('id').where('removedAt', '<', before)
  const rosters = tx
    .selectFrom('roster')
    .select('id')
    .where((eb) => eb.or([eb('removedAt', '<', before), eb('organizationId', 'in', schools)]))
  await tx.updateTable('member').set({ rosterId: null }).where('rosterId', 'in', rosters).execute()
  await tx.deleteFrom('roster').where('id', 'in', rosters).execute()
  await tx.updateTable('member').set({ organizationId: null }).where('organizationId', 'in', schools).execute()
  await tx.deleteFrom('organization').where('removedAt', '<', before).execute()
}

/** Which of these names somebody holds already, in the bin too. */
export async function namesTaken(db: Db, labId: string, nameKeys: string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('member')
    .select('name')
    .where('labId', '=', labId)
    .where('nameKey', 'in', nameKeys)
    .execute()
  return rows.map(({ name }) => name)
}

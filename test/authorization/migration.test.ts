import { Migrator, sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '#backend/io/database.ts'
import { migrate } from '#backend/io/migrate.ts'
import { migrations } from '#migrations/index.ts'

test('who was authorized before stays so, and who was to lead a training teaches its kind', async () => {
  const db = openDatabase(':memory:')
  onTestFinished(() => db.destroy())
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0030'))
  await new Migrator({ db, provider: { getMigrations: async () => before } }).migrateToLatest()
  await sql`insert into lab (id, name, time_zone, language, currency, open_to_network, created_at)
    values ('l', 'Fablab', 'Europe/Paris', 'fr', 'EUR', 0, 0)`.execute(db)
  for (const name of ['lea', 'ines', 'marc'])
    await sql`insert into member (id, lab_id, code, name, name_key, role, language, passphrase_hash, created_at)
      values (${name}, 'l', ${name}, ${name}, ${name}, 'volunteer', 'fr', '', 0)`.execute(db)
  await sql`insert into authorization (lab_id, member_id, machine_kind, granted_by, granted_at)
    values ('l', 'ines', 'laser', 'marc', 5), ('l', 'lea', 'laser', null, 6)`.execute(db)
  for (const [id, kind] of [
    ['a', 'laser'],
    ['b', 'mill'],
  ])
    await sql`insert into training (id, lab_id, name, machine_kind, place, starts_at, ends_at, minimum, maximum, decide_hours,
      trainer_id, created_at) values (${id}, 'l', 'T', ${kind}, '', 10, 20, 0, 4, 24, 'lea', 7)`.execute(db)

  await migrate(db)
  const rows = await db.selectFrom('authorization').selectAll().orderBy('memberId').orderBy('machineKind').execute()
  expect(rows.map((row) => [row.memberId, row.machineKind, row.level, row.grantedBy, row.expiresOn])).toEqual([
    ['ines', 'laser', 'independent', 'marc', null],
    ['lea', 'laser', 'trainer', null, null],
    ['lea', 'mill', 'trainer', null, null],
  ])
  expect(await db.selectFrom('authorizationEvent').selectAll().execute()).toHaveLength(3)
})

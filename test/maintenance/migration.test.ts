import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { Migrator } from 'kysely'
import { openDatabase } from '#backend/io/database.ts'
import { migrate } from '#backend/io/migrate.ts'
import { migrations } from '#migrations/index.ts'

test('what members had reported becomes tickets, and an older act still puts its machine back', async () => {
  const db = openDatabase(':memory:')
  onTestFinished(() => db.destroy())
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0028'))
  await new Migrator({ db, provider: { getMigrations: async () => before } }).migrateToLatest()
  await sql`insert into lab (id, name, time_zone, language, currency, open_to_network, created_at)
    values ('lab', 'Fablab', 'Europe/Paris', 'fr', 'EUR', 0, 0)`.execute(db)
  await sql`insert into machine (id, lab_id, name, kind, room, position, created_at) values ('laser', 'lab', 'LASER', 'laser', '', 0, 0)`.execute(
    db,
  )
  for (const [id, at, settled] of [
    ['a', 10, null],
    ['b', 20, null],
    ['c', 5, 7],
  ])
    await sql`insert into machine_report (id, lab_id, machine_id, words, at, settled_at) values (${id}, 'lab', 'laser', ${`mots ${id}`}, ${at}, ${settled})`.execute(
      db,
    )
  const rows = JSON.stringify([{ table: 'machineReport' }, { table: 'machine' }])
  await sql`insert into change (id, lab_id, at, act, subject, title, rows)
    values ('x', 'lab', 7, 'machine-report.taken-out', 'machine:laser', 'LASER', ${rows})`.execute(db)
  await migrate(db)
  expect(await db.selectFrom('ticket').select(['id', 'state', 'words']).orderBy('id').execute()).toEqual([
    { id: 'a', state: 'open', words: 'mots a' },
    { id: 'c', state: 'resolved', words: 'mots c' },
  ])
  const events = await db.selectFrom('ticketEvent').select(['ticketId', 'what', 'words']).orderBy('at').execute()
  expect(events.map(({ ticketId, what }) => `${ticketId} ${what}`)).toEqual([
    'c report',
    'c resolve',
    'a report',
    'a report',
  ])
  const [change] = await db.selectFrom('change').select(['act', 'rows']).execute()
  expect(change).toEqual({ act: 'machine.out-of-order', rows: JSON.stringify([{ table: 'machine' }]) })
})

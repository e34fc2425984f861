import { sql } from 'kysely'
import type { Db } from '#backend/io/database.ts'

/** What an act and its undoing leave behind on purpose: the history itself, who is signed in, what people were told. */
const left = new Set([
  'change',
  'session',
  'booking_event',
  'authorization_event',
  'ticket_event',
  'kept_answer',
  'message',
  'mail',
  'external_reading',
  'external_time',
  'kyselyMigration',
  'kyselyMigrationLock',
  'sqliteSequence',
  'kysely_migration',
  'kysely_migration_lock',
  'sqlite_sequence',
])

/** Every row of every table: two dumps that are equal mean that no row was lost, and none came. */
export async function dump(db: Db): Promise<Record<string, unknown[]>> {
  const { rows } = await sql<{
    name: string
  }>`select name from sqlite_master where type = 'table' order by name`.execute(db)
  const all: Record<string, unknown[]> = {}
  for (const { name } of rows) {
    if (left.has(name)) continue
    const found = await sql`select * from ${sql.table(name)}`.execute(db)
    all[name] = found.rows.map((row) => JSON.stringify(row)).toSorted()
  }
  return all
}

import type { Kysely } from 'kysely'

/** Other people’s calendars that block machines, and the file for one’s own calendar that a mail carries. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('mail').addColumn('calendar', 'text').execute()

  /** What staff set. Its address is secret. */
  await db.schema
    .createTable('external_calendar')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** The machine or space that it blocks; null for all of them. */
    .addColumn('machine_id', 'text', (col) => col.references('machine.id').onDelete('cascade'))
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('url', 'text', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .execute()

  /** How reading went: of no calendar by a foreign key, so that adding one can be taken back after it was read. */
  await db.schema
    .createTable('external_reading')
    .addColumn('calendar_id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('tried_at', 'integer', (col) => col.notNull())
    .addColumn('read_at', 'integer')
    .addColumn('failing_since', 'integer')
    .addColumn('trouble', 'text')
    .addColumn('detail', 'text')
    .execute()

  /** The busy times of the last reading that went well. */
  await db.schema
    .createTable('external_time')
    .addColumn('calendar_id', 'text', (col) => col.notNull())
    .addColumn('starts_at', 'integer', (col) => col.notNull())
    .addColumn('ends_at', 'integer', (col) => col.notNull())
    .addColumn('title', 'text', (col) => col.notNull())
    .execute()
  await db.schema
    .createIndex('external_time_by_calendar')
    .on('external_time')
    .columns(['calendar_id', 'ends_at', 'starts_at'])
    .execute()
}

import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('opening_hours')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** ISO weekday, 1 = Monday; wall-clock times of the lab, HH:MM. */
    .addColumn('weekday', 'integer', (col) => col.notNull())
    .addColumn('opens', 'text', (col) => col.notNull())
    .addColumn('closes', 'text', (col) => col.notNull())
    .execute()
}

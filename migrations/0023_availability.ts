import type { Kysely } from 'kysely'

/** Days that do not follow the week: public holidays, and dates with hours of their own. */
export async function up(db: Kysely<unknown>): Promise<void> {
  /** Whose public holidays the lab keeps; null: none. */
  await db.schema.alterTable('lab').addColumn('holidays', 'text').execute()
  await db.schema
    .createTable('opening_exception')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** A date of the lab's calendar; its lines take the place of the weekday's, and of a holiday. */
    .addColumn('day', 'text', (col) => col.notNull())
    .addColumn('opens', 'text', (col) => col.notNull())
    .addColumn('closes', 'text', (col) => col.notNull())
    .execute()
  await db.schema.createIndex('opening_exception_by_day').on('opening_exception').columns(['lab_id', 'day']).execute()
}

import type { Kysely } from 'kysely'

/** Every row that belongs to a lab carries its `lab_id`: a network of labs is then only more rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('lab')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('time_zone', 'text', (col) => col.notNull())
    .addColumn('language', 'text', (col) => col.notNull())
    .addColumn('currency', 'text', (col) => col.notNull())
    .addColumn('open_to_network', 'integer', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .execute()
}

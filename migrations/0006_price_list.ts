import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('price_list')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('cents_per_gram', 'integer', (col) => col.notNull())
    .addColumn('cents_per_hour', 'integer', (col) => col.notNull())
    .addColumn('valid_from', 'integer', (col) => col.notNull())
    .execute()
}

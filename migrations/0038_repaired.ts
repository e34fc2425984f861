import type { Kysely } from 'kysely'

/** Whether a model is printed mended, as its maker wished. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('print_job')
    .addColumn('repaired', 'integer', (col) => col.notNull().defaultTo(0))
    .execute()
}

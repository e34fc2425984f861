import type { Kysely } from 'kysely'

/** Photos of faults that were sent and not reported yet: those that never are do not stay. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('loose_photo')
    .addColumn('sha256', 'text', (col) => col.primaryKey().notNull())
    .addColumn('at', 'integer', (col) => col.notNull())
    .execute()
}

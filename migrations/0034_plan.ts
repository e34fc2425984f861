import type { Kysely } from 'kysely'

/** The plan that somebody has with the lab, by the name that the lab gives it; empty for none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('member')
    .addColumn('plan', 'text', (col) => col.notNull().defaultTo(''))
    .execute()
}

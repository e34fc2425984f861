import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  /** Where it parks in a pause and how a cancelled print leaves it: JSON; null for what suits its size. */
  await db.schema.alterTable('printer').addColumn('profile', 'text').execute()
}

import type { Kysely } from 'kysely'

/** What was answered to a call that carried an `Idempotency-Key`: the same call again is answered the same, and done once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('kept_answer')
    /** SHA-256 of who called what with which key. */
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    /** SHA-256 of the body that was sent. */
    .addColumn('asked', 'text', (col) => col.notNull())
    .addColumn('at', 'integer', (col) => col.notNull())
    /** HTTP status; null while the call is under way, or where the server stopped in the middle of it. */
    .addColumn('status', 'integer')
    /** The answer, readable only with the key itself: it may hold a secret that was shown once. */
    .addColumn('answer', 'text')
    .execute()
  await db.schema.createIndex('kept_answer_by_age').on('kept_answer').column('at').execute()
}

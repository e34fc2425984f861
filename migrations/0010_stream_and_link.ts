import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  /** How the stream of this run went: JSON, written once, at its end. */
  await db.schema.alterTable('run').addColumn('stream_quality', 'text').execute()
  /** Given to the bridge and not used by it yet: until then the token before it is good too. */
  await db.schema.alterTable('bridge').addColumn('next_token_hash', 'text').execute()
  /** When its token last changed; null: it still has its first one. */
  await db.schema.alterTable('bridge').addColumn('token_renewed_at', 'integer').execute()
}

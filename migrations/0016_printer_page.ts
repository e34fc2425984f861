import type { Kysely } from 'kysely'

/** What the page of one printer needs: who confirmed that it is really them, what was typed at its console, and its webcam. */
export async function up(db: Kysely<unknown>): Promise<void> {
  /** A session whose person has just typed their passphrase again. A stolen session cookie is not enough: there is a second one. */
  await db.schema
    .createTable('session_confirmation')
    .addColumn('session_hash', 'text', (col) =>
      col.primaryKey().notNull().references('session.token_hash').onDelete('cascade'),
    )
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('token_hash', 'text', (col) => col.notNull())
    .addColumn('expires_at', 'integer', (col) => col.notNull())
    .execute()

  await db.schema
    .createTable('console_line')
    /** Also the id of the command that carried it to the bridge. */
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('machine_id', 'text', (col) => col.notNull().references('machine.id').onDelete('cascade'))
    .addColumn('member_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('at', 'integer', (col) => col.notNull())
    .addColumn('line', 'text', (col) => col.notNull())
    /** JSON of string[], the printer's words; null until it has answered. */
    .addColumn('answer', 'text')
    /** It never reached the printer. */
    .addColumn('refused', 'integer', (col) => col.notNull().defaultTo(0))
    .execute()
  await db.schema.createIndex('console_line_by_machine').on('console_line').columns(['machine_id', 'at']).execute()

  /** A row for each printer that has one: without it the lab shows no picture. */
  await db.schema
    .createTable('webcam')
    /** The printer's. */
    .addColumn('id', 'text', (col) => col.primaryKey().notNull().references('machine.id').onDelete('cascade'))
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** May hold the camera's own password. */
    .addColumn('address', 'text', (col) => col.notNull())
    .execute()
}

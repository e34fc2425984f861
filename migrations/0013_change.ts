import type { Kysely } from 'kysely'

/** What was changed in the office: by whom, from what, to what. Kept for ever; what it takes to undo it, for thirty days. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('change')
    /** The order in which they happened: two may share a millisecond. */
    .addColumn('seq', 'integer', (col) => col.primaryKey().autoIncrement().notNull())
    .addColumn('id', 'text', (col) => col.notNull().unique())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('at', 'integer', (col) => col.notNull())
    .addColumn('by_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('act', 'text', (col) => col.notNull())
    /** What it is about: `opening-hours`, `machine:ID`, `member:ID`. */
    .addColumn('subject', 'text', (col) => col.notNull())
    /** The name of that thing as it was then, for people. */
    .addColumn('title', 'text', (col) => col.notNull())
    /** JSON of RowChange[]; empty once it can no longer be taken back and names persons. */
    .addColumn('rows', 'text', (col) => col.notNull())
    .addColumn('undone_at', 'integer')
    .addColumn('undone_by', 'text', (col) => col.references('member.id').onDelete('set null'))
    /** The change that this one took back. */
    .addColumn('undoes', 'text')
    .execute()
  await db.schema.createIndex('change_by_subject').on('change').columns(['lab_id', 'subject', 'seq']).execute()
}

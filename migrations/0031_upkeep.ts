import { sql, type Kysely } from 'kysely'

/** What is done to a machine again and again: every so many hours of use, prints, grams or days. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('upkeep_task')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('machine_id', 'text', (col) => col.notNull().references('machine.id').onDelete('cascade'))
    .addColumn('title', 'text', (col) => col.notNull())
    .addColumn('every', 'integer', (col) => col.notNull().check(sql`every > 0`))
    .addColumn('unit', 'text', (col) => col.notNull().check(sql`unit in ('hours', 'prints', 'grams', 'days')`))
    /** Done for the last time, or stated: its use counts from there. */
    .addColumn('done_at', 'integer', (col) => col.notNull())
    /** Since when it has been due, and the team knows; null while it is not. */
    .addColumn('due_at', 'integer')
    .execute()
  await db.schema.createIndex('upkeep_task_by_machine').on('upkeep_task').columns(['machine_id']).execute()

  await db.schema
    .createTable('upkeep_done')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('machine_id', 'text', (col) => col.notNull().references('machine.id').onDelete('cascade'))
    .addColumn('member_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    /** As the task was called: it may be gone since. */
    .addColumn('title', 'text', (col) => col.notNull())
    .addColumn('words', 'text', (col) => col.notNull())
    .addColumn('used', 'real', (col) => col.notNull())
    .addColumn('unit', 'text', (col) => col.notNull())
    .addColumn('at', 'integer', (col) => col.notNull())
    .execute()
  await db.schema.createIndex('upkeep_done_by_machine').on('upkeep_done').columns(['machine_id', 'at']).execute()
  // A printer's hours, prints and grams are added up from its runs.
  await db.schema.createIndex('run_by_machine').on('run').columns(['machine_id', 'ended_at']).execute()
}

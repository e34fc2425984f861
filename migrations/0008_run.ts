import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('run')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('job_id', 'text', (col) => col.notNull().references('print_job.id'))
    .addColumn('machine_id', 'text', (col) => col.notNull().references('machine.id'))
    .addColumn('attempt', 'integer', (col) => col.notNull())
    .addColumn('state', 'text', (col) => col.notNull())
    .addColumn('outcome', 'text')
    .addColumn('reason', 'text')
    .addColumn('detail', 'text')
    .addColumn('gcode_sha256', 'text', (col) => col.notNull())
    .addColumn('started_by', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('claimed_at', 'integer', (col) => col.notNull())
    .addColumn('printing_at', 'integer')
    .addColumn('ended_at', 'integer')
    .addColumn('lines_acked', 'integer', (col) => col.notNull())
    .addColumn('lines_total', 'integer', (col) => col.notNull())
    .addColumn('resends', 'integer', (col) => col.notNull())
    /** From `starting` on the bed is taken, whatever happens later. */
    .addColumn('took_bed', 'integer', (col) => col.notNull())
    .execute()
  // Two people at two screens: one printer still has one open run.
  await sql`create unique index run_open_per_machine on run (machine_id) where state <> 'ended'`.execute(db)
  await sql`create unique index run_open_per_job on run (job_id) where state <> 'ended'`.execute(db)
  await db.schema.createIndex('run_by_job').on('run').columns(['job_id', 'claimed_at']).execute()
}

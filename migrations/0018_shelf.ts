import type { Kysely } from 'kysely'

/** What lies on the shelves and gets a label, what members report of a machine, and what was settled of a month. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('spool')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** What people call it: « bobine 12 ». */
    .addColumn('number', 'integer', (col) => col.notNull())
    .addColumn('material', 'text', (col) => col.notNull())
    .addColumn('colour', 'text', (col) => col.notNull())
    .addColumn('brand', 'text', (col) => col.notNull())
    /** Grams. */
    .addColumn('remaining', 'real', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('removed_at', 'integer')
    .execute()

  await db.schema
    .createTable('shelf_bin')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('removed_at', 'integer')
    .execute()

  /** Where a part lies until its maker comes. */
  await db.schema
    .createTable('shelved_part')
    .addColumn('job_id', 'text', (col) => col.primaryKey().notNull().references('print_job.id').onDelete('cascade'))
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('bin_id', 'text', (col) => col.notNull().references('shelf_bin.id').onDelete('cascade'))
    .addColumn('at', 'integer', (col) => col.notNull())
    .execute()

  await db.schema
    .createTable('machine_report')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('machine_id', 'text', (col) => col.notNull().references('machine.id').onDelete('cascade'))
    .addColumn('member_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('words', 'text', (col) => col.notNull())
    .addColumn('at', 'integer', (col) => col.notNull())
    /** Set once the team has looked: taken out of service, or nothing to do. */
    .addColumn('settled_at', 'integer')
    .addColumn('settled_by', 'text', (col) => col.references('member.id').onDelete('set null'))
    .execute()
  await db.schema.createIndex('machine_report_by_lab').on('machine_report').columns(['lab_id', 'settled_at']).execute()

  /** A note that a month was paid, of a member or of an organization. No money moves. */
  await db.schema
    .createTable('settlement')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('member_id', 'text', (col) => col.references('member.id').onDelete('cascade'))
    .addColumn('organization_id', 'text')
    /** Of the lab's calendar: 2026-01. */
    .addColumn('month', 'text', (col) => col.notNull())
    .addColumn('at', 'integer', (col) => col.notNull())
    .addColumn('by_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('how', 'text', (col) => col.notNull())
    .execute()
  await db.schema.createIndex('settlement_by_month').on('settlement').columns(['lab_id', 'month']).execute()
}

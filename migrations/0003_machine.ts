import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('bridge')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('token_hash', 'text', (col) => col.notNull().unique())
    /** Events are numbered within a journal of the bridge; up to `acked_seq` they have been applied. */
    .addColumn('journal', 'text')
    .addColumn('acked_seq', 'integer', (col) => col.notNull().defaultTo(0))
    .addColumn('last_seen_at', 'integer')
    .execute()

  await db.schema
    .createTable('machine')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('kind', 'text', (col) => col.notNull())
    .addColumn('room', 'text', (col) => col.notNull())
    .addColumn('out_of_order', 'text')
    .addColumn('position', 'integer', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .execute()

  await db.schema
    .createTable('printer')
    .addColumn('machine_id', 'text', (col) => col.primaryKey().notNull().references('machine.id').onDelete('cascade'))
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('bridge_id', 'text', (col) => col.notNull().references('bridge.id'))
    .addColumn('port', 'text', (col) => col.notNull())
    .addColumn('baud', 'integer', (col) => col.notNull())
    .addColumn('bed_x', 'real', (col) => col.notNull())
    .addColumn('bed_y', 'real', (col) => col.notNull())
    .addColumn('bed_z', 'real', (col) => col.notNull())
    .addColumn('max_nozzle', 'integer', (col) => col.notNull())
    .addColumn('max_bed', 'integer', (col) => col.notNull())
    /** The latch: clear only because a named person said so. */
    .addColumn('bed', 'text', (col) => col.notNull())
    .addColumn('bed_since', 'integer', (col) => col.notNull())
    .addColumn('bed_by', 'text', (col) => col.references('member.id').onDelete('set null'))
    .execute()
}

import type { Kysely } from 'kysely'

/** How a model lies on the bed, and what was sliced that way before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('print_job').addColumn('placement', 'text').execute()
  await db.schema.alterTable('print_job').addColumn('placed_mm', 'text').execute()
  await db.schema
    .createTable('sliced')
    .addColumn('key', 'text', (col) => col.primaryKey())
    .addColumn('gcode_sha256', 'text', (col) => col.notNull())
    .addColumn('gcode_facts', 'text', (col) => col.notNull())
    .addColumn('verdict', 'text', (col) => col.notNull())
    .addColumn('gate_reasons', 'text', (col) => col.notNull())
    .addColumn('placed_mm', 'text', (col) => col.notNull())
    .addColumn('at', 'integer', (col) => col.notNull())
    .execute()
  await db.schema.createIndex('sliced_gcode').on('sliced').column('gcode_sha256').execute()
}

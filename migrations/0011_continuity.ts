import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  /** How often the bridge restarted in this run and the print went on. */
  await db.schema
    .alterTable('run')
    .addColumn('incidents', 'integer', (col) => col.notNull().defaultTo(0))
    .execute()
  /** Of a run restarted on its part: the layer it began with, and where the nozzle stood, in mm. */
  await db.schema.alterTable('run').addColumn('from_layer', 'integer').execute()
  await db.schema.alterTable('run').addColumn('from_height', 'real').execute()
}

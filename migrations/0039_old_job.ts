import type { Kysely } from 'kysely'

/** Whether the lab itself put a job into the bin, because it is old; and from when its time counts anew once it was taken out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('print_job')
    .addColumn('removed_by_lab', 'integer', (col) => col.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('print_job').addColumn('kept_from', 'integer').execute()
}

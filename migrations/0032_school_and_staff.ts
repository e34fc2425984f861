import type { Kysely } from 'kysely'

/** When a lab is open in the school holidays, and when its team is there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  /** JSON (`schoolHolidays`); null: as in any week. */
  await db.schema.alterTable('lab').addColumn('school_holidays', 'text').execute()
  /** JSON (`openingHours`); null: whenever the lab is open. */
  await db.schema.alterTable('lab').addColumn('staff_hours', 'text').execute()
}

import { sql, type Kysely } from 'kysely'

/** What a lab says of itself: its town and look, the days it is closed, what its machines allow, and prices in versions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('lab')
    .addColumn('town', 'text', (col) => col.notNull().defaultTo(''))
    .execute()
  /** SHA-256 of a picture in the file store. */
  await db.schema.alterTable('lab').addColumn('logo', 'text').execute()

  await db.schema
    .createTable('closure')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** Whole days of the lab's calendar, both of them closed: 2026-12-24 to 2027-01-02. */
    .addColumn('first_day', 'text', (col) => col.notNull())
    .addColumn('last_day', 'text', (col) => col.notNull())
    .addColumn('reason', 'text', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addCheckConstraint('closure_in_order', sql`first_day <= last_day`)
    .execute()

  for (const column of ['rules', 'materials', 'trained_by'])
    await db.schema
      .alterTable('machine')
      .addColumn(column, 'text', (col) => col.notNull().defaultTo(''))
      .execute()
  await db.schema.alterTable('machine').addColumn('photo', 'text').execute()
  await db.schema.alterTable('machine').addColumn('removed_at', 'integer').execute()

  /** JSON of Tariff[]: what a version of the list asks, by role. The two numbers of before become its first tariff. */
  await db.schema
    .alterTable('price_list')
    .addColumn('tariffs', 'text', (col) => col.notNull().defaultTo('[]'))
    .execute()
  await sql`update price_list set tariffs = json_array(json_object(
    'name', '', 'roles', json_array(), 'gram', cents_per_gram, 'materials', json_array(),
    'hour', cents_per_hour, 'start', 0, 'slotHour', json_array()))`.execute(db)
  await db.schema.alterTable('price_list').dropColumn('cents_per_gram').execute()
  await db.schema.alterTable('price_list').dropColumn('cents_per_hour').execute()
  await db.schema.alterTable('print_job').addColumn('material', 'text').execute()
  await db.schema.alterTable('print_job').addColumn('removed_at', 'integer').execute()

  /** Who pays is known when it is booked or sent: whoever joins an organization later does not take the past along. */
  for (const table of ['booking', 'print_job'])
    await db.schema
      .alterTable(table)
      .addColumn('payer_organization_id', 'text', (col) => col.references('organization.id').onDelete('set null'))
      .execute()
  /** What the slot cost by the list and the role of then. */
  await db.schema
    .alterTable('booking')
    .addColumn('cents', 'integer', (col) => col.notNull().defaultTo(0))
    .execute()
}

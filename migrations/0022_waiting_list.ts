import { sql, type Kysely } from 'kysely'

/** Who waits for a slot to come free. An offer is a hold: a booking that is theirs for some minutes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('waiting_wish')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('machine_id', 'text', (col) => col.notNull().references('machine.id').onDelete('cascade'))
    .addColumn('member_id', 'text', (col) => col.notNull().references('member.id').onDelete('cascade'))
    .addColumn('starts_at', 'integer', (col) => col.notNull())
    .addColumn('ends_at', 'integer', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('state', 'text', (col) =>
      col.notNull().check(sql`state in ('waiting', 'offered', 'taken', 'left', 'passed')`),
    )
    /** The hold that was offered last. */
    .addColumn('booking_id', 'text', (col) => col.references('booking.id').onDelete('set null'))
    .addCheckConstraint('waiting_wish_in_order', sql`starts_at < ends_at`)
    .execute()
  // Nobody stands in the same queue twice.
  await sql`create unique index waiting_wish_once on waiting_wish (member_id, machine_id, starts_at, ends_at)
    where state in ('waiting', 'offered')`.execute(db)
  await db.schema.createIndex('waiting_wish_by_machine').on('waiting_wish').columns(['machine_id', 'state']).execute()
}

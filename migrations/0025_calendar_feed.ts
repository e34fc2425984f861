import { sql, type Kysely } from 'kysely'

/** Secret addresses under which a calendar program reads bookings: of a member, or of a machine. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('calendar_feed')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('token_hash', 'text', (col) => col.notNull().unique())
    .addColumn('member_id', 'text', (col) => col.unique().references('member.id').onDelete('cascade'))
    .addColumn('machine_id', 'text', (col) => col.unique().references('machine.id').onDelete('cascade'))
    /** Of a machine: whether it says who booked. */
    .addColumn('shows_names', 'integer', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addCheckConstraint('calendar_feed_of_one', sql`(member_id is null) <> (machine_id is null)`)
    .execute()
}

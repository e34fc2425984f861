import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('booking')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('machine_id', 'text', (col) => col.notNull().references('machine.id'))
    .addColumn('member_id', 'text', (col) => col.notNull().references('member.id'))
    /** Half-open, epoch milliseconds. */
    .addColumn('starts_at', 'integer', (col) => col.notNull())
    .addColumn('ends_at', 'integer', (col) => col.notNull())
    .addColumn('state', 'text', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('cancelled_at', 'integer')
    .addCheckConstraint('booking_in_order', sql`starts_at < ends_at`)
    .execute()
  await db.schema
    .createIndex('booking_by_machine')
    .on('booking')
    .columns(['machine_id', 'starts_at', 'ends_at'])
    .execute()
  await db.schema.createIndex('booking_by_member').on('booking').columns(['member_id', 'starts_at']).execute()

  // Whatever the code does, the database refuses two live bookings that overlap on one machine.
  for (const [name, event] of [
    ['booking_no_overlap_insert', 'before insert'],
    ['booking_no_overlap_update', 'before update of machine_id, starts_at, ends_at, state'],
  ] as const) {
    await sql
      .raw(
        `create trigger ${name} ${event} on booking
         when new.state = 'confirmed' and exists (
           select 1 from booking where machine_id = new.machine_id and state = 'confirmed' and id <> new.id
             and starts_at < new.ends_at and ends_at > new.starts_at)
         begin select raise(abort, 'SLOT_TAKEN'); end`,
      )
      .execute(db)
  }
}

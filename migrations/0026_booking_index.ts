import type { Kysely } from 'kysely'

/** What is asked of bookings all day long is answered from an index alone, however many years of them there are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex('booking_by_machine').execute()
  await db.schema
    .createIndex('booking_by_machine')
    .on('booking')
    .columns(['machine_id', 'starts_at', 'ends_at', 'state'])
    .execute()
  await db.schema.createIndex('booking_by_start').on('booking').columns(['lab_id', 'starts_at']).execute()
}

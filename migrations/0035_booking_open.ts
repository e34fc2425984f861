import { sql, type Kysely } from 'kysely'

/** What is held or asked for is asked after at every booking and each minute: it is few, among all the years of bookings. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index booking_held on booking (hold_until) where state = 'held'`.execute(db)
  await sql`create index booking_asked on booking (lab_id, starts_at) where state = 'asked'`.execute(db)
}

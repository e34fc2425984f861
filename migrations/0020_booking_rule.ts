import { sql, type Kysely } from 'kysely'

/** The rules a lab states for its bookings, the life of a booking and its history, and the spaces that hold machines. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('booking_rule')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** `lab`, `kind` or `machine`: the narrower one is asked first, rule by rule. */
    .addColumn('scope', 'text', (col) => col.notNull().check(sql`scope in ('lab', 'kind', 'machine')`))
    /** Empty, a kind of machine, or the id of one. */
    .addColumn('about', 'text', (col) => col.notNull())
    /** JSON: what is stated at this scope; what it leaves out is as in the wider one. */
    .addColumn('rules', 'text', (col) => col.notNull())
    .addUniqueConstraint('booking_rule_once', ['lab_id', 'scope', 'about'])
    .execute()

  for (const [name, type] of [
    /** Until when a hold keeps its slot, epoch ms. */
    ['hold_until', 'integer'],
    ['checked_in_at', 'integer'],
    /** What was booked in one act: several machines at once, or one machine many times. */
    ['together_id', 'text'],
  ] as const)
    await db.schema.alterTable('booking').addColumn(name, type).execute()
  await db.schema.createIndex('booking_together').on('booking').column('together_id').execute()

  await db.schema
    .createTable('booking_event')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('booking_id', 'text', (col) => col.notNull().references('booking.id').onDelete('cascade'))
    /** Null where the clock did it. */
    .addColumn('actor_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('what', 'text', (col) => col.notNull())
    .addColumn('at', 'integer', (col) => col.notNull())
    .addColumn('reason', 'text')
    /** The times it has from then on. */
    .addColumn('starts_at', 'integer', (col) => col.notNull())
    .addColumn('ends_at', 'integer', (col) => col.notNull())
    .execute()
  await db.schema.createIndex('booking_event_by_booking').on('booking_event').columns(['booking_id', 'at']).execute()

  /** The space that a machine stands in: who books the space has all its machines. */
  await db.schema
    .alterTable('machine')
    .addColumn('space_id', 'text', (col) => col.references('machine.id'))
    .execute()
  /** How many of a space's machines may be booked at once. */
  await db.schema.alterTable('machine').addColumn('capacity', 'integer').execute()
  await db.schema.createIndex('machine_by_space').on('machine').column('space_id').execute()

  // The database has the last word. Live bookings of a machine never overlap, so only the last one that starts before the
  // new one's end can be in its way: one step in the index, however many there are.
  const takes = "in ('held', 'asked', 'confirmed', 'checked_in', 'ended')"
  const lastBefore = (machine: string) => `(
    select max(ends_at) from (
      select ends_at from booking where machine_id = ${machine} and state ${takes} and id <> new.id
        and starts_at < new.ends_at order by starts_at desc limit 1))`
  for (const [name, event] of [
    ['booking_no_overlap_insert', 'before insert'],
    ['booking_no_overlap_update', 'before update of machine_id, starts_at, ends_at, state'],
  ] as const) {
    await sql.raw(`drop trigger ${name}`).execute(db)
    await sql
      .raw(
        `create trigger ${name} ${event} on booking
         when new.state ${takes} and (
           ${lastBefore('new.machine_id')} > new.starts_at
           or ${lastBefore('(select space_id from machine where id = new.machine_id)')} > new.starts_at
           or exists (select 1 from machine where space_id = new.machine_id and ${lastBefore('machine.id')} > new.starts_at))
         begin select raise(abort, 'SLOT_TAKEN'); end`,
      )
      .execute(db)
  }
}

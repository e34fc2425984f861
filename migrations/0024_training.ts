import { sql, type Kysely } from 'kysely'

/** Trainings that are planned, and who has a place or waits for one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('training')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('machine_kind', 'text', (col) => col.notNull())
    .addColumn('place', 'text', (col) => col.notNull())
    .addColumn('starts_at', 'integer', (col) => col.notNull())
    .addColumn('ends_at', 'integer', (col) => col.notNull())
    /** With fewer people it does not take place. */
    .addColumn('minimum', 'integer', (col) => col.notNull())
    .addColumn('maximum', 'integer', (col) => col.notNull())
    /** Hours before the start at which the minimum is asked. */
    .addColumn('decide_hours', 'integer', (col) => col.notNull())
    .addColumn('decided_at', 'integer')
    .addColumn('trainer_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('cancelled_at', 'integer')
    .addCheckConstraint('training_in_order', sql`starts_at < ends_at`)
    .addCheckConstraint('training_places', sql`0 <= minimum and minimum <= maximum and 1 <= maximum`)
    .execute()
  await db.schema.createIndex('training_by_time').on('training').columns(['lab_id', 'ends_at']).execute()

  // Its key: nobody has two places in one training.
  await db.schema
    .createTable('training_seat')
    .addColumn('training_id', 'text', (col) => col.notNull().references('training.id'))
    .addColumn('member_id', 'text', (col) => col.notNull().references('member.id').onDelete('cascade'))
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('state', 'text', (col) => col.notNull().check(sql`state in ('enrolled', 'waiting')`))
    .addColumn('asked_at', 'integer', (col) => col.notNull())
    .addColumn('present_at', 'integer')
    .addPrimaryKeyConstraint('training_seat_once', ['training_id', 'member_id'])
    .execute()
  for (const when of ['insert', 'update of state'])
    await sql`create trigger ${sql.ref(`training_full_${when.split(' ')[0]!}`)} before ${sql.raw(when)} on training_seat
      when new.state = 'enrolled' and
        (select count(*) from training_seat where training_id = new.training_id and state = 'enrolled'
          and member_id <> new.member_id) >= (select maximum from training where id = new.training_id)
      begin select raise(abort, 'training full'); end`.execute(db)
}

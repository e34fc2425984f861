import { sql, type Kysely } from 'kysely'

/** How far an authorization goes, until when, what it rests on, and how it was taken away; each step of it is kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const level = sql`level in ('accompanied', 'independent', 'trainer')`
  await db.schema
    .alterTable('authorization')
    .addColumn('level', 'text', (col) => col.notNull().defaultTo('independent').check(level))
    .execute()
  /** The last day on which it holds, of the lab's calendar; null: without an end. */
  await db.schema.alterTable('authorization').addColumn('expires_on', 'text').execute()
  await db.schema
    .alterTable('authorization')
    .addColumn('evidence', 'text', (col) => col.notNull().defaultTo(''))
    .execute()
  await db.schema.alterTable('authorization').addColumn('revoked_at', 'integer').execute()
  await db.schema
    .alterTable('authorization')
    .addColumn('revoked_by', 'text', (col) => col.references('member.id').onDelete('set null'))
    .execute()
  await db.schema.alterTable('authorization').addColumn('revoked_reason', 'text').execute()
  await db.schema
    .createIndex('authorization_by_end')
    .on('authorization')
    .columns(['lab_id', 'machine_kind', 'expires_on'])
    .execute()

  await db.schema
    .createTable('authorization_event')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('member_id', 'text', (col) => col.notNull().references('member.id').onDelete('cascade'))
    .addColumn('machine_kind', 'text', (col) => col.notNull())
    .addColumn('what', 'text', (col) => col.notNull().check(sql`what in ('given', 'changed', 'revoked', 'undone')`))
    /** As it stood from then on; null where there was none any more. */
    .addColumn('level', 'text')
    .addColumn('expires_on', 'text')
    /** What it rests on, or why it was taken away. */
    .addColumn('words', 'text', (col) => col.notNull())
    .addColumn('by_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('at', 'integer', (col) => col.notNull())
    .execute()
  await db.schema
    .createIndex('authorization_event_by_member')
    .on('authorization_event')
    .columns(['member_id', 'at'])
    .execute()

  /** What following a training gives. */
  await db.schema
    .alterTable('training')
    .addColumn('level', 'text', (col) => col.notNull().defaultTo('independent').check(level))
    .execute()
  await db.schema.alterTable('training').addColumn('valid_months', 'integer').execute()

  // Whoever was to lead a training of a kind goes on leading them.
  await sql`insert or ignore into authorization (lab_id, member_id, machine_kind, granted_by, granted_at)
    select lab_id, trainer_id, machine_kind, null, min(created_at) from training where trainer_id is not null
    group by lab_id, trainer_id, machine_kind`.execute(db)
  await sql`update authorization set level = 'trainer' where exists (
    select 1 from training where trainer_id = member_id and training.machine_kind = authorization.machine_kind)`.execute(
    db,
  )
  await sql`insert into authorization_event (id, lab_id, member_id, machine_kind, what, level, words, by_id, at)
    select lower(hex(randomblob(10))), lab_id, member_id, machine_kind, 'given', level, '', granted_by, granted_at
    from authorization`.execute(db)
}

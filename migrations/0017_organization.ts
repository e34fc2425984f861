import { sql, type Kysely } from 'kysely'

/** Who pays for several people, their classes, and the safety induction asked before any machine. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('organization')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** company, school or association */
    .addColumn('kind', 'text', (col) => col.notNull())
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('name_key', 'text', (col) => col.notNull())
    .addColumn('contact', 'text', (col) => col.notNull())
    .addColumn('note', 'text', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('removed_at', 'integer')
    .execute()
  await sql`create unique index organization_name_unique on organization (lab_id, name_key) where removed_at is null`.execute(
    db,
  )

  /** A class: accounts that carry codes. Which pupil has which is written on the teacher's paper, and nowhere else. */
  await db.schema
    .createTable('roster')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('organization_id', 'text', (col) => col.notNull().references('organization.id'))
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('removed_at', 'integer')
    .execute()

  await db.schema
    .alterTable('member')
    .addColumn('organization_id', 'text', (col) => col.references('organization.id'))
    .execute()
  await db.schema
    .alterTable('member')
    .addColumn('roster_id', 'text', (col) => col.references('roster.id'))
    .execute()
  await db.schema.createIndex('member_by_organization').on('member').column('organization_id').execute()
  // A member who goes must not be looked for in every other row: a whole import is undone at once.
  for (const column of ['reset_by', 'merged_into'])
    await sql`create index ${sql.ref(`member_by_${column}`)} on member (${sql.ref(column)}) where ${sql.ref(column)} is not null`.execute(
      db,
    )
  await db.schema.createIndex('member_by_roster').on('member').column('roster_id').execute()

  await db.schema
    .createTable('induction')
    .addColumn('member_id', 'text', (col) => col.primaryKey().notNull().references('member.id').onDelete('cascade'))
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** The lab's calendar day on which it was given, as ISO text. */
    .addColumn('on_day', 'text', (col) => col.notNull())
    .addColumn('led_by', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('granted_by', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('granted_at', 'integer', (col) => col.notNull())
    .execute()
  /** 1 where nobody uses a machine before the induction. A lab that never heard of it goes on as before. */
  await db.schema
    .alterTable('lab')
    .addColumn('induction_asked', 'integer', (col) => col.notNull().defaultTo(0))
    .execute()
}

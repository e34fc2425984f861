import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('message')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('member_id', 'text', (col) => col.notNull().references('member.id').onDelete('cascade'))
    .addColumn('kind', 'text', (col) => col.notNull())
    /** What its sentences are made from, as JSON: they are said in the language of whoever reads. */
    .addColumn('facts', 'text', (col) => col.notNull())
    /** The booking or the job that it is about. */
    .addColumn('subject', 'text')
    /** A member is told this once, whoever says it and however often. */
    .addColumn('once', 'text')
    .addColumn('at', 'integer', (col) => col.notNull())
    .addColumn('read_at', 'integer')
    .execute()
  await db.schema.createIndex('message_by_member').on('message').columns(['member_id', 'at']).execute()
  await db.schema.createIndex('message_by_subject').on('message').columns(['subject', 'at']).execute()
  await sql`create unique index message_once on message (member_id, once) where once is not null`.execute(db)

  await db.schema
    .createTable('message_preference')
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('member_id', 'text', (col) => col.notNull().references('member.id').onDelete('cascade'))
    .addColumn('kind', 'text', (col) => col.notNull())
    .addColumn('channel', 'text', (col) => col.notNull())
    .addColumn('is_on', 'integer', (col) => col.notNull())
    .addPrimaryKeyConstraint('message_preference_pk', ['member_id', 'kind', 'channel'])
    .execute()

  /** The outbox: a mail is written here with the act that it tells of, and sent afterwards. */
  await db.schema
    .createTable('mail')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('member_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('kind', 'text', (col) => col.notNull())
    /** One mail for each of these: a message, or an announcement and a member. */
    .addColumn('once', 'text', (col) => col.notNull().unique())
    /** The same at every try: whoever gets two copies of a mail has a way to know. */
    .addColumn('message_id', 'text', (col) => col.notNull())
    .addColumn('to_name', 'text', (col) => col.notNull())
    .addColumn('to_address', 'text', (col) => col.notNull())
    .addColumn('subject', 'text', (col) => col.notNull())
    .addColumn('body', 'text', (col) => col.notNull())
    .addColumn('state', 'text', (col) => col.notNull())
    .addColumn('attempts', 'integer', (col) => col.notNull())
    .addColumn('next_at', 'integer', (col) => col.notNull())
    .addColumn('sending_since', 'integer')
    /** Later than this it tells nothing any more. */
    .addColumn('good_until', 'integer', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('settled_at', 'integer')
    .addColumn('problem', 'text')
    .addColumn('detail', 'text')
    .execute()
  await db.schema.createIndex('mail_by_state').on('mail').columns(['state', 'next_at']).execute()

  await db.schema
    .createTable('smtp')
    .addColumn('lab_id', 'text', (col) => col.primaryKey().notNull().references('lab.id'))
    .addColumn('host', 'text', (col) => col.notNull())
    .addColumn('port', 'integer', (col) => col.notNull())
    .addColumn('security', 'text', (col) => col.notNull())
    .addColumn('user', 'text')
    /** As it is: the server has to say it. It never leaves through the API. */
    .addColumn('password', 'text')
    .addColumn('from_address', 'text', (col) => col.notNull())
    .addColumn('changed_at', 'integer', (col) => col.notNull())
    .execute()

  await db.schema
    .createTable('announcement')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    /** Empty where it is said in the other language only. */
    .addColumn('fr', 'text', (col) => col.notNull())
    .addColumn('en', 'text', (col) => col.notNull())
    .addColumn('starts_at', 'integer', (col) => col.notNull())
    .addColumn('ends_at', 'integer', (col) => col.notNull())
    .addColumn('by_mail', 'integer', (col) => col.notNull())
    /** Staff ended it before its time; null again when they take that back. */
    .addColumn('ended_at', 'integer')
    .addColumn('changed_at', 'integer', (col) => col.notNull())
    .execute()

  /** That an announcement went out by mail, which no change of it takes back. */
  await db.schema
    .createTable('announcement_mailing')
    .addColumn('announcement_id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('at', 'integer', (col) => col.notNull())
    .execute()
}

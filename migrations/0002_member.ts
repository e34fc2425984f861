import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('member')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('name', 'text', (col) => col.notNull())
    /** Lower case, without accents: two people cannot differ by a capital. */
    .addColumn('name_key', 'text', (col) => col.notNull())
    .addColumn('email', 'text')
    .addColumn('role', 'text', (col) => col.notNull())
    .addColumn('language', 'text', (col) => col.notNull())
    .addColumn('passphrase_hash', 'text', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addUniqueConstraint('member_name_unique', ['lab_id', 'name_key'])
    .execute()
  await sql`create unique index member_email_unique on member (lab_id, email) where email is not null`.execute(db)

  await db.schema
    .createTable('session')
    /** SHA-256 of the token in the cookie: whoever reads the database cannot sign in with it. */
    .addColumn('token_hash', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('member_id', 'text', (col) => col.notNull().references('member.id').onDelete('cascade'))
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('expires_at', 'integer', (col) => col.notNull())
    .execute()
  await db.schema.createIndex('session_by_member').on('session').column('member_id').execute()

  await db.schema
    .createTable('authorization')
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('member_id', 'text', (col) => col.notNull().references('member.id').onDelete('cascade'))
    .addColumn('machine_kind', 'text', (col) => col.notNull())
    .addColumn('granted_by', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('granted_at', 'integer', (col) => col.notNull())
    .addPrimaryKeyConstraint('authorization_pk', ['member_id', 'machine_kind'])
    .execute()
}

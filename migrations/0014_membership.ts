import { randomInt } from 'node:crypto'
import { sql, type Kysely } from 'kysely'

/**
 * Whether a person is a member, what they signed, and what became of their account. Days are days of the lab's calendar, as ISO
 * text: a membership ends with a day, whatever the hour and the time zone.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const texts = [
    'code',
    'membership_from',
    'membership_until',
    'charter_version',
    'charter_on',
    'insurance_until',
    /** A year or a day. */
    'born',
    'consent_by',
    'consent_on',
    'suspended_reason',
  ]
  for (const column of texts) await db.schema.alterTable('member').addColumn(column, 'text').execute()
  for (const column of ['suspended_at', 'removed_at', 'forgotten_at', 'reset_at'])
    await db.schema.alterTable('member').addColumn(column, 'integer').execute()
  // Nobody owes a fee because of an update: who is already there is exempt until the team says otherwise.
  for (const [column, value] of [
    ['fee_kind', 'civil'],
    ['fee_state', 'exempt'],
    ['shown_as', 'name'],
    ['staff_note', ''],
  ] as const) {
    await db.schema
      .alterTable('member')
      .addColumn(column, 'text', (col) => col.notNull().defaultTo(value))
      .execute()
  }
  /** Who made a new passphrase for this person, at `reset_at`; null where it was done on the lab's own computer. */
  for (const column of ['reset_by', 'merged_into'])
    await db.schema
      .alterTable('member')
      .addColumn(column, 'text', (col) => col.references('member.id').onDelete('set null'))
      .execute()

  const given = new Set<string>()
  const { rows } = await sql<{ id: string }>`select id from member`.execute(db)
  for (const { id } of rows) {
    let code = anyCode()
    while (given.has(code)) code = anyCode()
    given.add(code)
    await sql`update member set code = ${code} where id = ${id}`.execute(db)
  }
  await sql`create unique index member_code_unique on member (lab_id, code)`.execute(db)
}

const signs = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const anyCode = (): string => Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('')

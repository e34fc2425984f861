import { sql } from 'kysely'
import type { Row } from '#backend/change/rows.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

/** A column of some table that names a member; whether its rows are about them, and whether they would go with them. */
export type Mention = { table: keyof Tables; column: string; isTheirs: boolean; goesAlong: boolean }

/** The columns that say whose a row is. Every other one says who did something, perhaps for somebody else. */
const whose = new Set(['memberId', 'ownerId'])

/** Tables whose mentions of a person are not theirs to take along: who did what in the office, and who is signed in. */
const stay = new Set(['change', 'session', 'member'])

/** Every column that refers to a member, as the database itself knows them: a table that comes later is in it by itself. */
export async function mentionsOfMembers(db: Db): Promise<Mention[]> {
  const { rows } = await sql<{ table: string; column: string; onDelete: string }>`
    select m.name as "table", f."from" as "column", f.on_delete as on_delete
    from sqlite_master m, pragma_foreign_key_list(m.name) f
    where m.type = 'table' and f."table" = 'member'
    order by m.name, f."from"`.execute(db)
  return rows
    .map(({ table, column, onDelete }) => ({
      table: camel(table) as keyof Tables,
      column: camel(column),
      isTheirs: whose.has(camel(column)),
      goesAlong: onDelete === 'CASCADE',
    }))
    .filter(({ table }) => !stay.has(table))
}

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

export const rowsThatMention = async (db: Db, { table, column }: Mention, id: string): Promise<Row[]> => {
  const found = await sql`select * from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(db)
  return found.rows as Row[]
}

/**
 * Makes the rows that name one member name another. A row that the other has already – the same authorization, the same choice –
 * goes instead.
 */
export async function moveMentions(tx: Db, { table, column }: Mention, from: string, to: string): Promise<void> {
  const { rows } = await sql<{ rowid: number }>`
    select rowid from ${sql.table(table)} where ${sql.ref(column)} = ${from}`.execute(tx)
  for (const { rowid } of rows) {
    const moved = await sql`
      update or ignore ${sql.table(table)} set ${sql.ref(column)} = ${to} where rowid = ${rowid}`.execute(tx)
    if (!moved.numAffectedRows) await sql`delete from ${sql.table(table)} where rowid = ${rowid}`.execute(tx)
  }
}

export const countOf = async (db: Db, table: 'booking' | 'printJob' | 'authorization', id: string): Promise<number> => {
  const column = table === 'printJob' ? 'ownerId' : 'memberId'
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(db)
  return Number(rows[0]?.n ?? 0)
}

/** Who lies in the bin for longer than it keeps anybody, and is still known. */
export const removedBefore = (db: Db, before: number) =>
  db
    .selectFrom('member')
    .select(['id', 'labId'])
    .where('removedAt', '<=', before)
    .where('forgottenAt', 'is', null)
    .execute()

/** What the history says of a member: it forgets their name and what they were. */
export const forgetHistoryOf = (tx: Db, labId: string, id: string) =>
  tx
    .updateTable('change')
    .set({ title: '', rows: '[]' })
    .where('labId', '=', labId)
    .where('subject', '=', `member:${id}`)
    .execute()

export const changesAbout = (db: Db, labId: string, id: string) =>
  db
    .selectFrom('change')
    .select(['at', 'act', 'rows', 'undoneAt'])
    .where('labId', '=', labId)
    .where('subject', '=', `member:${id}`)
    .orderBy('seq')
    .execute()

export const sessionTimes = (db: Db, memberId: string) =>
  db.selectFrom('session').select(['createdAt', 'expiresAt']).where('memberId', '=', memberId).execute()

/** What would go with a member who is deleted – authorizations, induction, messages – goes with one who is forgotten. */
export async function forgetWhatIsTheirs(tx: Db, memberId: string): Promise<void> {
  for (const { table, column, goesAlong } of await mentionsOfMembers(tx))
    if (goesAlong) await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${memberId}`.execute(tx)
}

/** Ends every session but this one; the hashes say which live connections to close. */
export async function deleteOtherSessions(db: Db, memberId: string, keptHash: string): Promise<string[]> {
  const rows = await db
    .deleteFrom('session')
    .where('memberId', '=', memberId)
    .where('tokenHash', '!=', keptHash)
    .returning('tokenHash')
    .execute()
  return rows.map(({ tokenHash }) => tokenHash)
}

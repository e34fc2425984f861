import { sql } from 'kysely'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { Row, RowChange } from './rows.ts'

export type ChangeRow = Omit<Tables['change'], 'seq'> & { seq: number }

/** Rows of a table, found by the values of some columns. */
export type Watched = { [T in keyof Tables]: { table: T; where: Partial<Tables[T]> } }[keyof Tables]

type AnyRow = Record<string, string | number | null>

// Which table it is, and which columns it has, is known to the change alone: Kysely is asked without its types.
type Loose = {
  selectFrom: (table: string) => Loose
  selectAll: () => Loose
  updateTable: (table: string) => Loose
  insertInto: (table: string) => Loose
  deleteFrom: (table: string) => Loose
  set: (values: AnyRow) => Loose
  values: (values: AnyRow) => Loose
  where: (column: string, operator: string, value: unknown) => Loose
  execute: () => Promise<Row[]>
}
const loose = (db: Db): Loose => db as unknown as Loose

const matching = (query: Loose, where: AnyRow): Loose =>
  Object.entries(where).reduce((all, [column, value]) => all.where(column, value === null ? 'is' : '=', value), query)

export const rowsOf = (db: Db, { table, where }: Watched): Promise<Row[]> =>
  matching(loose(db).selectFrom(table).selectAll(), where as AnyRow).execute()

export const findRow = async (db: Db, { table, key }: RowChange): Promise<Row | undefined> =>
  (await matching(loose(db).selectFrom(table).selectAll(), key).execute())[0]

/** Makes the row what `after` says. */
export async function writeRow(db: Db, { table, key, before, after }: RowChange): Promise<void> {
  if (!after) await matching(loose(db).deleteFrom(table), key).execute()
  else if (!before) await loose(db).insertInto(table).values(after).execute()
  else await matching(loose(db).updateTable(table).set(after), key).execute()
}

/** Rows that refer to each other may be put back in any order: they are judged together, at the end of the transaction. */
export const judgeReferencesAtTheEnd = (tx: Db) => sql`pragma defer_foreign_keys = on`.execute(tx)

export const insertChange = (db: Db, change: Omit<Tables['change'], 'seq'>) =>
  db.insertInto('change').values(change).execute()

export const findChange = (db: Db, labId: string, id: string): Promise<ChangeRow | undefined> =>
  db.selectFrom('change').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

/** The last change of a thing: its id is the version that a page has seen. */
export const lastChangeOf = (db: Db, labId: string, subject: string): Promise<ChangeRow | undefined> =>
  db
    .selectFrom('change')
    .selectAll()
    .where('labId', '=', labId)
    .where('subject', '=', subject)
    .orderBy('seq', 'desc')
    .executeTakeFirst()

export const markUndone = (db: Db, id: string, at: number, by: string) =>
  db.updateTable('change').set({ undoneAt: at, undoneBy: by }).where('id', '=', id).execute()

type Wanted = {
  subject?: string | undefined
  acts?: string[]
  since?: number
  beforeSeq?: number | undefined
  limit: number
}

export function listChanges(db: Db, labId: string, { subject, acts, since, beforeSeq, limit }: Wanted) {
  let query = db
    .selectFrom('change')
    .leftJoin('member as author', 'author.id', 'change.byId')
    .leftJoin('member as undoer', 'undoer.id', 'change.undoneBy')
    .selectAll('change')
    .select(['author.name as by', 'undoer.name as undoneByName'])
    .where('change.labId', '=', labId)
  if (subject) query = query.where('subject', '=', subject)
  if (acts) query = query.where('act', 'in', acts).where('undoneAt', 'is', null).where('undoes', 'is', null)
  if (since !== undefined) query = query.where('at', '>', since)
  if (beforeSeq !== undefined) query = query.where('seq', '<', beforeSeq)
  return query.orderBy('seq', 'desc').limit(limit).execute()
}

export const forgetRows = (db: Db, acts: string[], before: number) =>
  db
    .updateTable('change')
    .set({ rows: '[]' })
    .where('act', 'in', acts)
    .where('at', '<', before)
    .where('rows', '!=', '[]')
    .execute()

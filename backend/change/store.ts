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

/**
 * The names of rows that a change made and that others refer to since. The database would refuse to let them go, or worse: let
 * what refers to them go as well.
 */
export async function namesUsedSince(tx: Db, rows: RowChange[]): Promise<string[]> {
  const made = rows.filter(({ before }) => before === null)
  const names = new Set<string>()
  for (const table of new Set(made.map((row) => row.table))) {
    const ids = made.flatMap(({ table: its, key }) => (its === table && typeof key.id === 'string' ? [key.id] : []))
    if (ids.length === 0) continue
    const shown = (await hasColumn(tx, table, 'name')) ? 'named.name' : 'named.id'
    for (const { from, column } of await referencesTo(tx, table)) {
      const own = made.filter((row) => row.table === from).map(({ key }) => key)
      const { rows: found } = await sql<{ name: string }>`
        select distinct ${sql.ref(shown)} as name
        from ${sql.table(from)} as other join ${sql.table(table)} as named on named.id = ${sql.ref(`other.${column}`)}
        where named.id in (select value from json_each(${JSON.stringify(ids)})) ${except(own)}
        limit 100`.execute(tx)
      for (const { name } of found) names.add(name)
    }
  }
  return [...names]
}

/** What the same change made goes with it. */
function except(keys: Row[]) {
  const [first] = keys
  if (!first) return sql``
  const columns = Object.keys(first)
  const itself = sql`json_array(${sql.join(columns.map((column) => sql.ref(`other.${column}`)))})`
  return sql`and ${itself} not in (select value from json_each(${JSON.stringify(keys.map((key) => JSON.stringify(columns.map((column) => key[column]))))}))`
}

/** Which columns of which tables refer to this one's rows; what people were told is no use that they made of anything. */
async function referencesTo(tx: Db, table: string): Promise<{ from: string; column: string }[]> {
  const { rows } = await sql<{ owner: string; refers: string }>`
    select owner.name as owner, key."from" as refers from sqlite_master as owner join pragma_foreign_key_list(owner.name) as key
    where owner.type = 'table' and key."table" = ${snake(table)}
      and owner.name not in ('message', 'message_preference', 'mail')`.execute(tx)
  return rows.map(({ owner, refers }) => ({ from: camel(owner), column: camel(refers) }))
}

const hasColumn = async (tx: Db, table: string, column: string): Promise<boolean> =>
  (await sql`select 1 from pragma_table_info(${snake(table)}) where name = ${column}`.execute(tx)).rows.length > 0

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

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
  /** Acts that this reader is not told of. */
  hidden?: string[]
  since?: number
  beforeSeq?: number | undefined
  limit: number
}

export function listChanges(db: Db, labId: string, { subject, acts, hidden = [], since, beforeSeq, limit }: Wanted) {
  let query = db
    .selectFrom('change')
    .leftJoin('member as author', 'author.id', 'change.byId')
    .leftJoin('member as undoer', 'undoer.id', 'change.undoneBy')
    .selectAll('change')
    .select(['author.name as by', 'undoer.name as undoneByName'])
    .where('change.labId', '=', labId)
  if (subject) query = query.where('subject', '=', subject)
  if (hidden.length > 0) query = query.where('act', 'not in', hidden)
  if (acts) query = query.where('act', 'in', acts).where('undoneAt', 'is', null).where('undoes', 'is', null)
  if (since !== undefined) query = query.where('at', '>', since)
  if (beforeSeq !== undefined) query = query.where('seq', '<', beforeSeq)
  return query.orderBy('seq', 'desc').limit(limit).execute()
}

/** The rows of these acts go; so do the titles of those that name a person or their work. */
export async function forgetRows(db: Db, acts: string[], naming: string[], before: number): Promise<void> {
  const old = db.updateTable('change').where('at', '<', before)
  await old.set({ rows: '[]' }).where('act', 'in', acts).where('rows', '!=', '[]').execute()
  await old.set({ title: '' }).where('act', 'in', naming).where('title', '!=', '').execute()
}

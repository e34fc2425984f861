/** One row of the database, as its columns. */
export type Row = Record<string, string | number | null>

/** What became of one row: made (`before` null), gone (`after` null), or changed – then only the columns that differ. */
export type RowChange = { table: string; key: Row; before: Row | null; after: Row | null }

/** The columns that tell the rows of a table apart, where it is not `id`; a table with neither is told apart by whole rows. */
const keys: Record<string, readonly string[]> = {
  authorization: ['memberId', 'machineKind'],
  induction: ['memberId'],
  messagePreference: ['memberId', 'kind', 'channel'],
  printer: ['machineId'],
  smtp: ['labId'],
  trainingSeat: ['trainingId', 'memberId'],
}

const keyOf = (table: string, row: Row): Row =>
  Object.fromEntries((keys[table] ?? ('id' in row ? ['id'] : Object.keys(row))).map((name) => [name, row[name]!]))

/** What happened between two looks at the same rows of a table. */
export function compareRows(table: string, before: Row[], after: Row[]): RowChange[] {
  const name = (row: Row) => JSON.stringify(keyOf(table, row))
  const now = new Map(after.map((row) => [name(row), row]))
  const then = new Map(before.map((row) => [name(row), row]))
  const changes: RowChange[] = []
  for (const [id, row] of then) {
    const other = now.get(id)
    const key = keyOf(table, row)
    if (!other) changes.push({ table, key, before: row, after: null })
    else {
      const columns = Object.keys(row).filter((column) => row[column] !== other[column])
      if (columns.length) changes.push({ table, key, before: pick(row, columns), after: pick(other, columns) })
    }
  }
  for (const [id, row] of now)
    if (!then.has(id)) changes.push({ table, key: keyOf(table, row), before: null, after: row })
  return changes
}

/** What takes a change back: the last thing done is undone first. */
export const inverse = (changes: RowChange[]): RowChange[] =>
  changes.toReversed().map(({ table, key, before, after }) => ({ table, key, before: after, after: before }))

/** What goes to the bin again lies there from now on: its thirty days do not count from the first time. */
export const thrownAwayAt = (now: number, change: RowChange): RowChange =>
  change.before && change.after && change.before.removedAt === null
    ? { ...change, after: { ...change.after, removedAt: now } }
    : change

/** Whether the row is still as the change left it: only then may it be taken back without losing what came later. */
export function isAsLeft(change: RowChange, row: Row | undefined): boolean {
  if (!change.after) return row === undefined
  return row !== undefined && Object.entries(change.after).every(([column, value]) => row[column] === value)
}

const pick = (row: Row, columns: string[]): Row => Object.fromEntries(columns.map((column) => [column, row[column]!]))

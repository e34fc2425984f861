import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type RunRow = Tables['run']

export const findRun = (db: Db, id: string): Promise<RunRow | undefined> =>
  db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst()

export const openRunOf = (db: Db, machineId: string): Promise<RunRow | undefined> =>
  db.selectFrom('run').selectAll().where('machineId', '=', machineId).where('state', '<>', 'ended').executeTakeFirst()

/** The last run of each of these jobs. */
export async function lastRuns(db: Db, jobIds: string[]): Promise<Map<string, RunRow>> {
  if (jobIds.length === 0) return new Map()
  const rows = await db.selectFrom('run').selectAll().where('jobId', 'in', jobIds).orderBy('claimedAt').execute()
  return new Map(rows.map((row) => [row.jobId, row]))
}

/** The last run of each machine: what may still lie on its bed. */
export async function lastRunOf(db: Db, machineId: string): Promise<RunRow | undefined> {
  return db
    .selectFrom('run')
    .selectAll()
    .where('machineId', '=', machineId)
    .orderBy('claimedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export const countRuns = async (db: Db, jobId: string): Promise<number> =>
  Number(
    (
      await db
        .selectFrom('run')
        .select(({ fn }) => fn.countAll().as('runs'))
        .where('jobId', '=', jobId)
        .executeTakeFirstOrThrow()
    ).runs,
  )

export const openRuns = (db: Db): Promise<RunRow[]> =>
  db.selectFrom('run').selectAll().where('state', '<>', 'ended').execute()

/** Lines and resends of all runs, by printer. */
export const streamTotals = (db: Db) =>
  db
    .selectFrom('run')
    .innerJoin('machine', 'machine.id', 'run.machineId')
    .select(({ fn }) => ['machine.name', fn.sum('linesAcked').as('lines'), fn.sum('resends').as('resends')])
    .groupBy('machine.id')
    .execute()

export const insertRun = (db: Db, run: RunRow) => db.insertInto('run').values(run).execute()

export const updateRun = (db: Db, id: string, change: Partial<RunRow>) =>
  db.updateTable('run').set(change).where('id', '=', id).execute()

export const openRunsIn = (db: Db, labId: string): Promise<RunRow[]> =>
  db.selectFrom('run').selectAll().where('labId', '=', labId).where('state', '<>', 'ended').execute()

import type { Interval } from '#backend/base/interval.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { UsedRun } from './usage.ts'

export type TaskRow = Tables['upkeepTask']

const named = (db: Db) =>
  db
    .selectFrom('upkeepTask')
    .innerJoin('machine', 'machine.id', 'upkeepTask.machineId')
    .selectAll('upkeepTask')
    .select(['machine.name as machineName', 'machine.kind as machineKind'])
    .where('machine.removedAt', 'is', null)
export type NamedTask = Awaited<ReturnType<typeof tasksOf>>[number]

export const tasksOf = (db: Db, labId: string, machineId: string) =>
  named(db)
    .where('upkeepTask.labId', '=', labId)
    .where('machineId', '=', machineId)
    .orderBy('title')
    .orderBy('upkeepTask.id')
    .execute()

export const dueTasks = (db: Db, labId: string): Promise<NamedTask[]> =>
  named(db).where('upkeepTask.labId', '=', labId).where('dueAt', 'is not', null).orderBy('dueAt').execute()

/** Those of which the team was not told that they are due. */
export const quietTasks = (db: Db): Promise<NamedTask[]> => named(db).where('dueAt', 'is', null).execute()

export const findTask = (db: Db, labId: string, id: string): Promise<NamedTask | undefined> =>
  named(db).where('upkeepTask.labId', '=', labId).where('upkeepTask.id', '=', id).executeTakeFirst()

export const insertTask = (db: Db, row: TaskRow) => db.insertInto('upkeepTask').values(row).execute()

export const updateTask = (db: Db, id: string, change: Partial<TaskRow>) =>
  db.updateTable('upkeepTask').set(change).where('id', '=', id).execute()

export const deleteTask = (db: Db, id: string) => db.deleteFrom('upkeepTask').where('id', '=', id).execute()

export const insertDone = (db: Db, row: Tables['upkeepDone']) => db.insertInto('upkeepDone').values(row).execute()

/** So much of a machine's past is read. */
const mostPast = 50

export const doneOn = (db: Db, machineId: string) =>
  db
    .selectFrom('upkeepDone')
    .leftJoin('member', 'member.id', 'upkeepDone.memberId')
    .selectAll('upkeepDone')
    .select('member.name as by')
    .where('machineId', '=', machineId)
    .orderBy('at', 'desc')
    .limit(mostPast)
    .execute()

/** The runs of a printer that printed after `since`, or still do. */
export async function runsSince(db: Db, machineId: string, since: number): Promise<UsedRun[]> {
  const rows = await db
    .selectFrom('run')
    .innerJoin('printJob', 'printJob.id', 'run.jobId')
    .select(['run.printingAt', 'run.endedAt', 'run.outcome', 'run.linesAcked', 'run.linesTotal', 'printJob.quote'])
    .where('run.machineId', '=', machineId)
    .where('run.printingAt', 'is not', null)
    .where((eb) => eb.or([eb('run.endedAt', 'is', null), eb('run.endedAt', '>', since)]))
    .execute()
  return rows.map(({ printingAt, endedAt, outcome, linesAcked, linesTotal, quote }) => ({
    printingAt: printingAt!,
    endedAt,
    isCompleted: outcome === 'completed',
    grams: (JSON.parse(quote ?? '{}') as { grams?: number }).grams ?? 0,
    part: linesTotal > 0 ? Math.min(1, linesAcked / linesTotal) : 0,
  }))
}

/** The bookings of a machine that were kept and whose time goes beyond `since`: nobody says of each that somebody came. */
export const bookingsSince = (db: Db, machineId: string, since: number, now: number): Promise<Interval[]> =>
  db
    .selectFrom('booking')
    .select(['startsAt as start', 'endsAt as end'])
    .where('machineId', '=', machineId)
    .where('state', 'in', ['confirmed', 'checked_in', 'ended'])
    .where('endsAt', '>', since)
    .where('startsAt', '<', now)
    .execute()

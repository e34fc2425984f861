import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

const mostKept = 500

export async function insertLine(db: Db, row: Tables['consoleLine']): Promise<void> {
  await db.insertInto('consoleLine').values(row).execute()
  await db
    .deleteFrom('consoleLine')
    .where('machineId', '=', row.machineId)
    .where('id', 'not in', (eb) =>
      eb
        .selectFrom('consoleLine')
        .select('id')
        .where('machineId', '=', row.machineId)
        .orderBy('at', 'desc')
        .limit(mostKept),
    )
    .execute()
}

/** What the printer said to it. A line that was never sent from here is nobody's. */
export const answerLine = (db: Db, machineId: string, id: string, answer: string) =>
  db.updateTable('consoleLine').set({ answer }).where('machineId', '=', machineId).where('id', '=', id).execute()

export const markRefused = (db: Db, id: string) =>
  db.updateTable('consoleLine').set({ refused: 1 }).where('id', '=', id).execute()

export const lastLines = (db: Db, machineId: string, limit: number) =>
  db
    .selectFrom('consoleLine')
    .leftJoin('member', 'member.id', 'consoleLine.memberId')
    .selectAll('consoleLine')
    .select('member.name as by')
    .where('machineId', '=', machineId)
    .orderBy('at', 'desc')
    .orderBy('consoleLine.id')
    .limit(limit)
    .execute()

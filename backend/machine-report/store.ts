import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type MachineReportRow = Tables['machineReport']

const open = (db: Db, labId: string) =>
  db.selectFrom('machineReport').where('machineReport.labId', '=', labId).where('settledAt', 'is', null)

export const openReports = (db: Db, labId: string) =>
  open(db, labId)
    .innerJoin('machine', 'machine.id', 'machineReport.machineId')
    .leftJoin('member', 'member.id', 'machineReport.memberId')
    .selectAll('machineReport')
    .select(['machine.name as machineName', 'member.name as memberName'])
    .where('machine.removedAt', 'is', null)
    .orderBy('at', 'desc')
    .limit(200)
    .execute()

export const findOpenReport = (db: Db, labId: string, id: string): Promise<MachineReportRow | undefined> =>
  open(db, labId).selectAll().where('id', '=', id).executeTakeFirst()

export const countOpenReports = async (db: Db, labId: string, machineId: string): Promise<number> =>
  Number(
    (
      await open(db, labId)
        .select(({ fn }) => fn.countAll().as('n'))
        .where('machineId', '=', machineId)
        .executeTakeFirstOrThrow()
    ).n,
  )

export const insertReport = (db: Db, report: MachineReportRow) =>
  db.insertInto('machineReport').values(report).execute()

export const settleReport = (db: Db, id: string, at: number, by: string) =>
  db.updateTable('machineReport').set({ settledAt: at, settledBy: by }).where('id', '=', id).execute()

import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { PrintJobState } from './lifecycle.ts'

export type PrintJobRow = Tables['printJob']
/** A job with the names that its view shows. */
export type NamedJobRow = PrintJobRow & {
  ownerName: string
  machineName: string | null
  machineMaterials: string | null
  binName: string | null
}

/** What lies in the bin is no job any more. */
const named = (db: Db) => namedWith(db).where('printJob.removedAt', 'is', null)
const namedWith = (db: Db) =>
  db
    .selectFrom('printJob')
    .innerJoin('member', 'member.id', 'printJob.ownerId')
    .leftJoin('machine', 'machine.id', 'printJob.machineId')
    .leftJoin('shelvedPart', 'shelvedPart.jobId', 'printJob.id')
    .leftJoin('shelfBin', (join) =>
      join.onRef('shelfBin.id', '=', 'shelvedPart.binId').on('shelfBin.removedAt', 'is', null),
    )
    .selectAll('printJob')
    .select(['member.name as ownerName', 'machine.name as machineName', 'machine.materials as machineMaterials'])
    .select('shelfBin.name as binName')

export const findJob = (db: Db, labId: string, id: string): Promise<NamedJobRow | undefined> =>
  named(db).where('printJob.labId', '=', labId).where('printJob.id', '=', id).executeTakeFirst()

/** Also in the bin. */
export const findAnyJob = (db: Db, labId: string, id: string): Promise<PrintJobRow | undefined> =>
  db.selectFrom('printJob').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

/** The words of a job's history: who did what and when stays. */
export const forgetEventWords = (db: Db, jobId: string) =>
  db.updateTable('jobEvent').set({ reason: null, evidence: null }).where('jobId', '=', jobId).execute()

export const findJobByUpload = (db: Db, labId: string, uploadId: string): Promise<NamedJobRow | undefined> =>
  named(db).where('printJob.labId', '=', labId).where('printJob.uploadId', '=', uploadId).executeTakeFirst()

export const jobsOf = (db: Db, ownerId: string): Promise<NamedJobRow[]> =>
  named(db).where('printJob.ownerId', '=', ownerId).orderBy('printJob.since', 'desc').limit(200).execute()

/** What this maker threw away, until it is forgotten. */
export const jobsInBin = (db: Db, ownerId: string, since: number): Promise<NamedJobRow[]> =>
  namedWith(db)
    .where('printJob.ownerId', '=', ownerId)
    .where('printJob.removedAt', '>', since)
    .orderBy('printJob.removedAt', 'desc')
    .execute()

/** Over, and untouched since then: nobody waits for it. */
export const jobsGrownOld = (db: Db, states: readonly PrintJobState[], before: number): Promise<PrintJobRow[]> =>
  db
    .selectFrom('printJob')
    .selectAll()
    .where('removedAt', 'is', null)
    .where('fileSha256', '!=', '')
    .where('state', 'in', [...states])
    .where((eb) => eb(eb.fn.coalesce('keptFrom', 'since'), '<', before))
    .orderBy('ownerId')
    .limit(200)
    .execute()

/** What has lain in the bin long enough, and still says whose it was. */
export const jobsToForget = (db: Db, before: number): Promise<PrintJobRow[]> =>
  db
    .selectFrom('printJob')
    .selectAll()
    .where('removedAt', '<=', before)
    .where('fileSha256', '!=', '')
    .limit(100)
    .execute()

/** How much the lab keeps of a member's files: each once, however many jobs it has; not what lies in the bin. */
export const bytesOf = async (db: Db, ownerId: string): Promise<number> => {
  const files = db
    .selectFrom('printJob')
    .select(['fileSha256', (eb) => eb.fn.max('fileBytes').as('bytes')])
    .where('ownerId', '=', ownerId)
    .where('removedAt', 'is', null)
    .groupBy('fileSha256')
  const found = await db
    .selectFrom(files.as('file'))
    .select((eb) => eb.fn.sum<number>('file.bytes').as('bytes'))
    .executeTakeFirst()
  return Number(found?.bytes ?? 0)
}

/** Whether another job still needs these bytes. */
export const isFileUsed = async (db: Db, sha256: string): Promise<boolean> =>
  (await db
    .selectFrom('printJob')
    .select('id')
    .where((eb) => eb.or([eb('fileSha256', '=', sha256), eb('gcodeSha256', '=', sha256)]))
    .executeTakeFirst()) !== undefined

export const jobsInStates = (db: Db, labId: string, states: PrintJobState[]): Promise<NamedJobRow[]> =>
  named(db)
    .where('printJob.labId', '=', labId)
    .where('printJob.state', 'in', states)
    .orderBy('printJob.since')
    .limit(500)
    .execute()

/** The queue of each printer: who waits, first come first. */
export const queuedJobs = (db: Db, labId: string) =>
  db
    .selectFrom('printJob')
    .select(['id', 'machineId'])
    .where('labId', '=', labId)
    .where('state', '=', 'queued')
    .orderBy('queuedAt')
    .orderBy('id')
    .execute()

export async function queuedCounts(db: Db, labId: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { machineId } of await queuedJobs(db, labId)) {
    if (machineId) counts.set(machineId, (counts.get(machineId) ?? 0) + 1)
  }
  return counts
}

/** Without those of people who do not want their code shown at the reception. */
export const codesToCollect = async (db: Db, labId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('printJob')
    .select('code')
    .where('labId', '=', labId)
    .where('state', '=', 'awaiting_pickup')
    .where('ownerId', 'not in', (eb) =>
      eb
        .selectFrom('messagePreference')
        .select('memberId')
        .where('kind', '=', 'job_ready')
        .where('channel', '=', 'kiosk')
        .where('isOn', '=', 0),
    )
    .orderBy('since')
    .execute()
  return rows.map(({ code }) => code)
}

/** Whether a job that is still alive bears this code. */
export const isCodeInUse = async (db: Db, labId: string, code: string): Promise<boolean> =>
  (await db
    .selectFrom('printJob')
    .select('id')
    .where('labId', '=', labId)
    .where('code', '=', code)
    .where('state', 'not in', ['collected', 'cancelled', 'rejected'])
    .executeTakeFirst()) !== undefined

export const jobsBeingSliced = (db: Db): Promise<PrintJobRow[]> =>
  db.selectFrom('printJob').selectAll().where('slicing', '=', 'running').execute()

export const isGcodeOfBridge = async (db: Db, bridgeId: string, sha256: string): Promise<boolean> =>
  (await db
    .selectFrom('run')
    .innerJoin('printer', 'printer.machineId', 'run.machineId')
    .select('run.id')
    .where('printer.bridgeId', '=', bridgeId)
    .where('run.gcodeSha256', '=', sha256)
    .where('run.state', '<>', 'ended')
    .executeTakeFirst()) !== undefined

export const insertJob = (db: Db, job: PrintJobRow) => db.insertInto('printJob').values(job).execute()

export const updateJob = (db: Db, id: string, change: Partial<PrintJobRow>) =>
  db.updateTable('printJob').set(change).where('id', '=', id).execute()

/** The history of a job is only ever added to. */
export const insertJobEvent = (db: Db, event: Omit<Tables['jobEvent'], 'id'>) =>
  db
    .insertInto('jobEvent')
    .values({ id: randomId(), ...event })
    .execute()

export const jobEvents = (db: Db, jobId: string) =>
  db
    .selectFrom('jobEvent')
    .select(['at', 'actorId', 'action', 'fromState', 'toState', 'reason'])
    .where('jobId', '=', jobId)
    .orderBy('at')
    .execute()

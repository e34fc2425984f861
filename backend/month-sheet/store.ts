import type { Interval } from '#backend/base/interval.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type SettlementRow = Tables['settlement']

/** Whose it is, and the organization that paid for them then, where there was one. */
const payer = [
  'member.id as memberId',
  'member.name as memberName',
  'organization.id as organizationId',
  'organization.name as organizationName',
] as const

/**
 * The prints that ended during `span` and gave a part: of each job the last run, where it was completed and the part is still
 * held to be one. A job is found once.
 */
export const finishedPrints = (db: Db, labId: string, span: Interval) =>
  db
    .selectFrom('run')
    .innerJoin('printJob', 'printJob.id', 'run.jobId')
    .innerJoin('member', 'member.id', 'printJob.ownerId')
    .leftJoin('organization', 'organization.id', 'printJob.payerOrganizationId')
    .select(['printJob.quote', ...payer])
    .where('run.labId', '=', labId)
    .where('run.outcome', '=', 'completed')
    .where('run.endedAt', '>=', span.start)
    .where('run.endedAt', '<', span.end)
    .where('printJob.state', 'in', ['awaiting_pickup', 'collected'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('run as later')
            .select('later.id')
            .whereRef('later.jobId', '=', 'run.jobId')
            .whereRef('later.attempt', '>', 'run.attempt'),
        ),
      ),
    )
    .execute()

/** The bookings that ended during `span`, with whose they are. */
export const endedBookings = (db: Db, labId: string, span: Interval) =>
  db
    .selectFrom('booking')
    .innerJoin('machine', 'machine.id', 'booking.machineId')
    .innerJoin('member', 'member.id', 'booking.memberId')
    .leftJoin('organization', 'organization.id', 'booking.payerOrganizationId')
    .select(['booking.startsAt', 'booking.endsAt', 'booking.cents', 'machine.name as machine'])
    .select([...payer])
    .where('booking.labId', '=', labId)
    .where('booking.state', 'in', ['confirmed', 'checked_in', 'ended'])
    .where('booking.endsAt', '>=', span.start)
    .where('booking.endsAt', '<', span.end)
    .execute()

export const settlementsIn = (db: Db, labId: string, month: string) =>
  db
    .selectFrom('settlement')
    .leftJoin('member', 'member.id', 'settlement.byId')
    .selectAll('settlement')
    .select('member.name as byName')
    .where('settlement.labId', '=', labId)
    .where('month', '=', month)
    .execute()

export const findSettlement = (db: Db, labId: string, id: string): Promise<SettlementRow | undefined> =>
  db.selectFrom('settlement').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

export const insertSettlement = (db: Db, row: SettlementRow) => db.insertInto('settlement').values(row).execute()

export const deleteSettlement = (db: Db, id: string) => db.deleteFrom('settlement').where('id', '=', id).execute()

/** Also of those who have left: what they owe is still to be settled. */
export const nameOf = async (
  db: Db,
  labId: string,
  kind: 'member' | 'organization',
  id: string,
): Promise<string | undefined> =>
  (await db.selectFrom(kind).select('name').where('labId', '=', labId).where('id', '=', id).executeTakeFirst())?.name

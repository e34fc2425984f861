import { sql } from 'kysely'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type MailRow = Tables['mail']
export type SmtpRow = Tables['smtp']

/** Inserts it unless there is one for the same thing. */
export const insertMail = (db: Db, mail: MailRow) =>
  db
    .insertInto('mail')
    .values(mail)
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/** What waits first, then what is settled, the newest first. */
export const listMails = (db: Db, labId: string): Promise<MailRow[]> =>
  db
    .selectFrom('mail')
    .selectAll()
    .where('labId', '=', labId)
    .orderBy((eb) => eb.case().when('state', 'in', ['waiting', 'sending']).then(0).else(1).end())
    .orderBy('createdAt', 'desc')
    .limit(200)
    .execute()

export const findMail = (db: Db, labId: string, id: string): Promise<MailRow | undefined> =>
  db.selectFrom('mail').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

export const updateMail = (db: Db, id: string, change: Partial<MailRow>) =>
  db.updateTable('mail').set(change).where('id', '=', id).execute()

/** The next mail whose time has come; those that were tried least come first, so that one that hangs holds nobody up. */
export const nextDue = (db: Db, now: number, cutOffBefore: number): Promise<MailRow | undefined> =>
  db
    .selectFrom('mail')
    .innerJoin('smtp', 'smtp.labId', 'mail.labId')
    .selectAll('mail')
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'waiting'), eb('nextAt', '<=', now)]),
        eb.and([eb('state', '=', 'sending'), eb('sendingSince', '<=', cutOffBefore)]),
      ]),
    )
    .orderBy('attempts')
    .orderBy('nextAt')
    .orderBy('createdAt')
    .limit(1)
    .executeTakeFirst()

/** Settles an attempt, unless somebody else has taken the mail over since. */
export const settleAttempt = (db: Db, { id, attempts }: MailRow, change: Partial<MailRow>) =>
  db
    .updateTable('mail')
    .set({ sendingSince: null, ...change })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('attempts', '=', attempts)
    .execute()

/** Every mail waits for the server together: it is one mail that knocks. */
export const holdBack = (db: Db, labId: string, until: number, problem: string, detail: string) =>
  db
    .updateTable('mail')
    .set({ nextAt: sql<number>`max(next_at, ${until})`, problem, detail })
    .where('labId', '=', labId)
    .where('state', '=', 'waiting')
    .execute()

export const failTooLate = (db: Db, now: number) =>
  db
    .updateTable('mail')
    .set({ state: 'failed', problem: 'too-late', settledAt: now })
    .where('state', '=', 'waiting')
    .where('goodUntil', '<', now)
    .execute()

/** Whoever left the lab, or was taken out of it, is written to no more. */
export const cancelForGone = (db: Db, now: number) =>
  db
    .updateTable('mail')
    .set({ state: 'cancelled', settledAt: now })
    .where('state', '=', 'waiting')
    .where('memberId', 'in', (eb) => eb.selectFrom('member').select('id').where('removedAt', 'is not', null))
    .execute()

export const cancelWaiting = (db: Db, labId: string, now: number) =>
  db
    .updateTable('mail')
    .set({ state: 'cancelled', settledAt: now })
    .where('labId', '=', labId)
    .where('state', '=', 'waiting')
    .execute()

export const deleteMailsSettledBefore = (db: Db, before: number) =>
  db.deleteFrom('mail').where('settledAt', '<', before).execute()

export const findSmtp = (db: Db, labId: string): Promise<SmtpRow | undefined> =>
  db.selectFrom('smtp').selectAll().where('labId', '=', labId).executeTakeFirst()

export const putSmtp = (db: Db, { labId, ...rest }: SmtpRow) =>
  db
    .insertInto('smtp')
    .values({ labId, ...rest })
    .onConflict((conflict) => conflict.column('labId').doUpdateSet(rest))
    .execute()

export const deleteSmtp = (db: Db, labId: string) => db.deleteFrom('smtp').where('labId', '=', labId).execute()

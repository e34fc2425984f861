import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type AnnouncementRow = Tables['announcement']

/** Those that are shown now or later. */
export const announcementsFrom = (db: Db, labId: string, now: number): Promise<AnnouncementRow[]> =>
  db
    .selectFrom('announcement')
    .selectAll()
    .where('labId', '=', labId)
    .where('endedAt', 'is', null)
    .where('endsAt', '>', now)
    .orderBy('startsAt')
    .execute()

/** The last ones, with when they were mailed. */
export const lastAnnouncements = (db: Db, labId: string) =>
  db
    .selectFrom('announcement')
    .leftJoin('announcementMailing', 'announcementMailing.announcementId', 'announcement.id')
    .selectAll('announcement')
    .select('announcementMailing.at as mailedAt')
    .where('announcement.labId', '=', labId)
    .orderBy('startsAt', 'desc')
    .limit(30)
    .execute()

/** Those that shall be mailed, are shown, and have stood unchanged since `settledBefore`. */
export const announcementsToMail = (db: Db, now: number, settledBefore: number): Promise<AnnouncementRow[]> =>
  db
    .selectFrom('announcement')
    .selectAll()
    .where('byMail', '=', 1)
    .where('id', 'not in', (eb) => eb.selectFrom('announcementMailing').select('announcementId'))
    .where('endedAt', 'is', null)
    .where('startsAt', '<=', now)
    .where('endsAt', '>', now)
    .where('changedAt', '<=', settledBefore)
    .execute()

export const insertMailing = (db: Db, mailing: Tables['announcementMailing']) =>
  db.insertInto('announcementMailing').values(mailing).execute()

export const findAnnouncement = (db: Db, labId: string, id: string): Promise<AnnouncementRow | undefined> =>
  db.selectFrom('announcement').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

export const insertAnnouncement = (db: Db, row: AnnouncementRow) => db.insertInto('announcement').values(row).execute()

export const updateAnnouncement = (db: Db, id: string, change: Partial<AnnouncementRow>) =>
  db.updateTable('announcement').set(change).where('id', '=', id).execute()

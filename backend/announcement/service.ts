import { Refusal } from '#backend/base/refusal.ts'
import type { Language } from '#backend/base/language.ts'
import type { Act } from '#backend/change/acts.ts'
import { recorded, versionOf } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { queueMail } from '#backend/mail/service.ts'
import { findSmtp } from '#backend/mail/store.ts'
import { membersWithEmail } from '#backend/member/store.ts'
import { wordsOf } from '#backend/message/kinds.ts'
import { wants } from '#backend/message/service.ts'
import type { Announcement, AnnouncementInput, Done, KeptAnnouncement } from './schema.ts'
import {
  announcementsFrom,
  announcementsToMail,
  findAnnouncement,
  insertAnnouncement,
  insertMailing,
  lastAnnouncements,
  updateAnnouncement,
  type AnnouncementRow,
} from './store.ts'

/** Screens show it at once and forget it at once; a mail cannot be called back, so it leaves a minute later. */
const secondThoughtsMs = 60_000

export const announcements = async (app: App, labId: string): Promise<Announcement[]> =>
  (await announcementsFrom(app.db, labId, app.now())).map(asAnnouncement)

export async function allAnnouncements(db: Db, labId: string): Promise<KeptAnnouncement[]> {
  const kept: KeptAnnouncement[] = []
  for (const { mailedAt, ...row } of await lastAnnouncements(db, labId))
    kept.push({ ...asAnnouncement(row), mailedAt, version: await versionOf(db, labId, subjectOf(row.id)) })
  return kept
}

export const announce = (app: App, caller: MemberCaller, input: AnnouncementInput): Promise<Done> => {
  const row = { ...asColumns(input), id: randomId(), labId: caller.labId, endedAt: null, changedAt: app.now() }
  return change(app, caller, 'announcement.made', row, undefined, (tx) => insertAnnouncement(tx, row))
}

export async function changeAnnouncement(
  app: App,
  caller: MemberCaller,
  id: string,
  { version, ...input }: AnnouncementInput & { version: string },
): Promise<Done> {
  const now = { ...asColumns(input), changedAt: app.now() }
  const row = { ...(await mustFind(app.db, caller, id)), ...now }
  return change(app, caller, 'announcement.changed', row, version, (tx) => updateAnnouncement(tx, id, now))
}

export async function endAnnouncement(app: App, caller: MemberCaller, id: string): Promise<Done> {
  const row = await mustFind(app.db, caller, id)
  const ended = { endedAt: row.endedAt ?? app.now() }
  return change(app, caller, 'announcement.ended', row, undefined, (tx) => updateAnnouncement(tx, id, ended))
}

/** Kept in the history, from where it can be taken back; every screen hears of it. */
async function change(
  app: App,
  caller: MemberCaller,
  act: Act,
  row: AnnouncementRow,
  version: string | undefined,
  work: (tx: Db) => Promise<unknown>,
): Promise<Done> {
  const done = await app.db.transaction().execute(async (tx) => {
    const title = row.fr || row.en
    const watch = [{ table: 'announcement' as const, where: { id: row.id, labId: row.labId } }]
    const doing = { act, subject: subjectOf(row.id), title, version, watch }
    const { change } = await recorded(app, caller, tx, doing, () => work(tx))
    return { announcements: await allAnnouncements(tx, caller.labId), change }
  })
  app.publish('lab:changed', { to: 'lab' })
  return done
}

const subjectOf = (id: string): string => `announcement:${id}`

async function mustFind(db: Db, caller: MemberCaller, id: string): Promise<AnnouncementRow> {
  const found = await findAnnouncement(db, caller.labId, id)
  if (!found) throw new Refusal('announcement.not-found')
  return found
}

/** Each announcement goes once to each member who has an address and wants such mail. */
export async function mailAnnouncements(app: App): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const now = app.now()
    for (const row of await announcementsToMail(tx, now, now - secondThoughtsMs)) {
      const lab = await findLab(tx)
      if (!lab || !(await findSmtp(tx, row.labId))) continue
      for (const member of await membersWithEmail(tx, row.labId)) {
        if (!(await wants(tx, member.id, 'announcement', 'mail'))) continue
        const words = wordsOf('announcement', row, member.language as Language, lab.timeZone)
        const once = `${subjectOf(row.id)}:${member.id}`
        await queueMail(app, tx, { lab, member, kind: 'announcement', words, goTo: '/', once, goodUntil: row.endsAt })
      }
      await insertMailing(tx, { announcementId: row.id, labId: row.labId, at: now })
    }
  })
}

const asColumns = ({ byMail, ...input }: AnnouncementInput) => ({ ...input, byMail: byMail ? 1 : 0 })

const asAnnouncement = ({ id, fr, en, startsAt, endsAt, byMail, endedAt }: AnnouncementRow): Announcement => ({
  id,
  fr,
  en,
  startsAt,
  endsAt,
  byMail: byMail === 1,
  endedAt,
})

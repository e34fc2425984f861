import { eventOf } from '#backend/calendar-feed/event.ts'
import { calendarText } from '#backend/calendar-feed/ical.ts'
import { bookingsToTell } from '#backend/calendar-feed/store.ts'
import type { Language } from '#backend/base/language.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { queueMail } from '#backend/mail/service.ts'
import { findSmtp } from '#backend/mail/store.ts'
import { findMemberRow, listMemberRows } from '#backend/member/store.ts'
import { inAllLanguages, kindNames, kinds, wordsOf, type Channel, type Facts, type Kind } from './kinds.ts'
import type { Message, Preferences } from './schema.ts'
import {
  countUnread,
  deleteMessagesBefore,
  findMessage,
  insertMessage,
  markRead,
  messagesOf,
  preferencesOf,
  putPreference,
  type MessageRow,
} from './store.ts'

/** What telling somebody something takes from the world. */
export type Teller = Pick<App, 'db' | 'now' | 'log' | 'publish' | 'network'>

const keptMs = 183 * 86_400_000

export type News<K extends Kind> = {
  labId: string
  memberId: string
  kind: K
  facts: Facts[K]
  /** Who did it: what people do themselves is noted as read, and mailed only to those who wish a mail of their own bookings. */
  actorId?: string | null
  /** The booking or the job that it is about. */
  subject?: string
  /** All the bookings, where it is about several. */
  subjects?: string[]
  /** Told once for each of these, however often it is asked. */
  once?: string
  /** A mail that could not leave before this instant is not sent any more. */
  goodUntil?: number
}

/**
 * Tells a member something, in the transaction of the act that it tells of: the message and its mail are there when the act
 * is, or neither. Their pages hear of it once it is committed; the caller has nothing more to do. Gives whether it was new.
 */
export async function tellMember<K extends Kind>(app: Teller, tx: Db, news: News<K>): Promise<boolean> {
  const { labId, memberId, kind, facts, actorId, subject = null, subjects, once = null, goodUntil } = news
  const member = await findMemberRow(tx, labId, memberId)
  const lab = await findLab(tx)
  if (!member || !lab) return false
  const isOwn = actorId === memberId
  const at = app.now()
  const row = { id: randomId(), labId, memberId, kind, facts: JSON.stringify(facts), subject, once, at }
  const isNew = await insertMessage(tx, { ...row, readAt: isOwn ? at : null })
  if (!isNew) return false
  const chosen = isOwn && kind.startsWith('booking_') ? 'booking_confirmed' : kind
  if (await wants(tx, memberId, chosen, 'mail')) {
    const words = wordsOf(kind, facts, member.language as Language, lab.timeZone)
    const goTo = kinds[kind].goTo(facts)
    const calendar = kinds[kind].calendar && (await calendarOf(tx, subjects ?? (subject ? [subject] : [])))
    await queueMail(app, tx, {
      lab,
      member,
      kind,
      words,
      goTo,
      once: row.id,
      calendar,
      ...(goodUntil && { goodUntil }),
    })
  }
  whenCommitted(app, row.id)
  return true
}

/** The same for everybody of the staff. */
export async function tellStaff<K extends Kind>(app: Teller, tx: Db, news: Omit<News<K>, 'memberId'>): Promise<void> {
  for (const { id, role } of await listMemberRows(tx, news.labId))
    if (atLeast(role as Role, 'staff')) await tellMember(app, tx, { ...news, memberId: id } as News<K>)
}

/** The bookings as a calendar program takes them: the same events as in the feed, whoever came first. */
async function calendarOf(tx: Db, bookingIds: string[]): Promise<string | undefined> {
  const rows = (await Promise.all(bookingIds.map((bookingId) => bookingsToTell(tx, { bookingId }, 0)))).flat()
  return (
    rows[0] &&
    calendarText(
      rows[0].machine,
      rows.map((row) => eventOf(row)),
    )
  )
}

/**
 * The one connection belongs to the transaction until it ends: this read waits for that, and finds the message only when it
 * was committed.
 */
function whenCommitted(app: Teller, id: string): void {
  findMessage(app.db, id)
    .then((message) => message && publishUnread(app, message.memberId))
    .catch((error: unknown) => app.log.warn({ err: error }, 'a new message was not shown at once'))
}

async function publishUnread(app: Teller, memberId: string): Promise<{ unread: number }> {
  const unread = { unread: await countUnread(app.db, memberId) }
  app.publish('message:changed', { to: 'member', id: memberId }, unread)
  return unread
}

/** Whether this member wants this kind this way: their own choice, or what is usual. */
export async function wants(db: Db, memberId: string, kind: Kind, channel: Channel): Promise<boolean> {
  const own = (await preferencesOf(db, memberId)).find((row) => row.kind === kind && row.channel === channel)
  return own ? own.isOn === 1 : kinds[kind][channel] === true
}

export async function listMessages(app: Teller, caller: MemberCaller): Promise<Message[]> {
  const lab = await findLab(app.db)
  const rows = await messagesOf(app.db, caller.id)
  return rows.flatMap((row) => asMessage(row, lab?.timeZone ?? 'Europe/Paris'))
}

/** A message of a kind that this version no longer knows is left out. */
function asMessage({ id, kind, facts, at, readAt }: MessageRow, timeZone: string): Message[] {
  if (!isKind(kind)) return []
  const said = JSON.parse(facts) as Facts[typeof kind]
  const goTo = (kinds[kind].goTo as (facts: Facts[Kind]) => string)(said)
  return [{ id, kind, at, isRead: readAt !== null, words: inAllLanguages(kind, said, timeZone), goTo }]
}

const isKind = (text: string): text is Kind => (kindNames as string[]).includes(text)

export const unreadOf = async (app: Teller, caller: MemberCaller): Promise<{ unread: number }> => ({
  unread: await countUnread(app.db, caller.id),
})

/** Marks messages of the caller's own as read: other people's ids change nothing. */
export async function readMessages(app: Teller, caller: MemberCaller, ids?: string[]): Promise<{ unread: number }> {
  if (ids?.length !== 0) await markRead(app.db, caller.id, ids, app.now())
  return publishUnread(app, caller.id)
}

export async function preferences(app: Teller, caller: MemberCaller): Promise<Preferences> {
  const rows = await preferencesOf(app.db, caller.id)
  const member = await findMemberRow(app.db, caller.labId, caller.id)
  const choice = (kind: Kind, channel: Channel, usual: boolean): boolean => {
    const own = rows.find((row) => row.kind === kind && row.channel === channel)
    return own ? own.isOn === 1 : usual
  }
  return {
    email: member?.email ?? null,
    labMails: (await findSmtp(app.db, caller.labId)) !== undefined,
    kinds: kindNames
      .filter((kind) => atLeast(caller.role, kinds[kind].who ?? 'visitor'))
      .map((kind) => {
        const { mail, kiosk } = kinds[kind]
        return {
          kind,
          mail: choice(kind, 'mail', mail),
          kiosk: kiosk === undefined ? null : choice(kind, 'kiosk', kiosk),
        }
      }),
  }
}

export async function prefer(
  app: App,
  caller: MemberCaller,
  { kind, channel, on }: { kind: Kind; channel: Channel; on: boolean },
): Promise<Preferences> {
  if (kinds[kind][channel] === undefined) throw new Refusal('input.invalid')
  await putPreference(app.db, { labId: caller.labId, memberId: caller.id, kind, channel, isOn: on ? 1 : 0 })
  // The screens at the reception read again what they may show.
  if (channel === 'kiosk') app.publish('lab:changed', { to: 'lab' })
  return preferences(app, caller)
}

export const forgetOldMessages = (app: Pick<App, 'db' | 'now'>) => deleteMessagesBefore(app.db, app.now() - keptMs)

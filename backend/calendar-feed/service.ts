import { Refusal } from '#backend/base/refusal.ts'
import type { Language } from '#backend/base/language.ts'
import { noted } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { hashToken, randomId, randomToken } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMachine } from '#backend/machine/store.ts'
import { eventOf, lastChange } from './event.ts'
import { calendarText } from './ical.ts'
import type { Feed } from './schema.ts'
import { bookingsToTell, deleteFeed, feedByToken, findFeed, insertFeed, type FeedOf } from './store.ts'

const month = 30 * 86_400_000

export async function feedOf(db: Db, of: FeedOf): Promise<Feed> {
  const row = await findFeed(db, of)
  return { since: row?.createdAt ?? null, showsNames: row?.showsNames === 1 }
}

/** A new secret in the place of the old one: who had that reads nothing any more. */
export async function makeFeed(
  app: App,
  caller: MemberCaller,
  of: FeedOf,
  showsNames = false,
): Promise<Feed & { url: string }> {
  const token = randomToken()
  await app.db.transaction().execute(async (tx) => {
    await deleteFeed(tx, of)
    await insertFeed(tx, {
      id: randomId(),
      labId: caller.labId,
      tokenHash: hashToken(token),
      memberId: 'memberId' in of ? of.memberId : null,
      machineId: 'machineId' in of ? of.machineId : null,
      showsNames: showsNames ? 1 : 0,
      createdAt: app.now(),
    })
    await noteMachineFeed(app, tx, caller, of, 'machine-feed.made')
  })
  return { ...(await feedOf(app.db, of)), url: `${app.network.url()}/api/feeds/${token}.ics` }
}

export async function revokeFeed(app: App, caller: MemberCaller, of: FeedOf): Promise<Feed> {
  await app.db.transaction().execute(async (tx) => {
    if (!(await findFeed(tx, of))) return
    await deleteFeed(tx, of)
    await noteMachineFeed(app, tx, caller, of, 'machine-feed.revoked')
  })
  return feedOf(app.db, of)
}

/** What a member does with their own calendar is their own affair; what staff give out of a machine is kept. */
async function noteMachineFeed(
  app: App,
  tx: Db,
  caller: MemberCaller,
  of: FeedOf,
  act: 'machine-feed.made' | 'machine-feed.revoked',
): Promise<void> {
  if (!('machineId' in of)) return
  const machine = await findMachine(tx, caller.labId, of.machineId)
  if (!machine) throw new Refusal('machine.not-found')
  await noted(app, caller, tx, { act, subject: `machine:${machine.id}`, title: machine.name })
}

/** What a calendar program reads, and when that last changed. An address that was revoked, and one that never was, are answered alike. */
export async function readFeed(app: App, token: string): Promise<{ text: string; changedAt: number }> {
  const feed = await feedByToken(app.db, hashToken(token))
  const lab = await findLab(app.db)
  if (!feed || !lab) throw new Refusal('calendar-feed.not-found')
  const language = lab.language as Language
  const of = feed.memberId === null ? { machineId: feed.machineId! } : { memberId: feed.memberId }
  const rows = await bookingsToTell(app.db, of, app.now() - month)
  const isMachine = feed.machineId !== null
  const name = isMachine ? (await findMachine(app.db, lab.id, feed.machineId!))?.name : undefined
  const events = rows.map((row) => eventOf(row, isMachine ? whoOf(row, feed.showsNames === 1, language) : undefined))
  return {
    text: calendarText(name ? `${name} · ${lab.name}` : lab.name, events),
    changedAt: Math.max(feed.createdAt, ...rows.map(lastChange)),
  }
}

const whoOf = ({ who }: { who: string }, showsNames: boolean, language: Language): string =>
  showsNames ? who : { fr: 'Réservé', en: 'Booked' }[language]

/** One booking of the caller's own. */
export async function bookingAsCalendar(app: App, caller: MemberCaller, id: string): Promise<string> {
  const [row] = await bookingsToTell(app.db, { bookingId: id }, 0)
  if (!row || row.labId !== caller.labId || row.memberId !== caller.id) throw new Refusal('booking.not-found')
  return calendarText(row.machine, [eventOf(row)])
}

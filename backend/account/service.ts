import { Refusal } from '#backend/base/refusal.ts'
import { bookingsAhead, markCancelled, type BookingRow } from '#backend/booking/store.ts'
import { tellHolder } from '#backend/booking/service.ts'
import { publishBooking, publishBookingById } from '#backend/booking/views.ts'
import { undoableMs } from '#backend/change/acts.ts'
import type { Row, RowChange } from '#backend/change/rows.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { noted, recorded } from '#backend/change/service.ts'
import type { Watched } from '#backend/change/store.ts'
import { tell } from '#backend/change/told.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { isDuplicate, type Db } from '#backend/io/database.ts'
import { hashPassphrase, verifyPassphrase } from '#backend/io/password.ts'
import { randomCode, randomNumbers } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { nameKey } from '#backend/member/name-key.ts'
import { inventPassphrase, passphraseWords } from '#backend/member/passphrase.ts'
import { mayEdit, mayReset, mayRule } from '#backend/member/rank.ts'
import type { MemberFile, OwnMember } from '#backend/member/schema.ts'
import { about, mustReach, unknownPerson } from '#backend/member/service.ts'
import { deleteSessionsOf, findMemberRow, keepingAnAdmin, updateMember, type MemberRow } from '#backend/member/store.ts'
import type { ShownAs } from '#backend/member/shown-name.ts'
import { findOwnMember, memberFileOf } from '#backend/member/views.ts'
import { forgetMessagesOf } from '#backend/message/store.ts'
import { tellMember } from '#backend/message/service.ts'
import { mergePeople } from './merge.ts'
import type { MergePreview } from './schema.ts'
import {
  changesAbout,
  countOf,
  deleteOtherSessions,
  forgetHistoryOf,
  forgetWhatIsTheirs,
  mentionsOfMembers,
  moveMentions,
  removedBefore,
  rowsThatMention,
  sessionTimes,
} from './store.ts'

type Changed = { file: MemberFile; change: Receipt | null }

/** The old passphrase is asked: a phone that was left open gives nobody the account. Every other session ends. */
export async function changePassphrase(
  app: App,
  caller: MemberCaller,
  secret: { old: string; new: string },
): Promise<{ ended: number }> {
  await mustKnowPassphrase(app, caller, secret.old)
  const passphraseHash = await hashPassphrase(secret.new)
  await updateMember(app.db, caller.id, { passphraseHash })
  const ended = await deleteOtherSessions(app.db, caller.id, caller.sessionHash)
  for (const hash of ended) app.disconnect(`session:${hash}`)
  return { ended: ended.length }
}

async function mustKnowPassphrase(app: App, caller: MemberCaller, passphrase: string): Promise<void> {
  const row = await findMemberRow(app.db, caller.labId, caller.id)
  if (!(await verifyPassphrase(row?.passphraseHash, passphrase))) throw new Refusal('member.wrong-passphrase')
}

export async function resetRead(app: App, caller: MemberCaller): Promise<{ member: OwnMember }> {
  await updateMember(app.db, caller.id, { resetAt: null, resetBy: null })
  return own(app, caller)
}

export async function changeOwn(
  app: App,
  caller: MemberCaller,
  wanted: { email?: string | null | undefined; shownAs?: ShownAs | undefined },
): Promise<{ member: OwnMember }> {
  const email = wanted.email === undefined ? {} : { email: wanted.email?.trim().toLowerCase() ?? null }
  const shownAs = wanted.shownAs === undefined ? {} : { shownAs: wanted.shownAs }
  const change = { ...email, ...shownAs }
  try {
    if (Object.keys(change).length) await updateMember(app.db, caller.id, change)
  } catch (error) {
    throw isDuplicate(error) ? new Refusal('member.email-taken') : error
  }
  return own(app, caller)
}

async function own(app: App, caller: MemberCaller): Promise<{ member: OwnMember }> {
  const member = await findOwnMember(app, caller.labId, caller.id)
  if (!member) throw new Refusal('member.not-found')
  return { member }
}

/**
 * A new passphrase for somebody of a lower role, told once. The owner reads who did it until they say so: whoever could take it
 * back could use the account unseen, so it cannot be taken back.
 */
export async function reset(
  app: App,
  caller: MemberCaller,
  id: string,
): Promise<{ name: string; code: string; passphrase: string }> {
  const passphrase = inventPassphrase(randomNumbers(passphraseWords))
  const passphraseHash = await hashPassphrase(passphrase)
  const { row, ended } = await app.db.transaction().execute(async (tx) => {
    const row = await mustReach(tx, caller, id, mayReset)
    const ended = await writeReset(app, tx, caller, row, passphraseHash)
    const facts = { what: 'passphrase_reset' as const, by: caller.name }
    await tellMember(app, tx, { labId: row.labId, memberId: id, kind: 'account', facts, actorId: caller.id })
    return { row, ended }
  })
  for (const hash of ended) app.disconnect(`session:${hash}`)
  return { name: row.name, code: row.code, passphrase }
}

/** Also for the command on the lab's own computer, where nobody is signed in. */
export async function writeReset(
  app: Pick<App, 'now'>,
  tx: Db,
  author: { id: string | null; labId: string },
  row: MemberRow,
  passphraseHash: string,
): Promise<string[]> {
  await updateMember(tx, row.id, { passphraseHash, resetAt: app.now(), resetBy: author.id })
  await noted(app, author, tx, about('member.passphrase-reset', row, []))
  return deleteSessionsOf(tx, row.id)
}

/** Bookings ahead stay: the page says how many, and cancels them if that is meant. */
export async function suspend(app: App, caller: MemberCaller, id: string, reason: string): Promise<Changed> {
  return endingSessions(app, caller, id, async (tx, row) => {
    const doing = about('member.suspended', row, [{ table: 'member', where: { id } }])
    return recorded(app, caller, tx, doing, () =>
      updateMember(tx, id, { suspendedAt: row.suspendedAt ?? app.now(), suspendedReason: reason }),
    )
  })
}

export async function resume(app: App, caller: MemberCaller, id: string): Promise<Changed> {
  const { change } = await app.db.transaction().execute(async (tx) => {
    const row = await mustReach(tx, caller, id, mayRule)
    const doing = about('member.resumed', row, [{ table: 'member', where: { id } }])
    return recorded(app, caller, tx, doing, () => updateMember(tx, id, { suspendedAt: null, suspendedReason: null }))
  })
  return { file: await memberFileOf(app, caller, id), change }
}

async function endingSessions(
  app: App,
  caller: MemberCaller,
  id: string,
  work: (tx: Db, row: MemberRow) => Promise<{ change: Receipt | null }>,
): Promise<Changed> {
  const change = await takingAway(app, caller, id, work)
  return { file: await memberFileOf(app, caller, id), change }
}

/** Takes the way in away from somebody of a lower role: never from oneself, never from the last admin. */
async function takingAway(
  app: App,
  caller: MemberCaller,
  id: string,
  work: (tx: Db, row: MemberRow) => Promise<{ change: Receipt | null; freed?: string[] }>,
): Promise<Receipt | null> {
  if (id === caller.id) throw new Refusal('member.not-yourself')
  const { change, freed, ended } = await app.db.transaction().execute(async (tx) => {
    const row = await mustReach(tx, caller, id, mayRule)
    const { change, freed = [] } = await keepingAnAdmin(tx, caller.labId, () => work(tx, row))
    return { change, freed, ended: await deleteSessionsOf(tx, id) }
  })
  for (const hash of ended) app.disconnect(`session:${hash}`)
  for (const booking of freed) await publishBookingById(app, caller.labId, booking)
  return change
}

export async function cancelBookings(app: App, caller: MemberCaller, id: string): Promise<Changed> {
  const { done, change } = await app.db.transaction().execute(async (tx) => {
    const row = await mustReach(tx, caller, id, mayEdit)
    const ahead = await bookingsAhead(tx, id, app.now())
    const watch: Watched[] = ahead.map((booking) => ({ table: 'booking', where: { id: booking.id } }))
    return recorded(app, caller, tx, about('member.bookings-cancelled', row, watch), async () => {
      const cancelled: BookingRow[] = []
      for (const { id } of ahead) {
        const booking = await markCancelled(tx, id, app.now(), { actorId: caller.id })
        await tellHolder(app, tx, booking, 'booking_cancelled', caller, { reason: null })
        cancelled.push(booking)
      }
      return cancelled
    })
  })
  for (const booking of done) await publishBooking(app, booking)
  return { file: await memberFileOf(app, caller, id), change }
}

/** Into the bin, where the team finds them again for thirty days. */
export const remove = async (app: App, caller: MemberCaller, id: string): Promise<{ change: Receipt | null }> => ({
  change: await takingAway(app, caller, id, (tx, row) => writeRemoval(app, tx, caller, row)),
})

/** Nobody is kept: the member themself decides, and proves to be it. */
export async function leave(app: App, caller: MemberCaller, passphrase: string): Promise<object> {
  await mustKnowPassphrase(app, caller, passphrase)
  const { freed, ended } = await app.db.transaction().execute(async (tx) => {
    const row = await findMemberRow(tx, caller.labId, caller.id)
    if (!row) throw new Refusal('member.not-found')
    const { freed } = await keepingAnAdmin(tx, caller.labId, () => writeRemoval(app, tx, caller, row))
    return { freed, ended: await deleteSessionsOf(tx, caller.id) }
  })
  for (const hash of ended) app.disconnect(`session:${hash}`)
  for (const booking of freed) await publishBookingById(app, caller.labId, booking)
  return {}
}

/** Nobody keeps a machine from others who is not there: what they booked for later is free again. */
async function writeRemoval(app: App, tx: Db, caller: MemberCaller, row: MemberRow) {
  const { id } = row
  const now = app.now()
  const freed = (await bookingsAhead(tx, id, now)).filter(({ startsAt }) => startsAt > now).map((booking) => booking.id)
  const watch: Watched[] = [{ table: 'member', where: { id } }]
  for (const booking of freed) watch.push({ table: 'booking', where: { id: booking } })
  const { change } = await recorded(app, caller, tx, about('member.removed', row, watch), async () => {
    for (const booking of freed) await markCancelled(tx, booking, now, { actorId: caller.id })
    await updateMember(tx, id, { removedAt: now })
  })
  return { change, freed }
}

export async function compare(app: App, caller: MemberCaller, id: string, otherId: string): Promise<MergePreview> {
  const { stays, goes } = await bothOf(app.db, caller, id, otherId)
  const shown = ({ id, name, code, createdAt }: MemberRow) => ({ id, name, code, createdAt })
  return {
    stays: shown(stays),
    goes: shown(goes),
    bookings: await countOf(app.db, 'booking', otherId),
    jobs: await countOf(app.db, 'printJob', otherId),
    authorizations: await countOf(app.db, 'authorization', otherId),
    conflicts: mergePeople(stays, goes).conflicts,
  }
}

/** Two accounts of one person become one: every row that names the other names who stays, and the other lies in the bin. */
export async function merge(app: App, caller: MemberCaller, id: string, otherId: string): Promise<Changed> {
  const change = await takingAway(app, caller, otherId, async (tx) => {
    const { stays, goes } = await bothOf(tx, caller, id, otherId)
    const mentions = await mentionsOfMembers(tx)
    // Who goes comes first: on the way back, who stays gives the e-mail address up before the other takes it again.
    const watch: Watched[] = [otherId, id].map((memberId) => ({ table: 'member', where: { id: memberId } }))
    for (const { table, column } of mentions)
      for (const memberId of [otherId, id]) watch.push({ table, where: { [column]: memberId } } as Watched)
    return recorded(app, caller, tx, about('member.merged', stays, watch), async () => {
      for (const mention of mentions) await moveMentions(tx, mention, otherId, id)
      const { change } = mergePeople(stays, goes)
      const givesUp = change.email ? { email: null } : {}
      await updateMember(tx, otherId, { ...givesUp, removedAt: app.now(), mergedInto: id })
      if (Object.keys(change).length) await updateMember(tx, id, change)
    })
  })
  return { file: await memberFileOf(app, caller, id), change }
}

async function bothOf(db: Db, caller: MemberCaller, id: string, otherId: string) {
  if (id === otherId) throw new Refusal('input.invalid')
  return { stays: await mustReach(db, caller, id, mayRule), goes: await mustReach(db, caller, otherId, mayRule) }
}

/** Everything the lab knows of a person, table by table. Secrets are nobody's to read; what staff noted is for staff. */
export async function everythingOf(
  app: App,
  caller: MemberCaller,
  id: string,
  forWhom: 'staff' | 'the member',
): Promise<Record<string, unknown>> {
  const row =
    forWhom === 'staff' ? await mustReach(app.db, caller, id, mayEdit) : await findMemberRow(app.db, caller.labId, id)
  if (!row) throw new Refusal('member.not-found')
  const person: Row = { ...row }
  if (forWhom === 'the member') delete person.staffNote
  const all: Record<string, unknown> = { at: app.now(), member: withoutSecrets(person) }
  for (const mention of await mentionsOfMembers(app.db)) {
    const rows = await rowsThatMention(app.db, mention, id)
    if (rows.length)
      all[`${mention.table}.${mention.column}`] = rows.map(mention.isTheirs ? withoutSecrets : onlyTheirDoing)
  }
  all.sessions = await sessionTimes(app.db, id)
  all.changes = (await changesAbout(app.db, caller.labId, id)).map(({ at, act, rows, undoneAt }) => ({
    at,
    act,
    undoneAt,
    what: tell(JSON.parse(rows) as RowChange[]),
  }))
  return all
}

const withoutSecrets = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !/hash$|token|password|nameKey/i.test(name)))

/** What somebody did for another – approved, settled, trained – is told without the other and what they wrote. */
const onlyTheirDoing = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => /^(at|onDay|month|action|act)$|At$/.test(name)))

/** After thirty days in the bin a person is forgotten: what they printed and booked stays, and names nobody. */
export async function forgetRemoved(app: Pick<App, 'db' | 'now'>): Promise<number> {
  const gone = await removedBefore(app.db, app.now() - undoableMs)
  for (const { id, labId } of gone) {
    await app.db.transaction().execute(async (tx) => {
      const sign = randomCode(8)
      const name = `${formerMember[(await findLab(tx))?.language === 'en' ? 'en' : 'fr']} ${sign}`
      await updateMember(tx, id, { ...nobody, name, nameKey: nameKey(name), code: sign, forgottenAt: app.now() })
      await forgetMessagesOf(tx, id)
      await forgetWhatIsTheirs(tx, id)
      await deleteSessionsOf(tx, id)
      await forgetHistoryOf(tx, labId, id)
    })
  }
  return gone.length
}

/** What jobs and histories call somebody who was forgotten, in the lab's language. */
const formerMember = { fr: 'Ancien membre', en: 'Former member' }

/** What is left of them. */
const nobody: Partial<MemberRow> = {
  ...unknownPerson,
  email: null,
  role: 'visitor',
  passphraseHash: '',
  shownAs: 'code',
}

import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import type { Act } from '#backend/change/acts.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import { mustBeConfirmed } from '#backend/confirmation/service.ts'
import type { App } from '#backend/io/app.ts'
import type { Caller, MemberCaller } from '#backend/io/caller.ts'
import { readCookie } from '#backend/io/cookies.ts'
import { isDuplicate, type Db } from '#backend/io/database.ts'
import { hashPassphrase, verifyPassphrase } from '#backend/io/password.ts'
import { hashToken, randomCode, randomId, randomToken } from '#backend/io/random.ts'
import { tellMember } from '#backend/message/service.ts'
import { paidOn, type FeeKind, type FeeState } from './membership.ts'
import { mayEdit, mayRule } from './rank.ts'
import type { Member, MemberChange, MemberDetails, MemberFile, memberInput, OwnMember } from './schema.ts'
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsOf,
  findByLogin,
  findByName,
  asMember,
  findMemberRow,
  findSession,
  insertMember,
  insertSession,
  isCodeTaken,
  keepingAnAdmin,
  nameKey,
  updateMember,
  type MemberRow,
} from './store.ts'
import { findOwnMember, memberFileOf } from './views.ts'

export const sessionSeconds = 30 * 86_400

/** Who a request's session cookie stands for. */
export async function identifyMember(app: Pick<App, 'db' | 'now'>, request: IncomingMessage): Promise<Caller> {
  const token = readCookie(request.headers.cookie, 'session')
  if (!token) return { kind: 'nobody' }
  const found = await findSession(app.db, hashToken(token), app.now())
  if (!found) return { kind: 'nobody' }
  const { tokenHash, role, language, ...member } = found
  return {
    kind: 'member',
    ...member,
    role: role as Role,
    language: language as Language,
    sessionHash: tokenHash,
    confirmation: readCookie(request.headers.cookie, 'confirm'),
  }
}

/** A new session with a new token at every sign-in: an id planted before it is worth nothing after it. */
export async function signIn(
  app: App,
  login: string,
  passphrase: string,
): Promise<{ token: string; member: OwnMember }> {
  const [first, ...others] = await findByLogin(app.db, login)
  let found: MemberRow | undefined
  // Also where there is nobody: that takes as long.
  for (const one of [first, ...others]) if (await verifyPassphrase(one?.passphraseHash, passphrase)) found ??= one
  if (!found) throw new Refusal('auth.wrong-passphrase')
  if (found.suspendedAt !== null) throw new Refusal('member.suspended')
  const token = await openSession(app, app.db, found.labId, found.id)
  return { token, member: await mustFindOwn(app, found.labId, found.id) }
}

export async function openSession(app: Pick<App, 'now'>, db: Db, labId: string, memberId: string): Promise<string> {
  const token = randomToken()
  const createdAt = app.now()
  await deleteExpiredSessions(db, createdAt)
  await insertSession(db, {
    tokenHash: hashToken(token),
    labId,
    memberId,
    createdAt,
    expiresAt: createdAt + sessionSeconds * 1000,
  })
  return token
}

export async function signOut(app: App, caller: MemberCaller): Promise<object> {
  await deleteSession(app.db, caller.sessionHash)
  app.disconnect(`session:${caller.sessionHash}`)
  return {}
}

export async function signOutEverywhere(app: App, caller: MemberCaller): Promise<{ ended: number }> {
  const ended = await deleteSessionsOf(app.db, caller.id)
  for (const hash of ended) app.disconnect(`session:${hash}`)
  return { ended: ended.length }
}

export async function setLanguage(app: App, caller: MemberCaller, language: Language): Promise<{ member: OwnMember }> {
  await updateMember(app.db, caller.id, { language })
  return { member: await mustFindOwn(app, caller.labId, caller.id) }
}

/** Nobody gives a role above their own. */
export async function addMember(
  app: App,
  caller: MemberCaller,
  { passphrase, ...person }: z.infer<typeof memberInput>,
): Promise<{ member: Member; change: Receipt | null }> {
  if (!atLeast(caller.role, person.role)) throw new Refusal('auth.forbidden')
  if (person.role === 'admin') await mustBeConfirmed(app, caller)
  refuseDaysOutOfOrder(person)
  const passphraseHash = await hashPassphrase(passphrase)
  const id = randomId()
  const { done, change } = await app.db.transaction().execute((tx) => {
    const doing = about('member.added', { id, name: person.name }, [{ table: 'member', where: { id } }])
    return recorded(app, caller, tx, doing, () =>
      createMember(app, tx, caller.labId, { ...person, passphraseHash }, id),
    )
  })
  return { member: done, change }
}

export async function editMember(
  app: App,
  caller: MemberCaller,
  id: string,
  { version, ...wanted }: MemberChange,
): Promise<Changed> {
  const change = await app.db.transaction().execute(async (tx) => {
    const row = await mustReach(tx, caller, id, mayEdit)
    refuseDaysOutOfOrder({ ...row, ...given(wanted) })
    const { email, ...rest } = given(wanted)
    const patch: Partial<MemberRow> = { ...rest, ...(wanted.name && { nameKey: nameKey(wanted.name) }) }
    if (email !== undefined) patch.email = email?.trim().toLowerCase() ?? null
    if (Object.keys(patch).length === 0) return null
    const doing = { ...about('member.changed', row, [{ table: 'member', where: { id } }]), version }
    return (await recorded(app, caller, tx, doing, () => updateUnlessTaken(tx, row, patch))).change
  })
  return { file: await memberFileOf(app, caller, id), change }
}

/** Nobody owns money here: a note that the fee was paid, and what it buys. */
export async function payFee(
  app: App,
  caller: MemberCaller,
  id: string,
  { on, kind, version }: { on: string; kind: FeeKind; version: string },
): Promise<Changed> {
  const change = await app.db.transaction().execute(async (tx) => {
    const row = await mustReach(tx, caller, id, mayEdit)
    const now = { feeState: row.feeState as FeeState, from: row.membershipFrom, until: row.membershipUntil }
    const { from, until } = paidOn(on, kind, now)
    const doing = { ...about('member.paid', row, [{ table: 'member', where: { id } }]), version }
    const paid = { feeKind: kind, feeState: 'paid', membershipFrom: from, membershipUntil: until }
    return (await recorded(app, caller, tx, doing, () => updateMember(tx, id, paid))).change
  })
  return { file: await memberFileOf(app, caller, id), change }
}

/** Never above one's own, and only to who stands below; admins give and take among themselves. */
export async function giveRole(app: App, caller: MemberCaller, id: string, role: Role): Promise<Changed> {
  if (!atLeast(caller.role, role)) throw new Refusal('auth.forbidden')
  if (role === 'admin') await mustBeConfirmed(app, caller)
  const change = await app.db.transaction().execute(async (tx) => {
    const row = await mustReach(tx, caller, id, mayRule)
    const doing = about('member.role-given', row, [{ table: 'member', where: { id } }])
    const { change } = await recorded(app, caller, tx, doing, () =>
      keepingAnAdmin(tx, caller.labId, () => updateMember(tx, id, { role })),
    )
    const facts = { what: 'role_changed' as const, by: caller.name }
    if (change) await tellMember(app, tx, { labId: caller.labId, memberId: id, kind: 'account', facts })
    return change
  })
  // Their live connections come back into the rooms of their new role.
  app.disconnect(`member:${id}`)
  return { file: await memberFileOf(app, caller, id), change }
}

type Changed = { file: MemberFile; change: Receipt | null }

/** The member somebody wants to act on, where their rank is enough. */
export async function mustReach(
  tx: Db,
  caller: MemberCaller,
  id: string,
  may: (mine: Role, theirs: Role) => boolean,
): Promise<MemberRow> {
  const row = await findMemberRow(tx, caller.labId, id)
  if (!row) throw new Refusal('member.not-found')
  if (!may(caller.role, row.role as Role)) throw new Refusal('member.outranked')
  return row
}

export const about = (act: Act, { id, name }: { id: string; name: string }, watch: Doing['watch']): Doing => ({
  act,
  subject: `member:${id}`,
  title: name,
  watch,
})

async function updateUnlessTaken(tx: Db, row: MemberRow, patch: Partial<MemberRow>): Promise<void> {
  try {
    await updateMember(tx, row.id, patch)
  } catch (error) {
    throw isDuplicate(error) ? await whyTaken(tx, row.labId, patch.name, row.id) : error
  }
}

function refuseDaysOutOfOrder({ membershipFrom: from, membershipUntil: until }: MemberDetails): void {
  if (from && until && until < from) throw new Refusal('member.days-out-of-order')
}

/** `passphraseHash` comes ready: hashing takes time, and a transaction waits for nothing but the database. */
export async function createMember(
  app: Pick<App, 'now'>,
  db: Db,
  labId: string,
  person: Omit<z.infer<typeof memberInput>, 'passphrase'> & { passphraseHash: string },
  id = randomId(),
): Promise<Member> {
  const { name, email, role, language, passphraseHash, ...details } = person
  const row = { id, labId, name, nameKey: nameKey(name), role, language, passphraseHash, createdAt: app.now() }
  const known = { ...nothingKnown, ...given(details), code: await freeCode(db, labId) }
  try {
    await insertMember(db, { ...row, email: email?.trim().toLowerCase() ?? null, ...known })
  } catch (error) {
    throw isDuplicate(error) ? await whyTaken(db, labId, name) : error
  }
  const made = await findMemberRow(db, labId, id)
  if (!made) throw new Refusal('member.not-found')
  return asMember(made, [])
}

/** What the lab may know of a person: nothing of it. */
export const unknownPerson = {
  membershipFrom: null,
  membershipUntil: null,
  plan: '',
  feeKind: 'civil',
  feeState: 'exempt',
  charterVersion: null,
  charterOn: null,
  insuranceUntil: null,
  born: null,
  consentBy: null,
  consentOn: null,
  staffNote: '',
  suspendedAt: null,
  suspendedReason: null,
  resetAt: null,
  resetBy: null,
  organizationId: null,
  rosterId: null,
}

/** Somebody of whom the lab knows a name and nothing else. */
export const nothingKnown = { ...unknownPerson, shownAs: 'name', removedAt: null, forgottenAt: null, mergedInto: null }

/** A name stays taken while its holder is in the bin: whoever is put back finds it again. */
async function whyTaken(db: Db, labId: string, name: string | undefined, ownId?: string): Promise<Refusal> {
  const holder = name ? await findByName(db, labId, name) : undefined
  if (!holder || holder.id === ownId) return new Refusal('member.email-taken')
  return new Refusal(holder.removedAt === null ? 'member.name-taken' : 'member.name-in-bin')
}

async function freeCode(db: Db, labId: string): Promise<string> {
  for (;;) {
    const code = randomCode(5)
    if (!(await isCodeTaken(db, labId, code))) return code
  }
}

/** Without what was left out. */
const given = <T extends object>(parts: T): Required<{ [K in keyof T]: Exclude<T[K], undefined> }> =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never

async function mustFindOwn(app: Pick<App, 'db' | 'now'>, labId: string, id: string): Promise<OwnMember> {
  const member = await findOwnMember(app, labId, id)
  if (!member) throw new Refusal('member.not-found')
  return member
}

import type { IncomingMessage } from 'node:http'
import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import type { App } from '#backend/io/app.ts'
import type { Caller, MemberCaller } from '#backend/io/caller.ts'
import { readCookie } from '#backend/io/cookies.ts'
import { isDuplicate, type Db } from '#backend/io/database.ts'
import { hashPassphrase, verifyPassphrase } from '#backend/io/password.ts'
import { hashToken, randomCode, randomId, randomToken } from '#backend/io/random.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import type { Member, MemberDetails, memberInput } from './schema.ts'
import type { z } from 'zod'
import {
  deleteAuthorization,
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsOf,
  findByLogin,
  findMember,
  findSession,
  insertAuthorization,
  insertMember,
  insertSession,
  isCodeTaken,
  nameKey,
  updateLanguage,
} from './store.ts'

export const sessionSeconds = 30 * 86_400

/** Who a request's session cookie stands for. */
export async function identifyMember(app: Pick<App, 'db' | 'now'>, request: IncomingMessage): Promise<Caller> {
  const token = readCookie(request.headers.cookie, 'session')
  if (!token) return { kind: 'nobody' }
  const found = await findSession(app.db, hashToken(token), app.now())
  if (!found) return { kind: 'nobody' }
  const { tokenHash, role, language, ...member } = found
  return { kind: 'member', ...member, role: role as Role, language: language as Language, sessionHash: tokenHash }
}

/** A new session with a new token at every sign-in: an id planted before it is worth nothing after it. */
export async function signIn(app: App, login: string, passphrase: string): Promise<{ token: string; member: Member }> {
  const found = await findByLogin(app.db, login)
  if (!(await verifyPassphrase(found?.passphraseHash, passphrase)) || !found) throw new Refusal('auth.wrong-passphrase')
  const token = await openSession(app, app.db, found.labId, found.id)
  return { token, member: await mustFind(app.db, found.labId, found.id) }
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

export async function setLanguage(app: App, caller: MemberCaller, language: Language): Promise<{ member: Member }> {
  await updateLanguage(app.db, caller.id, language)
  return { member: await mustFind(app.db, caller.labId, caller.id) }
}

/** Nobody gives a role above their own. */
export async function addMember(app: App, caller: MemberCaller, input: z.infer<typeof memberInput>): Promise<Member> {
  if (!atLeast(caller.role, input.role)) throw new Refusal('auth.forbidden')
  const { passphrase, ...person } = input
  return createMember(app, app.db, caller.labId, { ...person, passphraseHash: await hashPassphrase(passphrase) })
}

/** `passphraseHash` comes ready: hashing takes time, and a transaction waits for nothing but the database. */
export async function createMember(
  app: Pick<App, 'now'>,
  db: Db,
  labId: string,
  person: Omit<z.infer<typeof memberInput>, 'passphrase'> & { passphraseHash: string } & MemberDetails,
): Promise<Member> {
  const { name, email, role, language, passphraseHash, ...details } = person
  const id = randomId()
  const row = { id, labId, name, nameKey: nameKey(name), role, language, passphraseHash, createdAt: app.now() }
  const known = { ...nothingKnown, ...given(details), code: await freeCode(db, labId) }
  try {
    await insertMember(db, { ...row, email: email?.trim().toLowerCase() ?? null, ...known })
  } catch (error) {
    throw isDuplicate(error) ? new Refusal('member.name-taken') : error
  }
  return mustFind(db, labId, id)
}

const nothingKnown = {
  membershipFrom: null,
  membershipUntil: null,
  feeKind: 'civil',
  feeState: 'exempt',
  charterVersion: null,
  charterOn: null,
  insuranceUntil: null,
  born: null,
  consentBy: null,
  consentOn: null,
  shownAs: 'name',
  staffNote: '',
  suspendedAt: null,
  suspendedReason: null,
  removedAt: null,
  forgottenAt: null,
  resetAt: null,
  resetBy: null,
  mergedInto: null,
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

export async function authorize(app: App, caller: MemberCaller, memberId: string, kind: MachineKind): Promise<Member> {
  await mustFind(app.db, caller.labId, memberId)
  await insertAuthorization(app.db, {
    labId: caller.labId,
    memberId,
    machineKind: kind,
    grantedBy: caller.id,
    grantedAt: app.now(),
  })
  return mustFind(app.db, caller.labId, memberId)
}

export async function unauthorize(
  app: App,
  caller: MemberCaller,
  memberId: string,
  kind: MachineKind,
): Promise<Member> {
  await mustFind(app.db, caller.labId, memberId)
  await deleteAuthorization(app.db, memberId, kind)
  return mustFind(app.db, caller.labId, memberId)
}

async function mustFind(db: Db, labId: string, id: string): Promise<Member> {
  const member = await findMember(db, labId, id)
  if (!member) throw new Refusal('member.not-found')
  return member
}

import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import type { Role } from '#backend/base/role.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import type { FeeKind, FeeState } from './membership.ts'
import { nameKey } from './name-key.ts'
import type { Member } from './schema.ts'
import type { ShownAs } from './shown-name.ts'

export type MemberRow = Tables['member']

export { nameKey }

export const insertMember = (db: Db, member: MemberRow) => db.insertInto('member').values(member).execute()

/** By name or by e-mail, whichever was typed: of two, one may be called like the other's address. */
export const findByLogin = (db: Db, login: string): Promise<MemberRow[]> =>
  db
    .selectFrom('member')
    .selectAll()
    .where('removedAt', 'is', null)
    .where((eb) => eb.or([eb('nameKey', '=', nameKey(login)), eb('email', '=', login.trim().toLowerCase())]))
    .execute()

/** Whoever holds this name, in the bin too. */
export const findByName = (db: Db, labId: string, name: string): Promise<MemberRow | undefined> =>
  db.selectFrom('member').selectAll().where('labId', '=', labId).where('nameKey', '=', nameKey(name)).executeTakeFirst()

export const isCodeTaken = async (db: Db, labId: string, code: string): Promise<boolean> =>
  (await db
    .selectFrom('member')
    .select('id')
    .where('labId', '=', labId)
    .where('code', '=', code)
    .executeTakeFirst()) !== undefined

export const findMemberRow = (db: Db, labId: string, id: string): Promise<MemberRow | undefined> =>
  db
    .selectFrom('member')
    .selectAll()
    .where('labId', '=', labId)
    .where('id', '=', id)
    .where('removedAt', 'is', null)
    .executeTakeFirst()

/** Whom the lab writes to: those who have an address, are there and are not kept out. */
export const membersWithEmail = (db: Db, labId: string): Promise<MemberRow[]> =>
  db
    .selectFrom('member')
    .selectAll()
    .where('labId', '=', labId)
    .where('email', 'is not', null)
    .where('removedAt', 'is', null)
    .where('suspendedAt', 'is', null)
    .execute()

/** Everybody who is not in the bin, by name. */
export const listMemberRows = (db: Db, labId: string): Promise<MemberRow[]> =>
  db
    .selectFrom('member')
    .selectAll()
    .where('labId', '=', labId)
    .where('removedAt', 'is', null)
    .orderBy('nameKey')
    .execute()

/** What people are called, also those who are gone: who did what stays told. */
export async function memberNames(db: Db, labId: string) {
  const rows = await db
    .selectFrom('member')
    .select(['id', 'name', 'code', 'shownAs'])
    .where('labId', '=', labId)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

export const updateMember = (db: Db, id: string, change: Partial<MemberRow>) =>
  db.updateTable('member').set(change).where('id', '=', id).execute()

/** Admins who may sign in. */
const countAdmins = async (db: Db, labId: string): Promise<number> =>
  Number(
    (
      await db
        .selectFrom('member')
        .select(({ fn }) => fn.countAll().as('n'))
        .where('labId', '=', labId)
        .where('role', '=', 'admin')
        // Who came with a list has no passphrase yet.
        .where('passphraseHash', '!=', '')
        .where('removedAt', 'is', null)
        .where('suspendedAt', 'is', null)
        .executeTakeFirstOrThrow()
    ).n,
  )

/** Does `work` in the caller's transaction, unless it would take the lab's last admin away. */
export async function keepingAnAdmin<T>(tx: Db, labId: string, work: () => Promise<T>): Promise<T> {
  const before = await countAdmins(tx, labId)
  const done = await work()
  if (before > 0 && (await countAdmins(tx, labId)) === 0) throw new Refusal('member.last-admin')
  return done
}

export const insertSession = (db: Db, session: Tables['session']) => db.insertInto('session').values(session).execute()

export const deleteSession = (db: Db, tokenHash: string) =>
  db.deleteFrom('session').where('tokenHash', '=', tokenHash).execute()

/** Ends every session of a member; the hashes say which live connections to close. */
export async function deleteSessionsOf(db: Db, memberId: string): Promise<string[]> {
  const rows = await db.deleteFrom('session').where('memberId', '=', memberId).returning('tokenHash').execute()
  return rows.map(({ tokenHash }) => tokenHash)
}

export const deleteExpiredSessions = (db: Db, now: number) =>
  db.deleteFrom('session').where('expiresAt', '<=', now).execute()

/** Whose session this is, while it lasts. */
export const findSession = (db: Db, tokenHash: string, now: number) =>
  db
    .selectFrom('session')
    .innerJoin('member', 'member.id', 'session.memberId')
    .select(['member.id', 'member.labId', 'member.name', 'member.role', 'member.language', 'session.tokenHash'])
    .where('session.tokenHash', '=', tokenHash)
    .where('session.expiresAt', '>', now)
    .where('member.removedAt', 'is', null)
    .where('member.suspendedAt', 'is', null)
    .executeTakeFirst()

/** The names of the plans that members have. */
export async function plansInUse(db: Db, labId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('member')
    .select('plan')
    .distinct()
    .where('labId', '=', labId)
    .where('removedAt', 'is', null)
    .execute()
  return rows.map(({ plan }) => plan)
}

/** `kinds`: what they are authorized on. */
export function asMember(row: MemberRow, kinds: MachineKind[]): Member {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role as Role,
    language: row.language as Language,
    authorizations: kinds,
    code: row.code,
    shownAs: row.shownAs as ShownAs,
    membershipFrom: row.membershipFrom,
    membershipUntil: row.membershipUntil,
    plan: row.plan,
    feeKind: row.feeKind as FeeKind,
    feeState: row.feeState as FeeState,
    charterVersion: row.charterVersion,
    insuranceUntil: row.insuranceUntil,
    suspendedAt: row.suspendedAt,
  }
}

import { Refusal } from '#backend/base/refusal.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { todayIn } from '#backend/lab/views.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { mayEdit } from '#backend/member/rank.ts'
import { findMemberRow, listMemberRows, memberNames } from '#backend/member/store.ts'
import { levels, type Level } from './level.ts'
import { taughtKinds, type Authorization, type AuthorizedPerson, type MemberAuthorizations } from './schema.ts'
import { authorizationRows, authorizationsOn, eventsOf, trainersOn, type AuthorizationRow } from './store.ts'

/** The kinds that this person may authorize others on: all for staff, else those that they teach. */
export async function ledBy(app: Pick<App, 'now'>, db: Db, caller: MemberCaller): Promise<MachineKind[]> {
  if (atLeast(caller.role, 'staff')) return taughtKinds
  const taught = await trainersOn(db, caller.labId, await todayIn(app, db))
  return taughtKinds.filter((kind) => taught.some((one) => one.memberId === caller.id && one.machineKind === kind))
}

/** Whoever teaches makes nobody a teacher. */
export const givenBy = ({ role }: MemberCaller): Level[] =>
  levels.filter((level) => level !== 'trainer' || atLeast(role, 'staff'))

export async function ofMember(
  app: Pick<App, 'now'>,
  db: Db,
  caller: MemberCaller,
  memberId: string,
): Promise<MemberAuthorizations> {
  const row = await findMemberRow(db, caller.labId, memberId)
  if (!row) throw new Refusal('member.not-found')
  const led = await ledBy(app, db, caller)
  const seesAll = memberId === caller.id || atLeast(caller.role, 'volunteer')
  if (!seesAll && led.length === 0) throw new Refusal('authorization.not-yours')
  const isSeen = (kind: string) => seesAll || led.some((one) => one === kind)
  const names = await memberNames(db, caller.labId)
  const nameOf = (id: string | null) => names.get(id ?? '')?.name ?? null
  return {
    held: (await authorizationRows(db, memberId))
      .filter(({ machineKind }) => isSeen(machineKind))
      .map((one) => seen(one, nameOf)),
    history: (await eventsOf(db, memberId))
      .filter(({ machineKind }) => isSeen(machineKind))
      .map(({ machineKind, what, level, expiresOn, words, byId, at }) => ({
        kind: machineKind as MachineKind,
        what: what as 'given',
        level: level as Level | null,
        expiresOn,
        words,
        by: nameOf(byId),
        at,
      })),
    may: mayAuthorize(caller, row) ? led : [],
    levels: givenBy(caller),
  }
}

/** Staff authorize whom they may edit, themselves too; whoever teaches authorizes others. */
export const mayAuthorize = (caller: MemberCaller, { id, role }: { id: string; role: string }): boolean =>
  atLeast(caller.role, 'staff') ? id === caller.id || mayEdit(caller.role, role as Role) : id !== caller.id

export async function led(
  app: App,
  caller: MemberCaller,
): Promise<{ kinds: MachineKind[]; held: AuthorizedPerson[]; people: { id: string; name: string }[] }> {
  const kinds = await ledBy(app, app.db, caller)
  if (kinds.length === 0) throw new Refusal('authorization.not-yours')
  const names = await memberNames(app.db, caller.labId)
  const nameOf = (id: string | null) => names.get(id ?? '')?.name ?? null
  const held = await authorizationsOn(app.db, caller.labId, kinds)
  const people = (await listMemberRows(app.db, caller.labId)).filter((row) => mayAuthorize(caller, row))
  return {
    kinds,
    held: held.map(({ name, ...row }) => ({ ...seen(row, nameOf), memberId: row.memberId, name })),
    people: people.map(({ id, name }) => ({ id, name })),
  }
}

const seen = (row: AuthorizationRow, nameOf: (id: string | null) => string | null): Authorization => ({
  kind: row.machineKind as MachineKind,
  level: row.level as Level,
  since: row.grantedAt,
  by: nameOf(row.grantedBy),
  expiresOn: row.expiresOn,
  evidence: row.evidence,
  revoked:
    row.revokedAt === null ? null : { at: row.revokedAt, by: nameOf(row.revokedBy), reason: row.revokedReason ?? '' },
})

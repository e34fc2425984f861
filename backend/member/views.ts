import { kindsByMember, trainersOn } from '#backend/authorization/store.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import { bookingsAhead } from '#backend/booking/store.ts'
import { lastChangeOf } from '#backend/change/store.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { findInduction, isAsked } from '#backend/induction/store.ts'
import { todayIn } from '#backend/lab/views.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { organizationNames } from '#backend/organization/store.ts'
import { isIn, isMeant, memberFilters, type MemberFilter } from './find-members.ts'
import { isMinor } from './membership.ts'
import { mayEdit, mayReset, mayRule } from './rank.ts'
import type { Member, MemberFile, OwnMember } from './schema.ts'
import { asMember, findMemberRow, listMemberRows, memberNames } from './store.ts'

const pageLength = 50

type Found = { members: Member[]; total: number; counts: Record<MemberFilter, number> }

/** One page of the members who are meant. The filters are counted among those whom the search finds. */
export async function membersPage(
  app: App,
  caller: MemberCaller,
  {
    search,
    only,
    offset = 0,
  }: { search?: string | undefined; only?: MemberFilter | undefined; offset?: number | undefined },
): Promise<Found> {
  const today = await todayIn(app, app.db)
  const meant = (await listMemberRows(app.db, caller.labId)).filter((row) => isMeant(row, search ?? ''))
  const counts = Object.fromEntries(
    memberFilters.map((filter) => [filter, meant.filter((row) => isIn(filter, row, today)).length]),
  ) as Record<MemberFilter, number>
  const found = only ? meant.filter((row) => isIn(only, row, today)) : meant
  const rows = found.slice(offset, offset + pageLength)
  const organizations = new Map((await organizationNames(app.db, caller.labId)).map(({ id, name }) => [id, name]))
  const kinds = await kindsByMember(app.db, caller.labId, today)
  const members = rows.map((row) => {
    const organization = organizations.get(row.organizationId ?? '')
    return { ...asMember(row, kinds.get(row.id) ?? []), ...(organization !== undefined && { organization }) }
  })
  return { members, total: found.length, counts }
}

/** Everything that this person of the team may know of one member. */
export async function memberFileOf(app: App, caller: MemberCaller, id: string): Promise<MemberFile> {
  const row = await findMemberRow(app.db, caller.labId, id)
  if (!row) throw new Refusal('member.not-found')
  const theirs = row.role as Role
  const { born, consentBy, consentOn, staffNote } = row
  const organizations = await organizationNames(app.db, caller.labId)
  return {
    member: asMember(row, await kindsOf(app, caller.labId, id)),
    createdAt: row.createdAt,
    charterOn: row.charterOn,
    suspendedReason: row.suspendedReason,
    organization: organizations.find((one) => one.id === row.organizationId) ?? null,
    induction: {
      asked: await isAsked(app.db, caller.labId),
      day: (await findInduction(app.db, id))?.onDay ?? null,
    },
    resetAt: row.resetAt,
    minor: isMinor(born, await todayIn(app, app.db)),
    hasConsent: consentBy !== null,
    confidential: atLeast(caller.role, 'staff') ? { born, consentBy, consentOn, staffNote } : null,
    bookingsAhead: (await bookingsAhead(app.db, id, app.now())).length,
    may: {
      edit: mayEdit(caller.role, theirs),
      reset: mayReset(caller.role, theirs),
      rule: mayRule(caller.role, theirs),
    },
    version: (await lastChangeOf(app.db, caller.labId, `member:${id}`))?.id ?? '',
  }
}

/** The member as they see themself. */
export async function findOwnMember(
  app: Pick<App, 'db' | 'now'>,
  labId: string,
  id: string,
): Promise<OwnMember | undefined> {
  const { db } = app
  const row = await findMemberRow(db, labId, id)
  if (!row) return undefined
  const taught = await trainersOn(db, labId, await todayIn(app, db))
  const teaches = taught.flatMap((one) => (one.memberId === id ? [one.machineKind as MachineKind] : []))
  const member = { ...asMember(row, await kindsOf(app, labId, id)), teaches }
  if (row.resetAt === null) return member
  const by = row.resetBy ? ((await memberNames(db, labId)).get(row.resetBy)?.name ?? null) : null
  return { ...member, reset: { at: row.resetAt, by } }
}

const kindsOf = async (app: Pick<App, 'db' | 'now'>, labId: string, id: string): Promise<MachineKind[]> =>
  (await kindsByMember(app.db, labId, await todayIn(app, app.db), id)).get(id) ?? []

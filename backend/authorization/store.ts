import type { CalendarDay } from '#backend/base/calendar-day.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import type { Level } from './level.ts'
import type { Held } from './standing.ts'

export type AuthorizationRow = Tables['authorization']
type EventRow = Tables['authorizationEvent']

/** What is given to a member on a kind of machine. */
export type Given = {
  labId: string
  memberId: string
  machineKind: MachineKind
  grantedBy: string | null
  grantedAt: number
  level?: Level
  expiresOn?: CalendarDay | null
  evidence?: string
}

export const findAuthorization = (db: Db, memberId: string, kind: string): Promise<AuthorizationRow | undefined> =>
  db
    .selectFrom('authorization')
    .selectAll()
    .where('memberId', '=', memberId)
    .where('machineKind', '=', kind)
    .executeTakeFirst()

/** In the place of what stood there, revoked or not; the history keeps both. */
export async function putAuthorization(db: Db, given: Given): Promise<void> {
  const known = await findAuthorization(db, given.memberId, given.machineKind)
  const row = {
    level: 'independent',
    expiresOn: null,
    evidence: '',
    ...given,
    revokedAt: null,
    revokedBy: null,
    revokedReason: null,
  }
  await db
    .insertInto('authorization')
    .values(row)
    .onConflict((conflict) => conflict.columns(['memberId', 'machineKind']).doUpdateSet(row))
    .execute()
  await noteEvent(db, {
    ...keyOf(row),
    what: known && known.revokedAt === null ? 'changed' : 'given',
    level: row.level,
    expiresOn: row.expiresOn,
    words: row.evidence,
    byId: row.grantedBy,
    at: row.grantedAt,
  })
}

export async function revokeAuthorization(
  db: Db,
  row: AuthorizationRow,
  { at, byId, reason }: { at: number; byId: string; reason: string },
): Promise<void> {
  await db
    .updateTable('authorization')
    .set({ revokedAt: at, revokedBy: byId, revokedReason: reason })
    .where('memberId', '=', row.memberId)
    .where('machineKind', '=', row.machineKind)
    .execute()
  await noteEvent(db, { ...keyOf(row), what: 'revoked', level: row.level, expiresOn: null, words: reason, byId, at })
}

/** An act was taken back: from then on the authorization is as this says, or there is none. */
export async function noteTakenBack(
  db: Db,
  key: { labId: string; memberId: string; machineKind: string },
  { at, byId }: { at: number; byId: string },
): Promise<void> {
  const row = await findAuthorization(db, key.memberId, key.machineKind)
  const stands = row && row.revokedAt === null
  await noteEvent(db, {
    ...key,
    what: 'undone',
    level: stands ? row.level : null,
    expiresOn: stands ? row.expiresOn : null,
    words: '',
    byId,
    at,
  })
}

const keyOf = ({ labId, memberId, machineKind }: Pick<AuthorizationRow, 'labId' | 'memberId' | 'machineKind'>) => ({
  labId,
  memberId,
  machineKind,
})

const noteEvent = (db: Db, event: Omit<EventRow, 'id'>) =>
  db
    .insertInto('authorizationEvent')
    .values({ id: randomId(), ...event })
    .execute()

export const authorizationRows = (db: Db, memberId: string): Promise<AuthorizationRow[]> =>
  db.selectFrom('authorization').selectAll().where('memberId', '=', memberId).orderBy('machineKind').execute()

export const eventsOf = (db: Db, memberId: string): Promise<EventRow[]> =>
  db
    .selectFrom('authorizationEvent')
    .selectAll()
    .where('memberId', '=', memberId)
    .orderBy('at', 'desc')
    .orderBy('id')
    .execute()

/** Those of everybody who is there, on these kinds, by name. */
export const authorizationsOn = (db: Db, labId: string, kinds: readonly string[]) =>
  db
    .selectFrom('authorization')
    .innerJoin('member', 'member.id', 'authorization.memberId')
    .selectAll('authorization')
    .select('member.name')
    .where('authorization.labId', '=', labId)
    .where('machineKind', 'in', kinds)
    .where('member.removedAt', 'is', null)
    .orderBy('member.nameKey')
    .execute()

/** What stands in the books of one person, for the rules. */
export const heldBy = async (db: Db, memberId: string): Promise<Held[]> =>
  (await authorizationRows(db, memberId)).map((row) => ({
    kind: row.machineKind,
    level: row.level as Level,
    since: row.grantedAt,
    expiresOn: row.expiresOn,
    isRevoked: row.revokedAt !== null,
    revokedReason: row.revokedReason,
  }))

/** When this person last used a machine of each kind: slots that they came to or let pass by, and their own prints. */
export async function lastUses(db: Db, memberId: string, now: number): Promise<Map<string, number>> {
  const slots = await db
    .selectFrom('booking')
    .innerJoin('machine', 'machine.id', 'booking.machineId')
    .select(({ fn }) => ['machine.kind', fn.max('booking.endsAt').as('at')])
    .where('booking.memberId', '=', memberId)
    .where('booking.state', 'in', ['confirmed', 'checked_in', 'ended'])
    .where('booking.startsAt', '<=', now)
    .groupBy('machine.kind')
    .execute()
  const prints = await db
    .selectFrom('run')
    .innerJoin('printJob', 'printJob.id', 'run.jobId')
    .innerJoin('machine', 'machine.id', 'run.machineId')
    .select(({ fn }) => ['machine.kind', fn.max('run.endedAt').as('at')])
    .where('printJob.ownerId', '=', memberId)
    .where('run.printingAt', 'is not', null)
    .groupBy('machine.kind')
    .execute()
  const last = new Map<string, number>()
  for (const { kind, at } of [...slots, ...prints])
    last.set(kind, Math.max(last.get(kind) ?? 0, Math.min(Number(at ?? 0), now)))
  return last
}

/** What stands on a day: neither revoked nor at its end before. */
const standing = (db: Db, labId: string, today: CalendarDay) =>
  db
    .selectFrom('authorization')
    .where('authorization.labId', '=', labId)
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('authorization.expiresOn', 'is', null), eb('authorization.expiresOn', '>=', today)]))

/** The kinds on which each member is authorized on a day, at whatever level. */
export async function kindsByMember(
  db: Db,
  labId: string,
  today: CalendarDay,
  memberId?: string,
): Promise<Map<string, MachineKind[]>> {
  const all = standing(db, labId, today).select(['memberId', 'machineKind']).orderBy('machineKind')
  const rows = await (memberId ? all.where('memberId', '=', memberId) : all).execute()
  const kinds = new Map<string, MachineKind[]>()
  for (const row of rows) kinds.set(row.memberId, [...(kinds.get(row.memberId) ?? []), row.machineKind as MachineKind])
  return kinds
}

/** Everybody who may use this kind of machine alone on a day. */
export async function authorizedFor(
  db: Db,
  labId: string,
  kind: MachineKind,
  today: CalendarDay,
): Promise<Set<string>> {
  const rows = await standing(db, labId, today)
    .select('memberId')
    .where('machineKind', '=', kind)
    .where('level', '<>', 'accompanied')
    .execute()
  return new Set(rows.map(({ memberId }) => memberId))
}

/** The kinds that each person teaches on a day. */
export const trainersOn = (db: Db, labId: string, today: CalendarDay) =>
  standing(db, labId, today)
    .innerJoin('member', 'member.id', 'authorization.memberId')
    .select(['authorization.memberId', 'machineKind', 'member.name'])
    .where('level', '=', 'trainer')
    .where('member.removedAt', 'is', null)
    .where('member.suspendedAt', 'is', null)
    .orderBy('member.nameKey')
    .execute()

/** Those that end between two days. */
export const authorizationsEnding = (db: Db, labId: string, from: CalendarDay, to: CalendarDay) =>
  standing(db, labId, from)
    .innerJoin('member', 'member.id', 'authorization.memberId')
    .select(['authorization.memberId', 'machineKind', 'expiresOn'])
    .where('expiresOn', '<=', to)
    .where('member.removedAt', 'is', null)
    .where('member.suspendedAt', 'is', null)
    .execute()

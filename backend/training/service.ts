import { reaches, type Level } from '#backend/authorization/level.ts'
import { taughtKinds } from '#backend/authorization/schema.ts'
import { findAuthorization, putAuthorization, trainersOn } from '#backend/authorization/store.ts'
import { ledBy } from '#backend/authorization/views.ts'
import { addMonths } from '#backend/base/calendar-day.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { noted, recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { todayIn } from '#backend/lab/views.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { findMemberRow, listMemberRows, memberNames } from '#backend/member/store.ts'
import type { Facts } from '#backend/message/kinds.ts'
import { tellMember, type Teller } from '#backend/message/service.ts'
import type { Training, TrainingInput, TrainingSheet } from './schema.ts'
import {
  deleteSeat,
  findTraining,
  freeSeatsOfTheGone,
  insertSeat,
  insertTraining,
  seatsOf,
  setSeat,
  setTraining,
  trainingsFrom,
  undecided,
  type TrainingRow,
} from './store.ts'

type Seat = Awaited<ReturnType<typeof seatsOf>>[number]
type Changed = { change: Receipt | null; sheet: TrainingSheet }

/** How long a trainer finds a training that is over, to note who was there. */
const keptMs = 30 * 86_400_000
/** Who was there can be noted from an hour before the start: people arrive early. */
const earlyMs = 3_600_000

export async function listTrainings(app: App, caller: MemberCaller): Promise<Training[]> {
  const rows = await trainingsFrom(app.db, caller.labId, app.now() - keptMs)
  const seats = rows.length
    ? await seatsOf(
        app.db,
        rows.map(({ id }) => id),
      )
    : []
  const names = await memberNames(app.db, caller.labId)
  const led = await ledBy(app, app.db, caller)
  return rows
    .map((row) => seenBy(caller, led, row, ofTraining(seats, row.id), names.get(row.trainerId ?? '')?.name ?? null))
    .filter(({ end, isLed }) => isLed || end > app.now())
}

type Trainer = { id: string; name: string; kinds: MachineKind[] }

export const trainers = (app: App, caller: MemberCaller): Promise<Trainer[]> => trainersIn(app, app.db, caller.labId)

async function trainersIn(app: Pick<App, 'now'>, db: Db, labId: string): Promise<Trainer[]> {
  const taught = await trainersOn(db, labId, await todayIn(app, db))
  const rows = await listMemberRows(db, labId)
  return rows
    .map(({ id, name, role }) => {
      const own = taughtKinds.filter((kind) => taught.some((one) => one.memberId === id && one.machineKind === kind))
      return { id, name, kinds: atLeast(role as Role, 'staff') ? taughtKinds : own }
    })
    .filter(({ kinds }) => kinds.length > 0)
}

export async function sheetOf(app: Pick<App, 'db' | 'now'>, caller: MemberCaller, id: string, db: Db = app.db) {
  const row = await mustLead(app, db, caller, id)
  const seats = await seatsOf(db, [id])
  const trainer = row.trainerId ? await findMemberRow(db, caller.labId, row.trainerId) : undefined
  const attendees = seats.map(({ memberId, memberName, state, presentAt }) => ({
    id: memberId,
    name: memberName,
    state: state as 'enrolled' | 'waiting',
    isPresent: presentAt !== null,
  }))
  return { training: seenBy(caller, await ledBy(app, db, caller), row, seats, trainer?.name ?? null), attendees }
}

export async function plan(app: App, caller: MemberCaller, input: TrainingInput): Promise<Changed> {
  const { labId } = caller
  const { start, end, ...rest } = input
  const id = randomId()
  const now = app.now()
  const done = await app.db.transaction().execute(async (tx) => {
    if (start <= now) throw new Refusal('training.in-the-past')
    const trainer = (await trainersIn(app, tx, labId)).find((one) => one.id === input.trainerId)
    if (!trainer?.kinds.includes(input.machineKind)) throw new Refusal('training.no-trainer')
    const doing: Doing = {
      act: 'training.planned',
      subject: `training:${id}`,
      title: input.name,
      watch: [{ table: 'training', where: { id } }],
    }
    // Planned so late that the minimum can no longer be asked: it takes place.
    const decidedAt = decidedFrom({ startsAt: start, decideHours: input.decideHours }) <= now ? now : null
    const times = { startsAt: start, endsAt: end, createdAt: now, decidedAt, cancelledAt: null }
    const { change } = await recorded(app, caller, tx, doing, () =>
      insertTraining(tx, { id, labId, ...rest, ...times }),
    )
    return { change, sheet: await sheetOf(app, caller, id, tx) }
  })
  app.publish('training:changed', { to: 'members' })
  return done
}

/** People are told at once: it is in the history, and cannot be taken back. */
export async function cancel(app: App, caller: MemberCaller, id: string, reason: string): Promise<Changed> {
  const done = await app.db.transaction().execute(async (tx) => {
    const row = await mustLead(app, tx, caller, id)
    refuseUnlessAhead(row, app.now())
    await callOff(app, tx, row, caller, reason || null)
    const change = await noted(app, caller, tx, {
      act: 'training.cancelled',
      subject: `training:${id}`,
      title: row.name,
    })
    return { change, sheet: await sheetOf(app, caller, id, tx) }
  })
  app.publish('training:changed', { to: 'members' })
  return done
}

export async function enrol(app: App, caller: MemberCaller, id: string): Promise<Training> {
  const now = app.now()
  const seen = await app.db.transaction().execute(async (tx) => {
    const row = await mustFind(tx, caller.labId, id)
    refuseUnlessAhead(row, now)
    const seats = await advance(app, tx, row)
    if (seats.some(({ memberId }) => memberId === caller.id)) throw new Refusal('training.already-in')
    const state = enrolledIn(seats).length < row.maximum ? 'enrolled' : 'waiting'
    await insertSeat(tx, {
      trainingId: id,
      memberId: caller.id,
      labId: caller.labId,
      state,
      askedAt: now,
      presentAt: null,
    })
    if (state === 'enrolled') await tellOf(app, tx, row, caller.id, 'training_enrolled', { moved: false }, caller.id)
    return seenAgain(app, tx, caller, row)
  })
  app.publish('training:changed', { to: 'members' })
  return seen
}

export async function leave(app: App, caller: MemberCaller, id: string): Promise<Training> {
  const seen = await app.db.transaction().execute(async (tx) => {
    const row = await mustFind(tx, caller.labId, id)
    refuseUnlessAhead(row, app.now())
    const seats = await seatsOf(tx, [id])
    const mine = seats.find(({ memberId }) => memberId === caller.id)
    if (!mine) throw new Refusal('training.not-in')
    if (mine.presentAt !== null) throw new Refusal('training.begun')
    await deleteSeat(tx, id, caller.id)
    await advance(app, tx, row)
    return seenAgain(app, tx, caller, row)
  })
  app.publish('training:changed', { to: 'members' })
  return seen
}

/** Whoever was there is authorized by the same act, and both are taken back together. */
export async function attend(app: App, caller: MemberCaller, id: string, memberIds: string[]): Promise<Changed> {
  const now = app.now()
  const done = await app.db.transaction().execute(async (tx) => {
    const row = await mustLead(app, tx, caller, id)
    if (row.cancelledAt !== null) throw new Refusal('training.cancelled')
    if (now < row.startsAt - earlyMs) throw new Refusal('training.not-begun')
    const enrolled = new Map(enrolledIn(await seatsOf(tx, [id])).map((seat) => [seat.memberId, seat]))
    if (memberIds.some((memberId) => !enrolled.has(memberId))) throw new Refusal('training.not-in')
    const came = [...new Set(memberIds)].filter((memberId) => enrolled.get(memberId)?.presentAt === null)
    const doing: Doing = {
      act: 'training.attended',
      subject: `training:${id}`,
      title: row.name,
      watch: [
        { table: 'trainingSeat', where: { trainingId: id } },
        ...came.map((memberId) => ({ table: 'authorization' as const, where: { memberId } })),
      ],
    }
    const { change } = await recorded(app, caller, tx, doing, async () => {
      for (const memberId of came) {
        await setSeat(tx, id, memberId, { presentAt: now })
        await authorizeBy(app, tx, caller, row, memberId)
      }
    })
    return { change, sheet: await sheetOf(app, caller, id, tx) }
  })
  app.publish('training:changed', { to: 'members' })
  return done
}

/**
 * Gives what following the training gives. Whoever stands higher stays there, and whoever stands longer; both are in practice
 * again. Who was authorized just so is not told again.
 */
async function authorizeBy(app: App, tx: Db, caller: MemberCaller, row: TrainingRow, memberId: string): Promise<void> {
  const { labId, name, validMonths } = row
  const [kind, level] = [row.machineKind as MachineKind, row.level as Level]
  const today = await todayIn(app, tx)
  const known = await findAuthorization(tx, memberId, kind)
  const stands = known && known.revokedAt === null && (known.expiresOn === null || known.expiresOn >= today)
  const staysAt = stands && reaches(known.level as Level, level) ? (known.level as Level) : undefined
  const ends = validMonths === null ? null : addMonths(today, validMonths)
  const until =
    staysAt && (known!.expiresOn === null || (ends !== null && known!.expiresOn > ends)) ? known!.expiresOn : ends
  await putAuthorization(tx, {
    ...{ labId, memberId, machineKind: kind, level: staysAt ?? level, expiresOn: until },
    ...{ evidence: name, grantedBy: caller.id, grantedAt: app.now() },
  })
  if (staysAt) return
  const facts = { kind, training: name, level, until }
  await tellMember(app, tx, { labId, memberId, kind: 'authorization_given', facts, actorId: caller.id })
}

/** Asked every few minutes: a training that too few people joined is cancelled at its hour, and they are told. */
export async function decideTrainings(app: App): Promise<void> {
  const now = app.now()
  const cancelled = await app.db.transaction().execute(async (tx) => {
    const due = (await undecided(tx, now)).filter((row) => decidedFrom(row) <= now)
    const thin: TrainingRow[] = []
    for (const row of due) {
      const enrolled = enrolledIn(await advance(app, tx, row))
      if (enrolled.length >= row.minimum) await setTraining(tx, row.id, { decidedAt: now })
      else thin.push(row)
    }
    for (const row of thin) await callOff(app, tx, row, undefined, null)
    return thin.length
  })
  if (cancelled > 0) app.publish('training:changed', { to: 'members' })
}

const decidedFrom = ({ startsAt, decideHours }: { startsAt: number; decideHours: number }): number =>
  startsAt - decideHours * 3_600_000

/** Gives free places to those who wait, in the transaction that freed them, and tells them. Gives the seats as they are then. */
async function advance(app: Teller, tx: Db, row: TrainingRow): Promise<Seat[]> {
  await freeSeatsOfTheGone(tx, row.id)
  const seats = await seatsOf(tx, [row.id])
  const free = row.maximum - enrolledIn(seats).length
  const next = seats.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))
  for (const { memberId } of next) {
    await setSeat(tx, row.id, memberId, { state: 'enrolled' })
    await tellOf(app, tx, row, memberId, 'training_enrolled', { moved: true })
  }
  return next.length ? seatsOf(tx, [row.id]) : seats
}

/** `by` is undefined where the lab itself cancels it, for want of people. */
async function callOff(app: Teller, tx: Db, row: TrainingRow, by: MemberCaller | undefined, reason: string | null) {
  await setTraining(tx, row.id, { cancelledAt: app.now() })
  const people = new Set((await seatsOf(tx, [row.id])).map(({ memberId }) => memberId))
  if (row.trainerId) people.add(row.trainerId)
  const facts = { by: by?.name ?? null, reason, minimum: row.minimum }
  for (const memberId of people) await tellOf(app, tx, row, memberId, 'training_cancelled', facts, by?.id)
}

async function tellOf<K extends 'training_enrolled' | 'training_cancelled'>(
  app: Teller,
  tx: Db,
  { id, labId, name, place, startsAt, endsAt }: TrainingRow,
  memberId: string,
  kind: K,
  more: Omit<Facts[K], 'training' | 'place' | 'start' | 'end'>,
  actorId: string | null = null,
): Promise<void> {
  const facts = { training: name, place, start: startsAt, end: endsAt, ...more } as unknown as Facts[K]
  await tellMember(app, tx, { labId, memberId, kind, facts, actorId, subject: id, goodUntil: startsAt })
}

async function seenAgain(app: Pick<App, 'now'>, tx: Db, caller: MemberCaller, row: TrainingRow): Promise<Training> {
  const trainer = row.trainerId ? await findMemberRow(tx, caller.labId, row.trainerId) : undefined
  return seenBy(caller, await ledBy(app, tx, caller), row, await seatsOf(tx, [row.id]), trainer?.name ?? null)
}

function seenBy(
  caller: MemberCaller,
  led: MachineKind[],
  row: TrainingRow,
  seats: Seat[],
  trainer: string | null,
): Training {
  const { id, name, place, minimum, maximum, decideHours, validMonths, startsAt: start, endsAt: end } = row
  const mine = seats.find(({ memberId }) => memberId === caller.id)?.state as 'enrolled' | 'waiting' | undefined
  const enrolled = enrolledIn(seats).length
  return {
    level: row.level as Level,
    ...{ id, name, place, minimum, maximum, decideHours, validMonths, start, end, trainer, enrolled },
    machineKind: row.machineKind as MachineKind,
    isCancelled: row.cancelledAt !== null,
    waiting: seats.length - enrolled,
    mine: mine ?? null,
    isLed: leads(caller, led, row),
  }
}

const enrolledIn = (seats: Seat[]): Seat[] => seats.filter(({ state }) => state === 'enrolled')
const ofTraining = (seats: Seat[], id: string): Seat[] => seats.filter(({ trainingId }) => trainingId === id)

/** Its trainer as long as they teach this kind, and staff. */
const leads = ({ id, role }: MemberCaller, led: MachineKind[], { trainerId, machineKind }: TrainingRow): boolean =>
  atLeast(role, 'staff') || (trainerId === id && led.some((kind) => kind === machineKind))

async function mustFind(db: Db, labId: string, id: string): Promise<TrainingRow> {
  const row = await findTraining(db, labId, id)
  if (!row) throw new Refusal('training.not-found')
  return row
}

async function mustLead(app: Pick<App, 'now'>, db: Db, caller: MemberCaller, id: string): Promise<TrainingRow> {
  const row = await mustFind(db, caller.labId, id)
  if (!leads(caller, await ledBy(app, db, caller), row)) throw new Refusal('training.not-yours')
  return row
}

function refuseUnlessAhead({ cancelledAt, startsAt }: TrainingRow, now: number): void {
  if (cancelledAt !== null) throw new Refusal('training.cancelled')
  if (startsAt <= now) throw new Refusal('training.begun')
}

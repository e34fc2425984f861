import type { AuthorizationFacts } from '#backend/authorization/standing.ts'
import { heldBy, lastUses } from '#backend/authorization/store.ts'
import { overlaps, type Interval } from '#backend/base/interval.ts'
import type { Language } from '#backend/base/language.ts'
import { Refusal, type RefusalCode } from '#backend/base/refusal.ts'
import { refusalSentence } from '#backend/base/refusal-texts.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import { intervalOf, type ClosedDays } from '#backend/closure/closed-days.ts'
import { allClosures } from '#backend/closure/store.ts'
import { looksAtOthers, type BookingRuleSet } from '#backend/booking-rule/rules.ts'
import type { ScopedRules } from '#backend/booking-rule/schema.ts'
import { listStated } from '#backend/booking-rule/store.ts'
import { machineRules, rulesOf, withTyped } from '#backend/booking-rule/views.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { externalOf } from '#backend/external-calendar/store.ts'
import { isSlotTaken, type Db } from '#backend/io/database.ts'
import { isInducted } from '#backend/induction/store.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMachine, machinesInSpace, type MachineRow } from '#backend/machine/store.ts'
import { findMemberRow, type MemberRow } from '#backend/member/store.ts'
import type { Facts } from '#backend/message/kinds.ts'
import { tellMember, type Teller } from '#backend/message/service.ts'
import { blockFacts, blocksOf } from '#backend/maintenance/views.ts'
import { machineOpenings, staffedDuring, type OpenCalendar } from '#backend/opening/openings.ts'
import { openCalendar } from '#backend/opening/views.ts'
import { slotPrice, tariffFor } from '#backend/pricing/price.ts'
import { priceListAt } from '#backend/pricing/store.ts'
import { randomId } from '#backend/io/random.ts'
import { explain, nextFree, type BookingFacts } from './conflict.ts'
import type { Booking, BookingInput, Explanation } from './schema.ts'
import { bookingSteps, canStep, type BookingState, type BookingStep } from './state.ts'
import {
  bookingsDuring,
  bookingsOfMachines,
  countedBookings,
  expireHolds,
  findAnyBooking,
  findBooking,
  insertBooking,
  labBookingsDuring,
  machineNameOf,
  machinesBooked,
  noteEvent,
  takeStep,
  type BookingRow,
} from './store.ts'
import { publishBooking, seenByOthers } from './views.ts'

export async function listBookings(
  app: App,
  caller: MemberCaller,
  span: Interval,
  machineId?: string,
): Promise<Booking[]> {
  const rows = await labBookingsDuring(app.db, caller.labId, span, app.now(), machineId)
  const isTeam = atLeast(caller.role, 'volunteer')
  return rows.map((row) => ({
    ...seenByOthers(row),
    mine: row.memberId === caller.id,
    by: isTeam || row.memberId === caller.id ? row.memberName : null,
  }))
}

export async function book(app: App, caller: MemberCaller, input: BookingInput): Promise<Booking> {
  const row = await inOneTransaction(app, async (tx) => {
    const { id: memberId } = await holderOf(tx, caller, input.memberId)
    const { machineId } = input
    return bookSlot(app, tx, caller, { memberId, machineId, slot: { start: input.start, end: input.end } })
  })
  return tell(app, caller, row)
}

/** Whom a booking is for: the caller, or whom staff names. */
export async function holderOf(tx: Db, caller: MemberCaller, memberId = caller.id): Promise<MemberRow> {
  if (memberId !== caller.id && !atLeast(caller.role, 'staff')) throw new Refusal('auth.forbidden')
  const member = await findMemberRow(tx, caller.labId, memberId)
  if (!member) throw new Refusal('member.not-found')
  return member
}

type NewBooking = {
  memberId: string
  machineId: string
  slot: Interval
  togetherId?: string
  holdUntil?: number
  byClock?: boolean
  /** Whoever books many tells of them once. */
  untold?: boolean
}

/** Asks every rule and writes one booking, in the caller's transaction. What is held is not told: nothing is decided yet. */
export async function bookSlot(
  app: App,
  tx: Db,
  caller: { id: string; labId: string; name: string; role: Role },
  { memberId, machineId, slot, togetherId, holdUntil, byClock = false, untold = false }: NewBooking,
): Promise<BookingRow> {
  const { labId } = caller
  const now = app.now()
  await expireHolds(tx, now)
  const { rules } = await refuseConflict(app, tx, { labId, memberId, machineId, wanted: slot })
  const asks = rules.approval && !atLeast(caller.role, 'staff')
  const state = holdUntil !== undefined ? 'held' : asks ? 'asked' : 'confirmed'
  const row = await insertBooking(tx, {
    id: randomId(),
    labId,
    machineId,
    memberId,
    startsAt: slot.start,
    endsAt: slot.end,
    state,
    createdAt: now,
    cancelledAt: null,
    holdUntil: holdUntil ?? null,
    checkedInAt: null,
    togetherId: togetherId ?? null,
    ...(await paidBy(tx, { labId, memberId, machineId, bookedAt: now }, slot)),
  })
  await noteEvent(tx, row, state === 'confirmed' ? 'booked' : state, now, { actorId: byClock ? null : caller.id })
  if (state === 'confirmed' && !untold) await tellHolder(app, tx, row, 'booking_confirmed', caller)
  return row
}

/** A new time for a booking, in the caller's transaction: its price follows, by the list of the day on which it was booked. */
export async function changeTimes(
  app: App,
  tx: Db,
  caller: MemberCaller,
  booking: BookingRow,
  what: 'move' | 'extend',
  span: Interval,
): Promise<BookingRow> {
  const { id, labId, memberId, machineId } = booking
  const { rules } = await refuseConflict(
    app,
    tx,
    { labId, memberId, machineId, wanted: span, movedId: id },
    what === 'extend',
  )
  if (what === 'move') refuseLate(caller, booking, 'booking.too-late-to-move', rules.moveMinutes, app.now())
  const { cents } = await paidBy(tx, { labId, memberId, machineId, bookedAt: booking.createdAt }, span)
  const change = { startsAt: span.start, endsAt: span.end, cents }
  const moved = await takeStep(tx, id, what, change, app.now(), { actorId: caller.id })
  await tellHolder(app, tx, moved, 'booking_changed', caller, { before: spanOf(booking) })
  return moved
}

/** Deadlines bind whoever booked; staff answer for themselves. */
export function refuseLate(
  caller: MemberCaller,
  booking: BookingRow,
  refusal: 'booking.too-late-to-cancel' | 'booking.too-late-to-move',
  minutes: number | null,
  now: number,
): void {
  if (minutes === null || atLeast(caller.role, 'staff')) return
  if (now > booking.startsAt - minutes * 60_000) throw new Refusal(refusal, { minutes })
}

/** Every reason against a slot, what it costs, and what is free instead. Writes nothing. */
export async function explainSlot(
  app: App,
  caller: MemberCaller,
  input: BookingInput & { movedId?: string | undefined },
  language: Language,
): Promise<Explanation> {
  const { machineId, movedId } = input
  const wanted = { start: input.start, end: input.end }
  const lab = await findLab(app.db)
  if (!lab) throw new Refusal('machine.not-found')
  const moved = movedId ? await findBooking(app.db, caller.labId, movedId, app.now()) : undefined
  const member = await holderOf(app.db, caller, moved?.memberId ?? input.memberId)
  const wish = { labId: caller.labId, memberId: member.id, machineId, wanted, movedId }
  const { facts } = await bookingFacts(app, app.db, { ...wish, calendar: await openCalendar(app.db, lab) })
  const reasons = explain(wanted, facts)
  const bookedAt = moved?.createdAt ?? app.now()
  const { cents } = await paidBy(app.db, { labId: caller.labId, memberId: member.id, machineId, bookedAt }, wanted)
  return {
    reasons: reasons.map(({ code, detail }) => ({ code, sentence: refusalSentence(code, detail, language) })),
    cents: cents || null,
    asksTeam: facts.rules.approval && !atLeast(caller.role, 'staff'),
    next: reasons.length ? nextFree(wanted, facts, 3) : [],
  }
}

/** Who pays for the slot and what it costs, by the list of the day on which it was booked: kept with it. */
export async function paidBy(
  tx: Db,
  { labId, memberId, machineId, bookedAt }: { labId: string; memberId: string; machineId: string; bookedAt: number },
  slot: Interval,
): Promise<{ payerOrganizationId: string | null; cents: number }> {
  const member = await findMemberRow(tx, labId, memberId)
  const machine = await findMachine(tx, labId, machineId)
  const list = await priceListAt(tx, labId, bookedAt)
  const tariff = list && member && tariffFor(list, member)
  const cents = tariff && machine ? slotPrice(tariff, machine.kind, slot) : 0
  return { payerOrganizationId: member?.organizationId ?? null, cents }
}

type BookingKind =
  'booking_confirmed' | 'booking_changed' | 'booking_cancelled' | 'booking_no_show' | 'booking_no_answer'

/** Tells the holder what became of a booking, in the transaction that did it. `by` is who did it; undefined for the lab itself. */
export async function tellHolder<K extends BookingKind>(
  app: Teller,
  tx: Db,
  booking: BookingRow,
  kind: K,
  by: { id: string; name: string } | undefined,
  ...[more]: K extends 'booking_confirmed'
    ? [more?: { again: boolean }]
    : [more: Omit<Facts[K], keyof Facts['booking_confirmed']>]
): Promise<void> {
  const { id, labId, memberId, machineId } = booking
  const machine = await machineNameOf(tx, machineId)
  const about = { machineId, machine, ...spanOf(booking), by: by && by.id !== memberId ? by.name : null }
  // What its kind asks for beyond this is what `more` asks of the caller.
  const facts = { ...about, ...more } as unknown as Facts[K]
  await tellMember(app, tx, {
    labId,
    memberId,
    kind,
    facts,
    actorId: by?.id ?? null,
    subject: id,
    goodUntil: booking.endsAt,
  })
}

/** The guard of the database is the last word: a slot that it refuses is a refusal like any other. */
export async function inOneTransaction<T>(app: App, work: (tx: Db) => Promise<T>): Promise<T> {
  try {
    return await app.db.transaction().execute(work)
  } catch (error) {
    if (isSlotTaken(error)) throw new Refusal('booking.overlap')
    throw error
  }
}

type Wish = {
  labId: string
  memberId: string
  machineId: string
  wanted: Interval
  /** The booking that is being moved: it is not in its own way. */
  movedId?: string | undefined
  calendar: OpenCalendar
  /** Rules that are tried, and not stated yet. */
  typed?: ScopedRules | undefined
}

const dayMs = 86_400_000

/** What the rules of a booking look at. */
export async function bookingFacts(
  app: Pick<App, 'now'>,
  tx: Db,
  { labId, memberId, machineId, wanted, movedId, calendar, typed }: Wish,
): Promise<{ facts: BookingFacts; machine: MachineRow }> {
  const now = app.now()
  const machine = await findMachine(tx, labId, machineId)
  if (!machine) throw new Refusal('machine.not-found')
  const member = await findMemberRow(tx, labId, memberId)
  const rules = typed
    ? rulesOf(withTyped(await listStated(tx, labId), typed), machine)
    : await machineRules(tx, labId, machine)
  // Wide enough to propose the next free times: a week from the wanted start. A longer wish is refused before its openings count.
  const around = { start: wanted.start, end: wanted.start + 7 * dayMs }
  const withBuffer = { start: around.start - (rules.bufferMinutes ?? 0) * 60_000, end: around.end }
  const others = (rows: { id: string }[]) => rows.filter(({ id }) => id !== movedId)
  const bookings = others(await bookingsDuring(tx, machineId, withBuffer, now)) as BookingRow[]
  const whose = { labId, memberId, organizationId: member?.organizationId ?? null }
  // Windows of quotas reach a month back; what is held ahead counts however far it is.
  const since = Math.min(now, wanted.start - 32 * dayMs)
  const counted = looksAtOthers(rules) ? await countedBookings(tx, whose, since, now) : []
  const facts: BookingFacts = {
    now,
    timeZone: calendar.timeZone,
    rules,
    machine: { id: machine.id, kind: machine.kind },
    person: {
      role: member?.role ?? 'member',
      plan: member?.plan ?? '',
      organizationId: whose.organizationId,
      membershipFrom: member?.membershipFrom ?? null,
      membershipUntil: member?.membershipUntil ?? null,
    },
    openings: machineOpenings(calendar, rules, around),
    // Further than the rest: over a holiday the refusal still says when the team is there next.
    staffed: rules.staffed ? staffedDuring(calendar, { ...around, end: around.start + 28 * dayMs }) : null,
    bookings: bookings.map((row) => ({ ...spanOf(row), mine: row.memberId === memberId })),
    ...(await spaceFacts(tx, machine, around, now)),
    external: await externalOf(tx, machine, around),
    counted: counted.filter(({ id }) => id !== movedId),
    isInducted: await isInducted(tx, labId, memberId),
    authorization: await authorizationFacts(tx, memberId, machine.kind, rules, now),
    ...(await blockFacts(tx, machine, now)),
  }
  return { facts, machine }
}

/** A space is a room: nobody is trained on it. */
async function authorizationFacts(
  tx: Db,
  memberId: string,
  kind: string,
  { unusedMonths }: BookingRuleSet,
  now: number,
): Promise<AuthorizationFacts | null> {
  if (kind === 'space') return null
  const lastUse = unusedMonths === null ? null : ((await lastUses(tx, memberId, now)).get(kind) ?? null)
  return { kind, held: await heldBy(tx, memberId), lastUse }
}

/** A space and its machines are in each other's way, and some rooms hold only so many people at once. */
async function spaceFacts(
  tx: Db,
  machine: MachineRow,
  around: Interval,
  now: number,
): Promise<Pick<BookingFacts, 'neighbours' | 'room'>> {
  const inside = await machinesInSpace(tx, machine.id)
  const space = machine.spaceId === null ? undefined : await findMachine(tx, machine.labId, machine.spaceId)
  const inTheWay = [...inside.map(({ id }) => id), ...(space ? [space.id] : [])]
  const neighbours = await bookingsOfMachines(tx, inTheWay, around, now)
  if (!space || space.capacity === null) return { neighbours, room: null }
  const beside = (await machinesInSpace(tx, space.id)).filter(({ id }) => id !== machine.id)
  const bookings = await bookingsOfMachines(
    tx,
    beside.map(({ id }) => id),
    around,
    now,
  )
  return { neighbours, room: { name: space.name, capacity: space.capacity, bookings } }
}

/** Who is already there does not book ahead: an extension keeps every rule but the lead time. */
async function refuseConflict(
  app: App,
  tx: Db,
  wish: Omit<Wish, 'calendar'>,
  isExtension = false,
): Promise<BookingFacts> {
  const lab = await findLab(tx)
  if (!lab) throw new Refusal('machine.not-found')
  const { wanted } = wish
  const { facts } = await bookingFacts(app, tx, { ...wish, calendar: await openCalendar(tx, lab) })
  if (isExtension) facts.rules = { ...facts.rules, leadMinutes: null }
  const [first, ...more] = explain(wanted, facts)
  if (!first) return facts
  const next = mayBeMendedByTime.has(first.code) ? { next: nextFree(wanted, facts, 3), timeZone: lab.timeZone } : {}
  throw new Refusal(first.code, { ...(first.detail as object | null), ...next, also: more.map(({ code }) => code) })
}

/** For these the sentence goes on with the next free times. */
const mayBeMendedByTime = new Set<RefusalCode>([
  'booking.overlap',
  'booking.external',
  'booking.space-taken',
  'booking.room-full',
  'booking.buffer',
  'booking.under-repair',
  'booking.maintenance',
  'booking.no-staff',
])

/**
 * Whether a booking that was cancelled could stand again: it is not over, its machine, its member and the lab are there, and neither
 * a repair nor a calendar of others takes its time.
 */
export async function isKeepable(
  tx: Db,
  labId: string,
  id: string,
  now: number,
  stands: 'always' | 'if-free',
): Promise<boolean> {
  const booking = await findAnyBooking(tx, labId, id)
  if (!booking || booking.endsAt <= now) return false
  const isThere =
    (await findMachine(tx, labId, booking.machineId)) && (await findMemberRow(tx, labId, booking.memberId))
  if (!isThere) return false
  if (stands === 'if-free' && (await bookingsDuring(tx, booking.machineId, spanOf(booking), now)).length > 0)
    return false
  const machine = await findMachine(tx, labId, booking.machineId)
  if (machine && (await blocksOf(tx, machine, now)).some((block) => overlaps(block, spanOf(booking)))) return false
  if (machine && (await externalOf(tx, machine, spanOf(booking))).length > 0) return false
  const timeZone = (await findLab(tx))?.timeZone ?? 'Europe/Paris'
  const closures = await allClosures(tx, labId)
  return !closures.some((closure) => overlaps(intervalOf(closure, timeZone), spanOf(booking)))
}

/** The machines that stand booked on days that are closed, or though they are removed. */
export async function bookedInVain(
  tx: Db,
  labId: string,
  {
    closed,
    removed,
    blocked = [],
  }: { closed: ClosedDays[]; removed: string[]; blocked?: (Interval & { machineId: string })[] },
  now: number,
): Promise<string[]> {
  const timeZone = (await findLab(tx))?.timeZone ?? 'Europe/Paris'
  const names: string[] = []
  for (const days of closed) {
    const { start, end } = intervalOf(days, timeZone)
    names.push(...(await machinesBooked(tx, labId, { start: Math.max(start, now), end }, now)))
  }
  for (const { machineId, start, end } of blocked)
    names.push(...(await machinesBooked(tx, labId, { start: Math.max(start, now), end }, now, machineId)))
  for (const id of removed)
    names.push(...(await machinesBooked(tx, labId, { start: now, end: Number.MAX_SAFE_INTEGER }, now, id)))
  return [...new Set(names)]
}

/**
 * The booking that `caller` may take this step with. What is over stays as it was. Members change their own bookings; staff may
 * change anyone's. Others do not learn that it exists.
 */
export async function mustStep(
  tx: Db,
  caller: MemberCaller,
  id: string,
  step: BookingStep,
  now: number,
): Promise<BookingRow> {
  const booking = await findAnyBooking(tx, caller.labId, id)
  const isHolders = bookingSteps[step].who === 'holder'
  const mayAct =
    booking &&
    (isHolders ? booking.memberId === caller.id || atLeast(caller.role, 'staff') : atLeast(caller.role, 'volunteer'))
  if (!mayAct || ['cancelled', 'declined', 'expired'].includes(booking.state)) throw new Refusal('booking.not-found')
  if (booking.state === 'held' && booking.holdUntil! <= now) throw new Refusal('booking.hold-over')
  if (booking.endsAt <= now) throw new Refusal('booking.in-the-past')
  if (!canStep(step, booking.state as BookingState)) throw new Refusal('booking.bad-step', { state: booking.state })
  return booking
}

export async function tell(app: App, caller: MemberCaller, row: BookingRow): Promise<Booking> {
  await publishBooking(app, row)
  const isMine = row.memberId === caller.id
  return { ...seenByOthers(row), mine: isMine, by: isMine ? caller.name : null }
}

export const spanOf = ({ startsAt, endsAt }: BookingRow): Interval => ({ start: startsAt, end: endsAt })

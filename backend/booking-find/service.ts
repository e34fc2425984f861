import { heldBy, lastUses } from '#backend/authorization/store.ts'
import { addDays, dayInterval, dayOf } from '#backend/base/calendar-day.ts'
import { overlaps, type Interval } from '#backend/base/interval.ts'
import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { refusalSentence } from '#backend/base/refusal-texts.ts'
import { bookingRules, findConflict, isPersonal, nextFree, type BookingFacts } from '#backend/booking/conflict.ts'
import { bookingFacts } from '#backend/booking/service.ts'
import { countedBookings, timesDuring, type BookingRow } from '#backend/booking/store.ts'
import { listStated } from '#backend/booking-rule/store.ts'
import { rulesOf } from '#backend/booking-rule/views.ts'
import { blocks } from '#backend/external-calendar/blocks.ts'
import { externalDuring } from '#backend/external-calendar/store.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { isInducted } from '#backend/induction/store.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMachine, listMachines, type MachineRow } from '#backend/machine/store.ts'
import { findMemberRow } from '#backend/member/store.ts'
import { labBlocks } from '#backend/maintenance/views.ts'
import { bookableOpenings, type HoursRules } from '#backend/opening/openings.ts'
import { openCalendar } from '#backend/opening/views.ts'
import { slotPrice, tariffFor } from '#backend/pricing/price.ts'
import { priceListAt } from '#backend/pricing/store.ts'
import { duringPart, firstFits } from './fits.ts'
import type { Found, FindQuery } from './schema.ts'

/** So many are offered: more than that nobody reads. */
const most = 12
/** The span is looked through a week at a time: what is near is found without reading what is far. */
const daysAtOnce = 7

type Taken = Map<string, (Interval & { memberId: string })[]>
type External = Awaited<ReturnType<typeof externalDuring>>

export async function find(app: App, caller: MemberCaller, query: FindQuery, language: Language): Promise<Found> {
  const { labId } = caller
  const now = app.now()
  const lab = await findLab(app.db)
  const member = await findMemberRow(app.db, labId, caller.id)
  if (!lab || !member) throw new Refusal('member.not-found')
  const { timeZone } = lab
  const length = query.minutes * 60_000
  const part = query.after === '00:00' && query.before === '24:00' ? undefined : query

  const all = await listMachines(app.db, labId)
  const machines = all.filter(({ kind }) => kind === (query.kind ?? kind))
  const stated = await listStated(app.db, labId)
  const calendar = await openCalendar(app.db, lab)
  const whose = { labId, memberId: member.id, organizationId: member.organizationId }
  const counted = await countedBookings(app.db, whose, now - 32 * 86_400_000, now)
  const held = await heldBy(app.db, member.id)
  const isUseAsked = stated.some(({ rules }) => rules.unusedMonths)
  const uses = isUseAsked ? await lastUses(app.db, member.id, now) : undefined
  const inducted = await isInducted(app.db, labId, member.id)
  const list = await priceListAt(app.db, labId, now)
  const tariff = list && tariffFor(list, member)

  const hoursOf = (machine: MachineRow) => {
    const { when, runsOn, staffed } = rulesOf(stated, machine)
    return { when, runsOn, staffed }
  }
  const blocksOf = await labBlocks(app.db, labId, now)
  const factsOf = (machine: MachineRow, openings: Interval[], taken: Taken, external: External): BookingFacts => ({
    now,
    timeZone,
    rules: rulesOf(stated, machine),
    machine,
    person: member,
    // Cut to when the team is there already, where it must be.
    openings,
    staffed: null,
    bookings: (taken.get(machine.id) ?? []).map((one) => ({ ...one, mine: one.memberId === member.id })),
    ...besideOf(machine, all, taken),
    external: external.filter(({ machineId }) => blocks(machineId, machine, all)),
    counted,
    isInducted: inducted,
    authorization:
      machine.kind === 'space' ? null : { kind: machine.kind, held, lastUse: uses?.get(machine.kind) ?? null },
    ...blocksOf(machine),
  })

  const reasons = machines.map((machine) => {
    const facts = factsOf(machine, [], new Map(), [])
    const broken = bookingRules.find(
      ({ refusal, isBroken }) => isPersonal(refusal) && isBroken({ start: now, end: now + length }, facts),
    )
    return { machine, refusal: broken?.refusal, detail: broken?.detail?.({ start: now, end: now + length }, facts) }
  })
  const usable = reasons.filter(({ refusal }) => refusal === undefined).map(({ machine }) => machine)

  const slots: Found['slots'] = []
  const today = dayOf(now, timeZone)
  for (let day = 0; day < query.days && slots.length < most && usable.length > 0; day += daysAtOnce) {
    const first = dayInterval(addDays(today, day), timeZone).start
    const last = dayInterval(addDays(today, Math.min(query.days, day + daysAtOnce) - 1), timeZone).end
    const window = { start: Math.max(first, now), end: last }
    const around = { start: window.start - 86_400_000, end: window.end + length + 86_400_000 }
    const taken = await takenDuring(app, labId, around)
    const external = await externalDuring(app.db, labId, around)
    const openingsOf = onceFor((hours: HoursRules) => {
      const open = bookableOpenings(calendar, hours, { start: window.start, end: window.end + length })
      return part ? duringPart(open, part, timeZone) : open
    })
    const fits = usable.flatMap((machine) =>
      firstFits(length, window, factsOf(machine, openingsOf(hoursOf(machine)), taken, external), most).map((slot) => ({
        machineId: machine.id,
        machine: machine.name,
        ...slot,
        cents: tariff ? slotPrice(tariff, machine.kind, slot) : 0,
      })),
    )
    slots.push(...fits.toSorted((a, b) => a.start - b.start).slice(0, most - slots.length))
  }
  const not = reasons.flatMap(({ machine, refusal, detail }) =>
    refusal
      ? [{ machineId: machine.id, machine: machine.name, sentence: refusalSentence(refusal, detail, language) }]
      : [],
  )
  return { slots, not }
}

/** What is free instead of a booking that was taken away: the same time on another machine of its kind, then this one's next. */
export async function insteadOf(app: Pick<App, 'now'>, tx: Db, booking: BookingRow): Promise<Instead[]> {
  const { labId, memberId, machineId } = booking
  const wanted = { start: booking.startsAt, end: booking.endsAt }
  const lab = await findLab(tx)
  const machine = await findMachine(tx, labId, machineId)
  if (!lab || !machine) return []
  const calendar = await openCalendar(tx, lab)
  const wish = { labId, memberId, wanted, calendar }
  const instead: Instead[] = []
  for (const other of await listMachines(tx, labId)) {
    if (other.kind !== machine.kind || other.id === machineId || instead.length >= 2) continue
    const { facts } = await bookingFacts(app, tx, { ...wish, machineId: other.id })
    if (!findConflict(wanted, facts)) instead.push({ machineId: other.id, machine: other.name, ...wanted })
  }
  // From when it is back on: an opening ends where the search would.
  const { facts } = await bookingFacts(app, tx, { ...wish, machineId })
  const back = Math.max(wanted.start, ...facts.blocks.filter((one) => overlaps(one, wanted)).map(({ end }) => end))
  const later = { start: back, end: back + wanted.end - wanted.start }
  const { facts: then } = await bookingFacts(app, tx, { ...wish, machineId, wanted: later })
  for (const slot of nextFree(later, then, 3 - instead.length))
    instead.push({ machineId, machine: machine.name, ...slot })
  return instead
}

type Instead = { machineId: string; machine: string } & Interval

/** Most machines share their hours: they are laid on the calendar once. */
function onceFor<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<string, V>()
  return (key) => {
    const name = JSON.stringify(key)
    const known = made.get(name) ?? make(key)
    made.set(name, known)
    return known
  }
}

async function takenDuring(app: App, labId: string, span: Interval): Promise<Taken> {
  const taken: Taken = new Map()
  for (const { machineId, ...one } of await timesDuring(app.db, labId, span, app.now())) {
    const known = taken.get(machineId)
    if (known) known.push(one)
    else taken.set(machineId, [one])
  }
  return taken
}

/** The space of a machine, the machines of a space, and the room: from what was read already. */
function besideOf(machine: MachineRow, all: MachineRow[], taken: Taken): Pick<BookingFacts, 'neighbours' | 'room'> {
  const space = all.find(({ id }) => id === machine.spaceId)
  const inTheWay = all.filter(({ id, spaceId }) => spaceId === machine.id || id === machine.spaceId)
  const neighbours = inTheWay.flatMap(({ id, name }) => (taken.get(id) ?? []).map((one) => ({ ...one, machine: name })))
  if (!space || space.capacity === null) return { neighbours, room: null }
  const beside = all.filter(({ id, spaceId }) => spaceId === space.id && id !== machine.id)
  const bookings = beside.flatMap(({ id }) => taken.get(id) ?? [])
  return { neighbours, room: { name: space.name, capacity: space.capacity, bookings } }
}

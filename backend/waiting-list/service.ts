import { Refusal, type RefusalCode } from '#backend/base/refusal.ts'
import type { Role } from '#backend/base/role.ts'
import { explain } from '#backend/booking/conflict.ts'
import { bookingFacts, bookSlot } from '#backend/booking/service.ts'
import { expireHolds, type BookingRow } from '#backend/booking/store.ts'
import { machineRules } from '#backend/booking-rule/views.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { isDuplicate, type Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMachine } from '#backend/machine/store.ts'
import { findMemberRow } from '#backend/member/store.ts'
import { tellMember } from '#backend/message/service.ts'
import { openCalendar } from '#backend/opening/views.ts'
import type { Wish } from './schema.ts'
import { insertWish, setWish, settleOffers, waitingFor, wishesOf, type WishRow } from './store.ts'

/** What waiting can mend: somebody else is in the way. */
const worthWaiting = new Set<RefusalCode>([
  'booking.overlap',
  'booking.external',
  'booking.buffer',
  'booking.space-taken',
  'booking.room-full',
  // A machine may be mended sooner, and a maintenance called off.
  'booking.under-repair',
  'booking.maintenance',
])

export async function mine(app: App, caller: MemberCaller): Promise<Wish[]> {
  const rows = await wishesOf(app.db, caller.id, app.now())
  return rows.map(({ id, machineId, machine, startsAt, endsAt, before }) => ({
    id,
    machineId,
    machine,
    start: startsAt,
    end: endsAt,
    before: Number(before ?? 0),
  }))
}

type Wanted = { machineId: string; start: number; end: number }

/** Waits for what is taken: what is free is booked, and what rules forbid does not come by waiting. */
export async function join(app: App, caller: MemberCaller, { machineId, start, end }: Wanted): Promise<Wish> {
  const { labId, id: memberId } = caller
  const id = randomId()
  try {
    await app.db.transaction().execute(async (tx) => {
      const lab = await findLab(tx)
      if (!lab) throw new Refusal('machine.not-found')
      const wanted = { start, end }
      const calendar = await openCalendar(tx, lab)
      const { facts } = await bookingFacts(app, tx, { labId, memberId, machineId, wanted, calendar })
      const reasons = explain(wanted, facts)
      const other = reasons.find(({ code }) => !worthWaiting.has(code))
      if (other) throw new Refusal(other.code, other.detail)
      if (reasons.length === 0) throw new Refusal('waiting-list.free')
      if (start <= app.now()) throw new Refusal('booking.in-the-past')
      const row = { id, labId, machineId, memberId, startsAt: start, endsAt: end, createdAt: app.now() }
      await insertWish(tx, { ...row, state: 'waiting', bookingId: null })
    })
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('waiting-list.already')
    throw error
  }
  const made = (await mine(app, caller)).find((wish) => wish.id === id)
  if (!made) throw new Refusal('waiting-list.not-found')
  return made
}

export async function leave(app: App, caller: MemberCaller, id: string): Promise<object> {
  const own = (await wishesOf(app.db, caller.id, app.now())).find((wish) => wish.id === id)
  if (!own) throw new Refusal('waiting-list.not-found')
  await setWish(app.db, id, { state: 'left' })
  return {}
}

/**
 * Offers what has come free to whoever waits first, in the transaction that freed it: nobody else can come in between. An offer is a
 * hold. Gives the holds, to be published after the commit.
 */
export async function offerFreed(app: App, tx: Db, labId: string, machineIds?: string[]): Promise<BookingRow[]> {
  const now = app.now()
  await expireHolds(tx, now)
  await settleOffers(tx, now)
  const offered: BookingRow[] = []
  for (const wish of await waitingFor(tx, labId, machineIds)) {
    const hold = await offer(app, tx, wish)
    if (hold) offered.push(hold)
  }
  return offered
}

async function offer(app: App, tx: Db, wish: WishRow): Promise<BookingRow | undefined> {
  const { id, labId, machineId, memberId, startsAt, endsAt } = wish
  const member = await findMemberRow(tx, labId, memberId)
  const machine = await findMachine(tx, labId, machineId)
  if (!member || !machine || member.suspendedAt !== null) return undefined
  const { offerMinutes } = await machineRules(tx, labId, machine)
  const holdUntil = Math.min(app.now() + offerMinutes * 60_000, startsAt)
  const slot = { start: startsAt, end: endsAt }
  const holder = { id: memberId, labId, name: member.name, role: member.role as Role }
  try {
    const hold = await bookSlot(app, tx, holder, { memberId, machineId, slot, holdUntil, byClock: true })
    await setWish(tx, id, { state: 'offered', bookingId: hold.id })
    const facts = { machineId, machine: machine.name, ...slot, until: holdUntil }
    await tellMember(app, tx, {
      labId,
      memberId,
      kind: 'waiting_list_offer',
      facts,
      actorId: null,
      subject: hold.id,
      goodUntil: holdUntil,
    })
    return hold
  } catch (error) {
    // Still taken, or a rule says no to them today: who comes next is asked.
    if (error instanceof Refusal) return undefined
    throw error
  }
}

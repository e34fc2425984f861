import type { Language } from '#backend/base/language.ts'
import { parseRecurrence } from '#backend/base/recurrence.ts'
import { Refusal, type RefusalCode } from '#backend/base/refusal.ts'
import { refusalSentence } from '#backend/base/refusal-texts.ts'
import { bookSlot, holderOf, inOneTransaction, mustStep, tellHolder } from '#backend/booking/service.ts'
import { bookedTogether, markCancelled, type BookingRow } from '#backend/booking/store.ts'
import { publishBooking } from '#backend/booking/views.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMachine } from '#backend/machine/store.ts'
import { tellMember } from '#backend/message/service.ts'
import { offerFreed } from '#backend/waiting-list/service.ts'
import type { SeriesInput, SeriesSlot } from './schema.ts'
import { mostSlots, timesOf } from './slots.ts'

type Made = { slots: SeriesSlot[]; rows: BookingRow[] }

/** What was only tried is rolled back like anything that fails. */
class OnlyTried extends Error {
  readonly made: Made
  constructor(made: Made) {
    super('only tried')
    this.made = made
  }
}

/** Books it all and takes it back: quotas and overlaps among the slots themselves are seen as they would be. */
export async function trySeries(
  app: App,
  caller: MemberCaller,
  input: SeriesInput,
  language: Language,
): Promise<{ slots: SeriesSlot[] }> {
  try {
    await inOneTransaction(app, async (tx) => {
      throw new OnlyTried(await bookEach(app, tx, caller, input, randomId(), language))
    })
    return { slots: [] }
  } catch (error) {
    if (error instanceof OnlyTried) return { slots: error.made.slots }
    throw error
  }
}

export async function bookSeries(
  app: App,
  caller: MemberCaller,
  input: SeriesInput,
  language: Language,
): Promise<{ id: string; slots: SeriesSlot[] }> {
  const id = randomId()
  const { slots, rows } = await inOneTransaction(app, async (tx) => {
    const made = await bookEach(app, tx, caller, input, id, language)
    const refused = made.slots.find(({ reason }) => reason !== null)
    if (refused && (!input.skip || made.rows.length === 0))
      throw new Refusal('booking-series.refused', { ...refused, sentence: undefined, why: refused.reason?.sentence })
    await tellSeries(app, tx, caller, made)
    return made
  })
  for (const row of rows) await publishBooking(app, row)
  return { id, slots }
}

/** Each slot under every rule, with those before it already booked. */
async function bookEach(
  app: App,
  tx: Db,
  caller: MemberCaller,
  input: SeriesInput,
  togetherId: string,
  language: Language,
): Promise<Made> {
  const lab = await findLab(tx)
  if (!lab) throw new Refusal('machine.not-found')
  const { id: memberId } = await holderOf(tx, caller, input.memberId)
  const rule = input.repeat === undefined ? undefined : parseRecurrence(input.repeat)
  if (rule && 'problem' in rule)
    throw new Refusal(rule.problem === 'endless' ? 'booking-series.endless' : 'booking-series.not-understood')
  const times = timesOf({ start: input.start, end: input.end }, rule, lab.timeZone)
  const machineIds = [...new Set(input.machineIds)]
  if (times.length * machineIds.length > mostSlots) throw new Refusal('booking-series.too-many', { most: mostSlots })

  const made: Made = { slots: [], rows: [] }
  for (const { start, end, exists } of times)
    for (const machineId of machineIds) {
      const machine = await findMachine(tx, caller.labId, machineId)
      if (!machine) throw new Refusal('machine.not-found')
      const about = { machineId, machine: machine.name, start, end }
      const no = (code: RefusalCode, detail?: unknown) =>
        made.slots.push({ ...about, cents: 0, reason: { code, sentence: refusalSentence(code, detail, language) } })
      if (!exists) {
        no('booking-series.no-such-hour')
        continue
      }
      try {
        const slot = { start, end }
        const row = await bookSlot(app, tx, caller, { memberId, machineId, slot, togetherId, untold: true })
        made.rows.push(row)
        made.slots.push({ ...about, cents: row.cents, reason: null })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        no(error.code, error.detail)
      }
    }
  return made
}

/** One message for all of it. */
async function tellSeries(app: App, tx: Db, caller: MemberCaller, { slots, rows }: Made): Promise<void> {
  const [first] = rows
  const booked = slots.filter(({ reason }) => reason === null)
  if (!first || first.state !== 'confirmed') return
  if (rows.length === 1) return tellHolder(app, tx, first, 'booking_confirmed', caller)
  const { machineId, memberId, labId, startsAt, endsAt } = first
  await tellMember(app, tx, {
    labId,
    memberId,
    kind: 'bookings_confirmed',
    facts: {
      machineId,
      machine: [...new Set(booked.map(({ machine }) => machine))].join(', '),
      start: startsAt,
      end: endsAt,
      count: rows.length,
      by: caller.id === memberId ? null : caller.name,
    },
    actorId: caller.id,
    subject: first.id,
    subjects: rows.map(({ id }) => id),
    goodUntil: rows.at(-1)!.endsAt,
  })
}

export async function cancelSeries(app: App, caller: MemberCaller, id: string): Promise<{ cancelled: number }> {
  const { cancelled, offered } = await inOneTransaction(app, async (tx) => {
    const now = app.now()
    const cancelled: BookingRow[] = []
    for (const booking of await bookedTogether(tx, caller.labId, id, now)) {
      await mustStep(tx, caller, booking.id, 'cancel', now)
      cancelled.push(await markCancelled(tx, booking.id, now, { actorId: caller.id }))
    }
    if (cancelled.length === 0) throw new Refusal('booking.not-found')
    const first = cancelled[0]!
    if (first.memberId !== caller.id) await tellHolder(app, tx, first, 'booking_cancelled', caller, { reason: null })
    return { cancelled, offered: await offerFreed(app, tx, caller.labId) }
  })
  for (const row of [...cancelled, ...offered]) await publishBooking(app, row)
  return { cancelled: cancelled.length }
}

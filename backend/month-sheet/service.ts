import type { Interval } from '#backend/base/interval.ts'
import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import type { Quote } from '#backend/pricing/price.ts'
import { monthCsv } from './csv.ts'
import { monthInterval, monthOf, type Month } from './month.ts'
import type { MonthSheet, Settlement } from './schema.ts'
import { consumed, keyOf, linesOf, type Consumed, type Payer, type Print, type Slot } from './sheet.ts'
import {
  deleteSettlement,
  endedBookings,
  findSettlement,
  finishedPrints,
  insertSettlement,
  nameOf,
  settlementsIn,
  type SettlementRow,
} from './store.ts'

export async function monthSheetOf(app: App, labId: string, wanted: Month | undefined): Promise<MonthSheet> {
  const { month, span } = await whichMonth(app, wanted)
  const prints = await printsIn(app.db, labId, span)
  const slots = await slotsIn(app, labId, span)
  const settled = await notesIn(app.db, labId, month)
  const lines = linesOf(prints, slots).map((line) => ({ ...line, settled: settled.get(keyOf(line.payer)) ?? null }))
  const settledCents = lines.reduce((sum, line) => sum + (line.settled ? line.cents : 0), 0)
  return { month, lines, total: consumed(prints, slots), settledCents }
}

export async function monthCsvOf(
  app: App,
  labId: string,
  wanted: Month | undefined,
  language: Language,
): Promise<{ name: string; csv: string }> {
  const { timeZone } = await whichMonth(app, wanted)
  const sheet = await monthSheetOf(app, labId, wanted)
  return { name: `${sheet.month}.csv`, csv: monthCsv(sheet, language, timeZone) }
}

/** What one person consumed, whoever pays for it. */
export async function myMonth(
  app: App,
  caller: MemberCaller,
  wanted: Month | undefined,
): Promise<{ month: Month; consumed: Consumed; settled: Settlement | null }> {
  const { month, span } = await whichMonth(app, wanted)
  const mine = ({ memberId }: { memberId: string }) => memberId === caller.id
  const prints = (await printsIn(app.db, caller.labId, span)).filter(mine)
  const slots = (await slotsIn(app, caller.labId, span)).filter(mine)
  const settled = (await notesIn(app.db, caller.labId, month)).get(keyOf({ kind: 'member', id: caller.id }))
  return { month, consumed: consumed(prints, slots), settled: settled ?? null }
}

async function whichMonth(
  app: App,
  wanted: Month | undefined,
): Promise<{ month: Month; span: Interval; timeZone: string }> {
  const lab = await findLab(app.db)
  if (!lab) throw new Refusal('lab.not-set-up')
  const month = wanted ?? monthOf(app.now(), lab.timeZone)
  return { month, span: monthInterval(month, lab.timeZone), timeZone: lab.timeZone }
}

type Of = { memberId: string }

async function printsIn(db: Db, labId: string, span: Interval): Promise<(Print & Of)[]> {
  return (await finishedPrints(db, labId, span)).map(({ quote, ...whose }) => {
    const { grams = 0, seconds = 0, cents = 0, material = null }: Partial<Quote> = JSON.parse(quote ?? '{}')
    return { memberId: whose.memberId, payer: payerOf(whose), grams, seconds, cents, material }
  })
}

/** A slot costs what was kept with it when it was booked. What is still under way, or ahead, is not consumed. */
async function slotsIn(app: App, labId: string, span: Interval): Promise<(Slot & Of)[]> {
  const over = (await endedBookings(app.db, labId, span)).filter(({ endsAt }) => endsAt <= app.now())
  return over.map(({ startsAt, endsAt, cents, machine, ...whose }) => ({
    memberId: whose.memberId,
    payer: payerOf(whose),
    machine,
    seconds: (endsAt - startsAt) / 1000,
    cents,
  }))
}

type Whose = { memberId: string; memberName: string; organizationId: string | null; organizationName: string | null }

const payerOf = ({ memberId, memberName, organizationId, organizationName }: Whose): Payer =>
  organizationId === null
    ? { kind: 'member', id: memberId, name: memberName }
    : { kind: 'organization', id: organizationId, name: organizationName ?? '' }

async function notesIn(db: Db, labId: string, month: Month): Promise<Map<string, Settlement>> {
  const rows = await settlementsIn(db, labId, month)
  return new Map(rows.map(({ id, at, byName, how, ...row }) => [keyOf(payerKeyOf(row)), { id, at, by: byName, how }]))
}

const payerKeyOf = ({ memberId, organizationId }: Pick<SettlementRow, 'memberId' | 'organizationId'>) =>
  organizationId === null
    ? { kind: 'member' as const, id: memberId ?? '' }
    : { kind: 'organization' as const, id: organizationId }

type Settling = { month: Month; kind: Payer['kind']; id: string; how: string }

export async function settleMonth(
  app: App,
  caller: MemberCaller,
  { month, kind, id: payerId, how }: Settling,
): Promise<{ settled: Settlement; change: Receipt | null }> {
  const { labId } = caller
  return app.db.transaction().execute(async (tx) => {
    const name = await payerName(tx, labId, kind, payerId)
    if ((await notesIn(tx, labId, month)).has(keyOf({ kind, id: payerId }))) throw new Refusal('month-sheet.settled')
    const row: SettlementRow = {
      id: randomId(),
      labId,
      memberId: kind === 'member' ? payerId : null,
      organizationId: kind === 'organization' ? payerId : null,
      month,
      at: app.now(),
      byId: caller.id,
      how,
    }
    const { change } = await recorded(app, caller, tx, doing('month.settled', row, name), () =>
      insertSettlement(tx, row),
    )
    return { settled: { id: row.id, at: row.at, by: caller.name, how }, change }
  })
}

export async function unsettleMonth(app: App, caller: MemberCaller, id: string): Promise<{ change: Receipt | null }> {
  return app.db.transaction().execute(async (tx) => {
    const row = await findSettlement(tx, caller.labId, id)
    if (!row) throw new Refusal('month-sheet.not-settled')
    const { kind, id: payerId } = payerKeyOf(row)
    const name = await payerName(tx, caller.labId, kind, payerId)
    const { change } = await recorded(app, caller, tx, doing('month.unsettled', row, name), () =>
      deleteSettlement(tx, id),
    )
    return { change }
  })
}

async function payerName(db: Db, labId: string, kind: Payer['kind'], id: string): Promise<string> {
  const name = await nameOf(db, labId, kind, id)
  if (name === undefined) throw new Refusal('member.not-found')
  return name
}

const doing = (act: Doing['act'], { id, labId, month }: SettlementRow, name: string): Doing => ({
  act,
  subject: `settlement:${id}`,
  title: `${name} · ${month}`,
  watch: [{ table: 'settlement', where: { labId, id } }],
})

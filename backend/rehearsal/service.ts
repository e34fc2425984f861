import { addDays, dayInterval, instantOf } from '#backend/base/calendar-day.ts'
import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { refusalSentence } from '#backend/base/refusal-texts.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import { bookingRules } from '#backend/booking/conflict.ts'
import { bookingFacts } from '#backend/booking/service.ts'
import type { ScopedRules } from '#backend/booking-rule/schema.ts'
import type { App } from '#backend/io/app.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMemberRow } from '#backend/member/store.ts'
import { bookableOpenings, type OpenCalendar } from '#backend/opening/openings.ts'
import { holidayOn } from '#backend/opening/public-holidays.ts'
import { schoolHolidayOn } from '#backend/opening/school-holidays.ts'
import type { OpeningHours } from '#backend/opening/opening-hours.ts'
import { openCalendar } from '#backend/opening/views.ts'
import { materialsIn, quotePrint, slotPrice, tariffFor, type Payer, type PriceList } from '#backend/pricing/price.ts'
import { priceListAt } from '#backend/pricing/store.ts'
import type { Rehearsal } from './schema.ts'

type Wanted = {
  memberId: string
  machineId: string
  day: string
  from: string
  to: string
  hours?: OpeningHours | undefined
  rules?: ScopedRules | undefined
}

/** Asks the rules that a real booking is asked, with the same facts, and writes nothing. */
export async function rehearse(app: App, labId: string, wanted: Wanted, language: Language): Promise<Rehearsal> {
  const { memberId, machineId, day, from, to } = wanted
  const lab = await findLab(app.db)
  const member = await findMemberRow(app.db, labId, memberId)
  if (!lab || !member) throw new Refusal('member.not-found')
  const slot = {
    start: instantOf(day, from, lab.timeZone),
    end: instantOf(to > from ? day : addDays(day, 1), to, lab.timeZone),
  }
  const calendar = { ...(await openCalendar(app.db, lab)), ...(wanted.hours && { hours: wanted.hours }) }
  const wish = { labId, memberId, machineId, wanted: slot, calendar, typed: wanted.rules }
  const { facts, machine } = await bookingFacts(app, app.db, wish)

  const asked = bookingRules.map(({ refusal, isBroken, detail }) => {
    const kept = !isBroken(slot, facts)
    const sentence = kept ? null : refusalSentence(refusal, detail?.(slot, facts), language)
    return { rule: refusal, kept, sentence }
  })
  // Visitors do not book at all: the endpoint says so before any rule is asked.
  const rules = [
    { rule: 'auth.forbidden' as const, kept: atLeast(member.role as Role, 'member'), sentence: null },
    ...asked,
  ]
  const broken = rules.find(({ kept }) => !kept)
  const closure = calendar.closures.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)
  // What somebody pays who books now, whenever the slot is: so is it billed.
  const list = await priceListAt(app.db, labId, app.now())
  return {
    refusal: broken
      ? { code: broken.rule, sentence: broken.sentence ?? refusalSentence(broken.rule, undefined, language) }
      : null,
    slot,
    rules,
    openings: bookableOpenings(calendar, facts.rules, dayInterval(day, lab.timeZone)),
    closedFor: closure ? closure.reason : (closedName(day, calendar)?.[language] ?? null),
    price: priceFor(list, member, machine.kind, slot),
  }
}

/** What a day is called on which the lab is closed, or has other hours. */
const closedName = (day: string, { holidays, school }: OpenCalendar) =>
  holidayOn(day, holidays) ?? (school ? schoolHolidayOn(day, school) : undefined)

function priceFor(list: PriceList | undefined, payer: Payer, kind: string, slot: { start: number; end: number }) {
  const tariff = list && tariffFor(list, payer)
  if (!list || !tariff) return { tariff: '', slot: 0, print: 0, material: null }
  const material = materialsIn(list)[0] ?? null
  const print = quotePrint(list, payer, { grams: 50, seconds: 7200, material })?.cents ?? 0
  return { tariff: tariff.name, slot: slotPrice(tariff, kind, slot), print, material }
}

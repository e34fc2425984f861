import { z } from 'zod'
import type { CalendarDay } from '#backend/base/calendar-day.ts'
import type { Language } from '#backend/base/language.ts'
import { openingHours } from './opening-hours.ts'

/** The three zones of mainland France; Corsica and overseas have dates of their own, which a lab types. */
export const schoolZones = ['A', 'B', 'C'] as const
export type SchoolZone = (typeof schoolZones)[number]

type Name = Record<Language, string>
type Days = readonly [first: CalendarDay, last: CalendarDay]

const toussaint: Name = { fr: 'vacances de la Toussaint', en: 'autumn school holidays' }
const noel: Name = { fr: 'vacances de Noël', en: 'Christmas school holidays' }
const hiver: Name = { fr: 'vacances d’hiver', en: 'winter school holidays' }
const printemps: Name = { fr: 'vacances de printemps', en: 'spring school holidays' }
const ete: Name = { fr: 'vacances d’été', en: 'summer school holidays' }

/**
 * From the first day without school to the last: the Saturday after the last lessons, the day before they begin again. School year
 * 2026-2027: arrêté du 22 octobre 2025 of the ministry of education (Journal officiel). A new year is added here each autumn.
 */
const published: { name: Name; days: Record<SchoolZone, Days> }[] = [
  { name: toussaint, days: all('2026-10-17', '2026-11-01') },
  { name: noel, days: all('2026-12-19', '2027-01-03') },
  {
    name: hiver,
    days: { A: ['2027-02-13', '2027-02-28'], B: ['2027-02-20', '2027-03-07'], C: ['2027-02-06', '2027-02-21'] },
  },
  {
    name: printemps,
    days: { A: ['2027-04-10', '2027-04-25'], B: ['2027-04-17', '2027-05-02'], C: ['2027-04-03', '2027-04-18'] },
  },
  { name: ete, days: all('2027-07-03', '2027-08-31') },
]

function all(first: CalendarDay, last: CalendarDay): Record<SchoolZone, Days> {
  return { A: [first, last], B: [first, last], C: [first, last] }
}

/** The last day of which the published table knows whether there is school. */
export const publishedUntil: CalendarDay = '2027-08-31'

/** Both days are in it. */
export const schoolPeriod = z
  .strictObject({ firstDay: z.iso.date(), lastDay: z.iso.date(), name: z.string().trim().max(60) })
  .refine(({ firstDay, lastDay }) => firstDay <= lastDay, { path: ['lastDay'], error: 'ends before it begins' })
export type SchoolPeriod = z.infer<typeof schoolPeriod>

/** What a lab does in the school holidays: the weekly hours that hold then, none where it is closed. */
export const schoolHolidays = z.strictObject({
  /** Whose published dates hold; null: only those that the lab typed. */
  zone: z.enum(schoolZones).nullable(),
  /** Typed by the lab: for other places, and for years that are not published here yet. */
  periods: z.array(schoolPeriod).max(60),
  hours: openingHours,
})
export type SchoolHolidays = z.infer<typeof schoolHolidays>

/** What the school holidays of that day are called, or undefined where there is school. What the lab typed comes first. */
export function schoolHolidayOn(day: CalendarDay, { zone, periods }: SchoolHolidays): Name | undefined {
  const own = periods.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)
  if (own) return { fr: own.name || 'vacances scolaires', en: own.name || 'school holidays' }
  if (!zone) return undefined
  return published.find(({ days }) => days[zone][0] <= day && day <= days[zone][1])?.name
}

/** The school holidays that are not over on a day, in their order, as a lab knows them. */
export function schoolHolidaysFrom(
  today: CalendarDay,
  { zone, periods }: SchoolHolidays,
): (SchoolPeriod & { names: Name })[] {
  const own = periods.map((one) => ({
    ...one,
    names: { fr: one.name || 'vacances scolaires', en: one.name || 'school holidays' },
  }))
  const known = published.flatMap(({ name, days }) =>
    zone ? [{ firstDay: days[zone][0], lastDay: days[zone][1], name: name.fr, names: name }] : [],
  )
  return [...own, ...known]
    .filter(({ lastDay }) => lastDay >= today)
    .toSorted((a, b) => (a.firstDay < b.firstDay ? -1 : 1))
}

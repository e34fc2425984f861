import { addDays, type CalendarDay } from '#backend/base/calendar-day.ts'
import type { Language } from '#backend/base/language.ts'

/** Whose public holidays: French law has eleven (Code du travail, L3133-1), and more in some places. */
export const holidayCalendars = [
  'metropole',
  'alsace-moselle',
  'guadeloupe',
  'martinique',
  'guyane',
  'reunion',
  'mayotte',
  'saint-barthelemy',
  'saint-martin',
] as const
export type HolidayCalendar = (typeof holidayCalendars)[number]

type Name = Record<Language, string>
/** A date of each year, `MM-DD`, or days after Easter Sunday. */
type Holiday = { on: string | number; name: Name }

const everywhere: Holiday[] = [
  { on: '01-01', name: { fr: 'jour de l’An', en: 'New Year’s Day' } },
  { on: 1, name: { fr: 'lundi de Pâques', en: 'Easter Monday' } },
  { on: '05-01', name: { fr: 'fête du Travail', en: 'Labour Day' } },
  { on: '05-08', name: { fr: 'victoire de 1945', en: 'Victory Day' } },
  { on: 39, name: { fr: 'Ascension', en: 'Ascension Day' } },
  { on: 50, name: { fr: 'lundi de Pentecôte', en: 'Whit Monday' } },
  { on: '07-14', name: { fr: 'fête nationale', en: 'Bastille Day' } },
  { on: '08-15', name: { fr: 'Assomption', en: 'Assumption Day' } },
  { on: '11-01', name: { fr: 'Toussaint', en: 'All Saints’ Day' } },
  { on: '11-11', name: { fr: 'armistice de 1918', en: 'Armistice Day' } },
  { on: '12-25', name: { fr: 'Noël', en: 'Christmas Day' } },
]

const abolition: Name = { fr: 'abolition de l’esclavage', en: 'Abolition of slavery' }

/** Alsace-Moselle: Code du travail, L3134-13. Overseas: decree 83-1003 of 23 November 1983. */
const moreIn: Record<HolidayCalendar, Holiday[]> = {
  metropole: [],
  'alsace-moselle': [
    { on: -2, name: { fr: 'Vendredi saint', en: 'Good Friday' } },
    { on: '12-26', name: { fr: 'Saint-Étienne', en: 'St Stephen’s Day' } },
  ],
  guadeloupe: [{ on: '05-27', name: abolition }],
  martinique: [{ on: '05-22', name: abolition }],
  guyane: [{ on: '06-10', name: abolition }],
  reunion: [{ on: '12-20', name: abolition }],
  mayotte: [{ on: '04-27', name: abolition }],
  'saint-barthelemy': [{ on: '10-09', name: abolition }],
  'saint-martin': [{ on: '05-28', name: abolition }],
}

/** Easter Sunday of a year, by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
export function easter(year: number): CalendarDay {
  const a = year % 19
  const [b, c] = [Math.floor(year / 100), year % 100]
  const [d, e] = [Math.floor(b / 4), b % 4]
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const [i, k] = [Math.floor(c / 4), c % 4]
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 19 * l) / 433)
  const n = Math.floor((h + l - 7 * m + 90) / 25)
  const p = (h + l - 7 * m + 33 * n + 19) % 32
  return `${year}-${String(n).padStart(2, '0')}-${String(p).padStart(2, '0')}`
}

const years = new Map<string, Map<CalendarDay, Name>>()

function holidaysOf(year: number, calendar: HolidayCalendar): Map<CalendarDay, Name> {
  const key = `${calendar} ${year}`
  let days = years.get(key)
  if (!days) {
    const sunday = easter(year)
    days = new Map(
      [...everywhere, ...moreIn[calendar]].map(({ on, name }) => [
        typeof on === 'number' ? addDays(sunday, on) : `${year}-${on}`,
        name,
      ]),
    )
    years.set(key, days)
  }
  return days
}

/** The name of the public holiday on that day, where it is one. */
export const holidayOn = (day: CalendarDay, calendar: HolidayCalendar | null): Name | undefined =>
  calendar === null ? undefined : holidaysOf(Number(day.slice(0, 4)), calendar).get(day)

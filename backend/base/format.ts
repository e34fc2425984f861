import { locales, type Language } from './language.ts'

const narrow = '\u202f'
const fixed = '\u00a0'

/** Whole minutes as people say them: 45 min, 2 h 05, 3 h. `Intl.DurationFormat` is missing in Node 20. */
export function formatDuration(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60))
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours === 0) return `${minutes}${fixed}min`
  return rest === 0 ? `${hours}${fixed}h` : `${hours}${fixed}h${fixed}${String(rest).padStart(2, '0')}`
}

/** Integer cents: « 1 234,50 € », “€1,234.50”. */
export function formatMoney(cents: number, language: Language, currency = 'EUR'): string {
  return new Intl.NumberFormat(locales[language], { style: 'currency', currency }).format(cents / 100)
}

/** A number with at most `digits` decimals, in the language's own separators. */
export function formatNumber(value: number, language: Language, digits = 0): string {
  return new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits }).format(value)
}

/** Grams with one decimal under 100 g. */
export const formatGrams = (grams: number, language: Language): string =>
  `${formatNumber(grams, language, grams < 100 ? 1 : 0)}${fixed}g`

/** The time of day in the lab's zone, always 24 h: « 17 h 20 » in French sentences, 17:20 in tables and in English. */
export function formatTime(
  instant: number,
  timeZone: string,
  language: Language,
  style: 'sentence' | 'table' = 'table',
) {
  const text = new Intl.DateTimeFormat('fr-FR', { timeZone, hour: '2-digit', minute: '2-digit', hour12: false }).format(
    instant,
  )
  if (style === 'table' || language === 'en') return text
  const [hour, minute] = text.split(':')
  return minute === '00' ? `${Number(hour)}${fixed}h` : `${Number(hour)}${fixed}h${fixed}${minute}`
}

/** « lun. 5 janv. », “Mon 5 Jan”. */
export function formatDay(
  instant: number,
  timeZone: string,
  language: Language,
  length: 'short' | 'long' = 'short',
): string {
  const day = new Intl.DateTimeFormat(locales[language], {
    timeZone,
    weekday: length,
    day: 'numeric',
    month: length,
  }).format(instant)
  return language === 'fr' ? day.replace(/ 1 /, ' 1er ') : day
}

/** A day of the lab's calendar with its year: « 31 déc. 2026 ». */
export const formatDate = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })
    .format(Date.parse(day))
    .replace(/^1 (?!\d)/, language === 'fr' ? '1er ' : '1 ')

/** A day of the calendar, « jeu. 24 déc. »; it is the same day everywhere. */
export const formatCalendarDay = (day: string, language: Language, length: 'short' | 'long' = 'short'): string =>
  formatDay(Date.parse(`${day}T12:00:00Z`), 'UTC', language, length)

/** A rule's length of time: « 45 min », « 1 h 30 », « 2 jours ». */
export function formatMinutes(minutes: number, language: Language): string {
  const days = minutes / 1440
  if (minutes > 1440 && Number.isInteger(days)) return `${days}\u00a0${language === 'fr' ? 'jours' : 'days'}`
  return formatDuration(minutes * 60)
}

/** `14:00 – 16:00`, with thin spaces round the dash. */
export const formatSpan = (start: number, end: number, timeZone: string, language: Language): string =>
  `${formatTime(start, timeZone, language)}\u2009–\u2009${formatTime(end, timeZone, language)}`

/** A quantity of bytes in the units people read on their phone: « 1,1 Mo », “1.1 MB”. */
export function formatBytes(bytes: number, language: Language): string {
  const units = language === 'fr' ? ['o', 'ko', 'Mo', 'Go'] : ['B', 'kB', 'MB', 'GB']
  const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : bytes < 1e9 ? 2 : 3
  return `${formatNumber(bytes / 1000 ** step, language, step > 1 ? 1 : 0)}${narrow}${units[step]}`
}

/** Width × depth × height, in whole millimetres unless small. */
export function formatSize(size: readonly number[], language: Language): string {
  return size.map((mm) => formatNumber(mm, language, mm < 10 ? 1 : 0)).join(`${fixed}×${fixed}`) + `${fixed}mm`
}

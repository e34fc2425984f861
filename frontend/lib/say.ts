import * as format from '#backend/base/format.ts'
import { locales } from '#backend/base/language.ts'
import { lab } from './lab.svelte.ts'
import { language } from './language.svelte.ts'
import { t } from './texts.ts'

/** Times, money and quantities in the current language and in the lab's time zone. */
export const say = {
  /** 17:20, for tables. */
  time: (instant: number) => format.formatTime(instant, lab.timeZone, language.current),
  /** « 17 h 20 » in French, for sentences. */
  timeInSentence: (instant: number) => format.formatTime(instant, lab.timeZone, language.current, 'sentence'),
  day: (instant: number, length: 'short' | 'long' = 'short') =>
    format.formatDay(instant, lab.timeZone, language.current, length),
  /** Days of the lab’s calendar: « jeu. 24 déc. – sam. 2 janv. ». */
  days: (first: string, last: string) =>
    first === last
      ? format.formatCalendarDay(first, language.current)
      : `${format.formatCalendarDay(first, language.current)}\u2009–\u2009${format.formatCalendarDay(last, language.current)}`,
  /** A day of the lab’s calendar with its year: « 31 déc. 2026 ». */
  date: (day: string) => format.formatDate(day, language.current),
  /** The day of an instant, with its year: « 1er janv. 2027 ». */
  dateAt: (instant: number) => say.date(dateIn(instant)),
  /** aujourd’hui, demain, « jeu. 22 oct. » */
  nearDay: (instant: number) => {
    const day = dateIn(instant)
    if (day === dateIn(lab.now)) return t().today
    if (day === dateIn(lab.now + 86_400_000)) return t().tomorrow
    return say.day(instant)
  },
  /** « 17 h 20 » today, « demain 9 h » and « jeu. 22 oct. 9 h » later. */
  timeAhead: (instant: number) => {
    const time = say.timeInSentence(instant)
    return dateIn(instant) === dateIn(lab.now) ? time : `${say.nearDay(instant)} ${time}`
  },
  /** 14:00 – 16:00 */
  span: (start: number, end: number) => format.formatSpan(start, end, lab.timeZone, language.current),
  duration: (seconds: number) => format.formatDuration(seconds),
  money: (cents: number) => format.formatMoney(cents, language.current, lab.currency),
  number: (value: number, digits = 0) => format.formatNumber(value, language.current, digits),
  /** From 0 to 1: « 64 % », “64%”. */
  percent: (part: number) =>
    new Intl.NumberFormat(locales[language.current], { style: 'percent', maximumFractionDigits: 0 }).format(part),
  grams: (grams: number) => format.formatGrams(grams, language.current),
  bytes: (bytes: number) => format.formatBytes(bytes, language.current),
  size: (mm: readonly number[]) => format.formatSize(mm, language.current),
}

/** Today in the lab’s calendar, as ISO text. */
export const today = (): string => dateIn(lab.now)

const dateIn = (instant: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: lab.timeZone, dateStyle: 'short' }).format(instant)

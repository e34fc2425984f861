import type { CalendarDay } from '#backend/base/calendar-day.ts'

/**
 * A day as people and their programs write it: 31/12/2026, 31-12-26, 2026-12-31, 31 décembre 2026, with or without a time behind.
 * The day comes before the month; what reads otherwise (12/31/2026) is not guessed at.
 */
export function readDate(text: string): CalendarDay | undefined {
  const written = text
    .trim()
    .toLowerCase()
    .replace(/[ t]+\d{1,2}[:h]\d{2}(:\d{2})?(\.\d+)?(z| ?[+-]\d{2}:?\d{2})?$/, '')
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(written)
  if (iso) return day(iso[1], iso[2], iso[3])
  const usual = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(written)
  if (usual) return day(usual[3], usual[2], usual[1])
  const worded = /^(\d{1,2})(?:er)? (\p{L}+)\.? (\d{4})$/u.exec(written)
  const month = worded && monthOf(worded[2] ?? '')
  return worded && month ? day(worded[3], String(month), worded[1]) : undefined
}

function day(year = '', month = '', date = ''): CalendarDay | undefined {
  const [y, m, d] = [Number(year.length === 2 ? `20${year}` : year), Number(month), Number(date)]
  const instant = new Date(Date.UTC(y, m - 1, d))
  const isReal = instant.getUTCMonth() === m - 1 && instant.getUTCDate() === d && y >= 1900 && y < 2200
  return isReal ? instant.toISOString().slice(0, 10) : undefined
}

const months = [
  ['janvier', 'january'],
  ['fevrier', 'february'],
  ['mars', 'march'],
  ['avril', 'april'],
  ['mai', 'may'],
  ['juin', 'june'],
  ['juillet', 'july'],
  ['aout', 'august'],
  ['septembre', 'september'],
  ['octobre', 'october'],
  ['novembre', 'november'],
  ['decembre', 'december'],
]

/** The month that a word begins, from three letters on: « déc », « sept ». « jui » could be two. */
function monthOf(word: string): number | undefined {
  const plain = word.normalize('NFKD').replace(/\p{M}/gu, '')
  if (plain.length < 3) return undefined
  const found = months.flatMap((names, at) => (names.some((name) => name.startsWith(plain)) ? [at + 1] : []))
  return found.length === 1 ? found[0] : undefined
}

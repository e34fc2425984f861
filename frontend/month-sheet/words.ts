import { locales } from '#backend/base/language.ts'
import type { MonthSheet } from '#backend/month-sheet/schema.ts'
import { language } from '../lib/language.svelte.ts'
import { say } from '../lib/say.ts'
import { t } from './texts.ts'

/** « octobre 2026 » */
export const monthInWords = (month: string): string =>
  new Intl.DateTimeFormat(locales[language.current], { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-01`),
  )

/** What was consumed, in a line for prints and one for slots; a line is left out where there is nothing. */
export function inWords({
  prints,
  printSeconds,
  materials,
  printCents,
  slots,
  slotCents,
}: MonthSheet['total']): string[] {
  const grams = materials.map(({ material, grams }) => `${material ?? t().unnamed} ${say.grams(grams)}`)
  const printed = [t().prints(prints), say.duration(printSeconds), ...grams, say.money(printCents)]
  const booked = slots.map(({ machine, seconds }) => `${machine} ${say.duration(seconds)}`)
  if (slotCents) booked.push(say.money(slotCents))
  return [...(prints ? [printed] : []), ...(slots.length ? [booked] : [])].map((parts) => parts.join(' · '))
}

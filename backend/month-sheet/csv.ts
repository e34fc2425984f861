import { stringify } from 'csv-stringify/sync'
import { formatDay } from '#backend/base/format.ts'
import type { Language } from '#backend/base/language.ts'
import type { MonthSheet } from './schema.ts'

const heads: Record<Language, string[]> = {
  fr: [
    'Mois',
    'Pour',
    'Impressions',
    'Heures d’impression',
    'Matière (g)',
    'Détail des matières',
    'Impressions (prix)',
    'Heures réservées',
    'Détail des machines',
    'Créneaux (prix)',
    'Total',
    'Réglé le',
    'Noté par',
    'Comment',
  ],
  en: [
    'Month',
    'For',
    'Prints',
    'Hours of printing',
    'Material (g)',
    'Materials in detail',
    'Prints (price)',
    'Booked hours',
    'Machines in detail',
    'Slots (price)',
    'Total',
    'Paid on',
    'Noted by',
    'How',
  ],
}
const words = {
  fr: { total: 'Total', unnamed: 'sans précision' },
  en: { total: 'Total', unnamed: 'not said' },
}

/**
 * The sheet for a spreadsheet: semicolons and a byte order mark, numbers with the comma of French, and no cell that a
 * spreadsheet would run as a formula.
 */
export function monthCsv(sheet: MonthSheet, language: Language, timeZone: string): string {
  const number = (value: number, digits: number): string => {
    const text = value.toFixed(digits)
    return language === 'fr' ? text.replace('.', ',') : text
  }
  const hours = (seconds: number) => number(seconds / 3600, 2)
  const money = (cents: number) => number(cents / 100, 2)
  const row = (name: string, line: MonthSheet['total']): string[] => [
    sheet.month,
    name,
    String(line.prints),
    hours(line.printSeconds),
    number(
      line.materials.reduce((sum, { grams }) => sum + grams, 0),
      1,
    ),
    line.materials
      .map(({ material, grams }) => `${material ?? words[language].unnamed} ${number(grams, 1)}`)
      .join(', '),
    money(line.printCents),
    hours(line.slots.reduce((sum, { seconds }) => sum + seconds, 0)),
    line.slots.map(({ machine, seconds }) => `${machine} ${hours(seconds)}`).join(', '),
    money(line.slotCents),
    money(line.cents),
  ]
  const rows = sheet.lines.map(({ payer, settled, ...line }) => [
    ...row(payer.name, line),
    ...(settled ? [formatDay(settled.at, timeZone, language), settled.by ?? '', settled.how] : ['', '', '']),
  ])
  return stringify([heads[language], ...rows, [...row(words[language].total, sheet.total), '', '', '']], {
    bom: true,
    delimiter: ';',
    escape_formulas: true,
    record_delimiter: 'windows',
  })
}

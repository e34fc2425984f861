import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { languages } from '#backend/base/language.ts'
import { receipt } from '#backend/change/schema.ts'

const month = z.string().regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/)

const payerKey = { kind: z.enum(['member', 'organization']), id: z.string().max(40) }
const consumed = z.object({
  prints: z.int(),
  printSeconds: z.number(),
  /** Grams, the most first; null where nobody said which material. */
  materials: z.array(z.object({ material: z.string().nullable(), grams: z.number() })),
  printCents: z.int(),
  /** Booked time that is over, by machine. */
  slots: z.array(z.object({ machine: z.string(), seconds: z.number() })),
  slotCents: z.int(),
  cents: z.int(),
})

/** A note that it was paid. No money moves here. */
export const settlement = z.object({ id: z.string(), at: z.number(), by: z.string().nullable(), how: z.string() })
export type Settlement = z.infer<typeof settlement>

export const monthLine = consumed.extend({
  payer: z.object({ ...payerKey, name: z.string() }),
  settled: settlement.nullable(),
})
export type MonthLine = z.infer<typeof monthLine>

export const monthSheet = z.object({
  month,
  lines: z.array(monthLine),
  total: consumed,
  /** What is noted as paid, in cents. */
  settledCents: z.int(),
})
export type MonthSheet = z.infer<typeof monthSheet>

/** Without a month: the one under way. */
const monthQuery = z.object({ month: month.optional() })

export const monthSheetApi = {
  get: endpoint('GET', '/api/month-sheet', {
    who: 'staff',
    does: 'What each member and organization consumed in a month of the lab’s calendar, at the prices that were quoted. Failed prints cost nothing.',
    query: monthQuery,
    reply: monthSheet,
  }),
  csv: endpoint('GET', '/api/month-sheet.csv', {
    who: 'staff',
    does: 'The same for a spreadsheet.',
    query: monthQuery.extend({ language: z.enum(languages).optional() }),
    file: 'text/csv',
  }),
  mine: endpoint('GET', '/api/month-sheet/mine', {
    who: 'visitor',
    does: 'What the signed-in person consumed in a month.',
    query: monthQuery,
    reply: z.object({ month, consumed, settled: settlement.nullable() }),
  }),
  settle: endpoint('POST', '/api/settlements', {
    who: 'staff',
    does: 'Notes that a month was paid, and how: a note, nothing else.',
    body: z.strictObject({ month, ...payerKey, how: z.string().trim().max(80) }),
    reply: z.object({ settled: settlement, change: receipt.nullable() }),
  }),
  unsettle: endpoint('DELETE', '/api/settlements/:id', {
    who: 'staff',
    does: 'Takes such a note away.',
    reply: z.object({ change: receipt.nullable() }),
  }),
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMonths, monthInterval, monthOf } from '#backend/month-sheet/month.ts'
import { consumed, linesOf, type Print, type Slot } from '#backend/month-sheet/sheet.ts'

const paris = 'Europe/Paris'
const utc = (text: string) => Date.parse(`${text}Z`)

test.each([
  ['January, in winter time', '2026-01', '2025-12-31T23:00', '2026-01-31T23:00'],
  ['March, which loses an hour', '2026-03', '2026-02-28T23:00', '2026-03-31T22:00'],
  ['July, in summer time', '2026-07', '2026-06-30T22:00', '2026-07-31T22:00'],
  ['October, which gains one', '2026-10', '2026-09-30T22:00', '2026-10-31T23:00'],
])('%s', (_name, month, start, end) => {
  expect(monthInterval(month, paris)).toEqual({ start: utc(start), end: utc(end) })
})

test('months follow each other without a gap, and every instant is in the one that is named after it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2150, 0) }),
      fc.constantFrom(paris, 'America/Sao_Paulo', 'Pacific/Auckland', 'UTC', 'Africa/Casablanca'),
      (instant, zone) => {
        const month = monthOf(instant, zone)
        const { start, end } = monthInterval(month, zone)
        expect(start <= instant && instant < end).toBe(true)
        expect(monthInterval(addMonths(month, 1), zone).start).toBe(end)
        expect(addMonths(addMonths(month, 13), -13)).toBe(month)
      },
    ),
  )
})

const payer = fc.constantFrom(
  { kind: 'member' as const, id: 'a', name: 'Inès' },
  { kind: 'member' as const, id: 'b', name: 'Karim' },
  { kind: 'organization' as const, id: 'a', name: 'Collège' },
)
const amount = { seconds: fc.nat(90_000), cents: fc.nat(50_000) }
const print: fc.Arbitrary<Print> = fc.record({
  payer,
  material: fc.constantFrom('PLA', 'pla', 'PETG', null),
  grams: fc.nat(900),
  ...amount,
})
const slot: fc.Arbitrary<Slot> = fc.record({ payer, machine: fc.constantFrom('LASER', 'FRAISEUSE'), ...amount })

test('no cent, gram or second is lost or counted twice between the jobs, the lines and the total', () => {
  fc.assert(
    fc.property(fc.array(print), fc.array(slot), (prints, slots) => {
      const lines = linesOf(prints, slots)
      const total = consumed(prints, slots)
      const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)
      expect(sum(lines.map(({ cents }) => cents))).toBe(sum([...prints, ...slots].map(({ cents }) => cents)))
      expect(total.cents).toBe(sum(lines.map(({ cents }) => cents)))
      expect(sum(lines.map((line) => line.prints))).toBe(prints.length)
      const grams = (of: typeof total) => sum(of.materials.map((one) => one.grams))
      expect(grams(total)).toBe(sum(prints.map((one) => one.grams)))
      expect(sum(lines.map(grams))).toBe(grams(total))
      expect(total.materials.length).toBeLessThanOrEqual(3)
      expect(sum(total.slots.map(({ seconds }) => seconds))).toBe(sum(slots.map(({ seconds }) => seconds)))
    }),
  )
})

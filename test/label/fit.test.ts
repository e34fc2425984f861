import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fit, lineHeight } from '#backend/label/fit.ts'
import { labelsOn, placeOf, sheets } from '#backend/label/sheet.ts'

/** Every sign as wide as it is half high. */
const measure = (text: string, size: number): number => [...text].length * size * 0.5
const box = { width: 100, height: 60 }
const sizes = [20, 15, 10, 8]

test.each([
  ['a short name keeps the largest size', 'LASER', { size: 20, lines: ['LASER'] }],
  ['words go to the next line', 'Découpe laser', { size: 20, lines: ['Découpe', 'laser'] }],
  ['a long word shrinks rather than breaks', 'Thermoformeuse', { size: 10, lines: ['Thermoformeuse'] }],
  ['only the smallest size breaks a word', 'x'.repeat(40), { size: 8, lines: ['x'.repeat(25), 'x'.repeat(15)] }],
  ['accents that come apart are joined', 'Ine\u0300s', { size: 20, lines: ['Inès'] }],
  ['what turns text round is left out', 'A\u202eB\nCDE', { size: 20, lines: ['AB CDE'] }],
  ['a number stays with its word', 'Étagère 4', { size: 20, lines: ['Étagère\u00a04'] }],
])('%s', (_name, text, expected) => expect(fit(text, box, sizes, measure)).toEqual(expected))

test('whatever the name, it stays in its box, and is whole or ends in an ellipsis', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const { size, lines } = fit(text, box, sizes, measure)
      for (const line of lines) expect(measure(line, size)).toBeLessThanOrEqual(box.width)
      expect(lines.length * size * lineHeight).toBeLessThanOrEqual(box.height)
      const bare = (part: string) => part.normalize('NFC').replace(/[\p{C}\s·]/gu, '')
      const [shown, whole] = [bare(lines.join('')), bare(text)]
      if (shown !== whole) {
        expect(shown.endsWith('…')).toBe(true)
        expect(whole.startsWith(shown.slice(0, -1))).toBe(true)
      }
    }),
  )
})

test.each(Object.entries(sheets))('%s: every label lies on its page, and none on another', (_name, sheet) => {
  const last = placeOf(sheet, labelsOn(sheet) - 1)
  expect(last.page).toBe(0)
  expect(last.x + sheet.label[0]).toBeLessThanOrEqual(sheet.page[0])
  expect(last.y + sheet.label[1]).toBeLessThanOrEqual(sheet.page[1])
  expect(placeOf(sheet, labelsOn(sheet))).toEqual({ page: 1, x: sheet.left, y: sheet.top })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsOf } from '#firmware-bridge/stream/words.ts'

test.each([
  ['G1 X10 E-.5', { X: 10, E: -0.5 }],
  ['G1X1Y+2.Z 3', { X: 1, Y: 2, Z: 3 }],
  ['G28 X Y', {}],
  ['G1 F E1', { E: 1 }],
  ['G1 X. Y- Z1.2.3 X5', { Z: 1.2, X: 5 }],
  ['M117 Hello 5', {}],
  ['T0', {}],
])('the numbers of "%s"', (command, expected) => {
  expect(Object.fromEntries(wordsOf(command))).toEqual(expected)
})

test('it reads what the pattern for a word reads, whatever it is given', () => {
  const pattern = /([A-Z])[ \t]*([-+]?(?:\d+\.?\d*|\.\d+))/g
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'GXE019.+- a\t') }), (text) => {
      const expected = [...text.slice(1).matchAll(pattern)].map(([, letter, value]) => [letter, Number(value)] as const)
      expect(wordsOf(text)).toEqual(new Map(expected))
    }),
  )
})

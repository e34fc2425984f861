import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalLine, createTokenizer, eachCommand, isHostOnly, valueOf } from '#backend/gcode/tokens.ts'

const fixture = join(import.meta.dirname, '..', 'fixtures', 'gcode', 'cube-tiny.gcode')
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Each command as its canonical text, or as `!trouble`. */
function read(text: string | Uint8Array, step = Infinity): string[] {
  const bytes = typeof text === 'string' ? bytesOf(text) : text
  const lines: string[] = []
  const tokenizer = createTokenizer((command) => {
    lines.push(command.trouble === undefined ? canonicalLine(command) : `!${command.trouble}`)
  })
  for (let i = 0; i < bytes.length; i += step) tokenizer.push(bytes.subarray(i, i + step))
  tokenizer.end()
  return lines
}

describe('a line is read one way only', () => {
  test.each([
    ['g1 x10 y-.5 ; to the left', ['G1 X10 Y-.5']],
    ['G1X10Y20E0.5', ['G1 X10 Y20 E0.5']],
    ['  G28  ', ['G28']],
    ['G28 x y', ['G28 X Y']],
    ['N12 G1 X1*35', ['G1 X1']],
    ['N-1 G1 X1', ['G1 X1']],
    ['(move) G1 (now) X1 (left', ['G1 X1']],
    ['M0112', ['M112']],
    ['m 1 1 2', ['M112']],
    ['M112.0', ['M112']],
    ['M862.1 P0.4', ['M862.1 P0.4']],
    ['M862.3 P "MK3S"', ['M862.3 P"MK3S"']],
    ['M117 Layer (2) of 3 ; shown', ['M117 Layer (2) of 3']],
    ['N5 M117 hello*22', ['M117 hello']],
    ['\u{feff}G28\r\nG1 X1\r\n', ['G28', 'G1 X1']],
    ['G28', ['G28']],
    ['; only a comment\n\n   \n', []],
    ['; é NEL\u0085 and \u2028 M112', []],
    ['G1 X+5', ['G1 X5']],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected))

  test.each([
    ['/M112', 'block-skip'],
    ['%', 'percent'],
    ['@pause', 'host-command'],
    ['// action:pause', 'host-command'],
    ['G28M112', 'two-commands'],
    ['G1 X1 M112', 'two-commands'],
    ['G1 X1 T1', 'two-commands'],
    ['START_PRINT BED=60', 'not-a-code'],
    ['X10 Y20', 'not-a-code'],
    ['M65648', 'not-a-code'],
    ['T?', 'not-a-code'],
    ['G1 X1 2', 'bad-number'],
    ['G1 X1.2.3', 'bad-number'],
    ['G1 X--5', 'bad-number'],
    ['G1 X-', 'bad-number'],
    ['G1 X1 X2', 'repeated-parameter'],
    ['M104 S200 S999', 'repeated-parameter'],
    ['M104 S0x1FF', 'repeated-parameter'],
    ['G1 X1=2', 'bad-character'],
    ['G1 X1*35 M112', 'bad-character'],
    ['M486 Apart*1', 'bad-character'],
    ['M862.3 P"MK*3"', 'bad-character'],
    ['G1\u000bX1', 'control-character'],
    ['G1\u000cX1', 'control-character'],
    ['G1 X1\u0085M112', 'not-ascii'],
    ['G1 X1\u2028M112', 'not-ascii'],
    ['G28 \u{feff}', 'not-ascii'],
    ['M117 été', 'not-ascii'],
    ['G1 X1\u0000', 'nul'],
    ['; hidden\u0000', 'nul'],
    ['G1 X1\rM112', 'bare-cr'],
    ['; hidden\rM112', 'bare-cr'],
    [`M118 ${'x'.repeat(100)}`, 'too-long'],
    [`G1 X${'1'.repeat(30)}`, 'bad-number'],
  ])('%j is not sendable', (text, trouble) => expect(read(text)).toEqual([`!${trouble}`]))
})

test('a command knows its place in the file', () => {
  const places: [number, number, number][] = []
  eachCommand(bytesOf('; x\nG28\r\n\nG1 X1'), ({ line, start, end }) => places.push([line, start, end]))
  expect(places).toEqual([
    [2, 4, 9],
    [4, 10, 15],
  ])
})

test('parameters are numbers, bare letters are not', () => {
  eachCommand(bytesOf('G28 X Y-0.25'), (command) => {
    expect(valueOf(command, 'Y')).toBe(-0.25)
    expect(valueOf(command, 'X')).toBeUndefined()
    expect(valueOf(command, 'Z')).toBeUndefined()
  })
})

test('M115 and M117 stay here', () => {
  const kept: boolean[] = []
  eachCommand(bytesOf('M115 U3.12.2\nM117 hi\nM105'), (command) => kept.push(isHostOnly(command)))
  expect(kept).toEqual([true, true, false])
})

test('where the file is cut into chunks changes nothing', () => {
  const bytes = Uint8Array.from(readFileSync(fixture))
  const whole = read(bytes)
  for (const step of [1, 7, 64, 4096]) expect(read(bytes, step)).toEqual(whole)
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'G1M28 X.-;()\r\n*N"\u0000é') }),
      fc.integer({ min: 1, max: 9 }),
      (text, step) => {
        expect(read(text, step)).toEqual(read(text))
      },
    ),
  )
})

test('one endless line takes constant memory, and a comment may be that long', () => {
  const long = 'x'.repeat(200_000)
  expect(read(`G1 X1 ;${long}\nG28`, 1000)).toEqual(['G1 X1', 'G28'])
  expect(read(`G1 ${'(a)'.repeat(60_000)} X1\nG28`, 1000)).toEqual(['!too-long', 'G28'])
  expect(read(`; ${long}\rM112\nG28`, 1000)).toEqual(['!bare-cr', 'G28'])
  expect(read(`; ${long}\rM112\nG28`)).toEqual(['!bare-cr', 'G28'])
})

test('what is sent is read again as itself', () => {
  const bytes = Uint8Array.from(readFileSync(fixture))
  const once = read(bytes)
  expect(read(once.join('\n'))).toEqual(once)
  expect(Math.max(...once.map((line) => line.length))).toBeLessThanOrEqual(82)
})

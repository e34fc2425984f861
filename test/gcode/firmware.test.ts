import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allowedCodes } from '#backend/gcode/allowed.ts'
import { gateFile } from '#backend/gcode/gate.ts'
import { canonicalLine, createTokenizer, isHostOnly } from '#backend/gcode/tokens.ts'

const limits = { bedX: 250, bedY: 210, bedZ: 210, maxNozzle: 280, maxBed: 110, maxFeed: 200 }
const fixture = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'gcode', 'cube-tiny.gcode'))
const seeds = fixture
  .toString('latin1')
  .split('\n')
  .filter((line) => !line.startsWith(';') && line !== '')

/** A line as firmware written in C reads it: blanks skipped, letter, number, then each letter with what strtod makes of it. */
function execute(line: string): { code: string; values: Record<string, number> } {
  const [, letter = '', digits = '', subcode = '0', rest = ''] = /^ *([A-Z]) *(\d+)(?:\.(\d+))?(.*)$/.exec(line) ?? []
  const values: Record<string, number> = {}
  for (const [, name = '', number = ''] of rest.matchAll(/([A-Z]) *([-+]?[\d.]*)/g))
    values[name] = Number.parseFloat(number)
  return { code: `${letter}${Number(digits)}${Number(subcode) === 0 ? '' : `.${Number(subcode)}`}`, values }
}

test('what an accepted file makes the firmware do is within the limits, whatever bytes were slipped in', () => {
  const odd = fc.constantFrom(
    0,
    9,
    10,
    11,
    12,
    13,
    32,
    34,
    37,
    40,
    41,
    42,
    45,
    46,
    47,
    59,
    64,
    71,
    77,
    78,
    83,
    84,
    101,
    109,
    120,
    133,
    194,
    226,
    255,
    48,
    49,
    50,
    57,
  )
  const dangers = fc.constantFrom(
    'M112',
    'M500',
    'M104 S999',
    'M140 S200',
    'G1 X-99',
    'G1 Z-9',
    'M302 P1',
    'M851 Z-3',
    'N5 M112*3',
    'G92 X0 Y0 Z0',
    'G91',
    '',
  )
  const program = fc.array(
    fc.record({
      line: fc.oneof(fc.constantFrom(...seeds), dangers),
      at: fc.nat(40),
      byte: odd,
      changed: fc.boolean(),
      joined: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  const intro = 'G28\nM109 S200\n'
  let accepted = 0
  fc.assert(
    fc.property(program, (lines) => {
      const bytes = [...new TextEncoder().encode(intro)]
      for (const { line, at, byte, changed, joined } of lines) {
        const text = [...new TextEncoder().encode(line)]
        if (changed) text.splice(Math.min(at, text.length), at % 2, byte)
        bytes.push(...text, ...(joined ? [] : [10]))
      }
      const file = Uint8Array.from([...bytes, ...new TextEncoder().encode('\nM104 S0\n')])
      const gate = gateFile(limits)
      gate.push(file)
      if (gate.end().verdict === 'refused') return
      accepted++

      const sent: string[] = []
      const tokenizer = createTokenizer((command) => {
        if (!isHostOnly(command)) sent.push(canonicalLine(command))
      })
      tokenizer.push(file)
      tokenizer.end()
      const place = { X: 0, Y: 0, Z: 0 }
      const shift = { X: 0, Y: 0, Z: 0 }
      let relative = false
      for (const line of sent) {
        expect(line).toMatch(/^[GMT]\d+(\.\d+)?( [ -)+-~]+)?$/)
        const { code, values } = execute(line)
        expect(Object.keys(allowedCodes), line).toContain(code)
        if (code === 'M104' || code === 'M109') expect(Math.max(values.S ?? 0, values.R ?? 0)).toBeLessThanOrEqual(280)
        if (code === 'M140' || code === 'M190') expect(Math.max(values.S ?? 0, values.R ?? 0)).toBeLessThanOrEqual(110)
        if (code === 'G90' || code === 'G91') relative = code === 'G91'
        for (const axis of ['X', 'Y', 'Z'] as const) {
          const value = values[axis]
          if (code === 'G92' && value !== undefined) shift[axis] = place[axis] - value
          if ((code === 'G0' || code === 'G1') && value !== undefined && !Number.isNaN(value)) {
            place[axis] = value + (relative ? place[axis] : shift[axis])
            expect(place[axis], line).toBeGreaterThanOrEqual(axis === 'Z' ? -0.051 : -5.001)
            expect(place[axis], line).toBeLessThanOrEqual(axis === 'X' ? 255.001 : axis === 'Y' ? 215.001 : 210.051)
          }
        }
      }
    }),
    { numRuns: 6000 },
  )
  // A gate that refuses everything would pass too.
  expect(accepted).toBeGreaterThan(500)
})

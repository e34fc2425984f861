import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gateReasons, neverCodes, type GateReasonCode } from '#backend/gcode/allowed.ts'
import { gateFile, type GateVerdict } from '#backend/gcode/gate.ts'
import { gateSentence } from '#backend/gcode/sentences.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'

const limits: PrinterLimits = { bedX: 250, bedY: 210, bedZ: 210, maxNozzle: 280, maxBed: 110, maxFeed: 200 }

function judge(text: string | Uint8Array, step = Infinity): GateVerdict {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const gate = gateFile(limits)
  for (let i = 0; i < bytes.length; i += step) gate.push(bytes.subarray(i, i + step))
  return gate.end()
}
const codes = (text: string): GateReasonCode[] => judge(text).reasons.map(({ code }) => code)

const start = 'G28\nM104 S210\nM109 S210\n'
const end = '\nM104 S0\n'

describe('codes that no file may carry', () => {
  const all = Object.entries(neverCodes).flatMap(([reason, names]) =>
    (names ?? []).map((name) => [name, reason] as const),
  )
  test.each(all)('%s (%s)', (name, reason) => {
    for (const text of [name, `${start}G1 X10 F600\n${name} S1 P1${end}`, `${start}G1 X10 F600${end}${name}`]) {
      const { verdict, reasons } = judge(text)
      expect(verdict).toBe('refused')
      expect(reasons.some(({ code, text: quoted }) => code === reason && quoted.startsWith(name))).toBe(true)
    }
  })

  test.each(['G5', 'G12', 'G999', 'M3', 'M106.1', 'M1000', 'M117.5', 'T1', 'T9', 'M862.9', 'M862'])(
    '%s is not known, so not allowed',
    (name) => expect(judge(name).verdict).toBe('refused'),
  )
})

describe('every spelling of a code has the same verdict', () => {
  test.each([
    'M112',
    'm112',
    'm 1 1 2',
    'M0112',
    'M112.0',
    'N1 M112*35',
    'N-1 M112',
    '\tM112',
    '(x)M112',
    'M(x)112',
    '\u{feff}M112',
  ])('%j stops the printer', (text) => expect(codes(text)).toEqual(['stops-printer']))
  test.each([
    '/M112',
    'G28M112',
    '%',
    'G28\rM112',
    '; x\rM112',
    'G28 \u2028M112',
    'G28\u0085M112',
    'M112\u0000',
    'M\u000b112',
  ])('%j is refused too', (text) => expect(judge(text).verdict).toBe('refused'))

  test('whatever blanks, zeros, numbers, comments and cases are put around it', () => {
    const never = Object.values(neverCodes).flatMap((names) => names ?? [])
    const blank = fc.constantFrom('', ' ', '\t', '  ')
    const spelling = fc.tuple(
      fc.constantFrom(...never, 'M117', 'G28', 'M84', 'M105'),
      fc.array(blank, { minLength: 8, maxLength: 8 }),
      fc.nat(3),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom('', '; M105', '(G28)', '*12'),
    )
    fc.assert(
      fc.property(spelling, ([name, blanks, zeros, lower, numbered, tail]) => {
        const letter = lower ? name.slice(0, 1).toLowerCase() : name.slice(0, 1)
        const digits = `${'0'.repeat(zeros)}${name.slice(1)}`.split('').map((digit, i) => blanks[i % 8]! + digit)
        const odd = `${numbered ? 'N7 ' : ''}${blanks[7]!}${letter}${digits.join('')}${tail}\n`
        const [plain, spelt] = [judge(`${name}\n`), judge(odd)]
        expect(spelt.verdict, odd).toBe(plain.verdict)
        expect(spelt.reasons.map(({ code }) => code)).toEqual(plain.reasons.map(({ code }) => code))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('temperatures', () => {
  test.each<[string, GateReasonCode]>([
    ['M104 S999', 'nozzle-too-hot'],
    ['M104 S281', 'nozzle-too-hot'],
    ['M109 R400', 'nozzle-too-hot'],
    ['M109 S200 R400', 'nozzle-too-hot'],
    ['M104 S 300', 'nozzle-too-hot'],
    ['M104 S-1', 'number-out-of-range'],
    ['M104 S1e3', 'parameter-not-allowed'],
    ['M104 S0x1FF', 'repeated-parameter'],
    ['M104 S', 'number-missing'],
    ['M104', 'number-missing'],
    ['G92 Xe Y0 Z0', 'number-missing'],
    ['G92 E', 'number-missing'],
    ['G1 X Y10', 'number-missing'],
    ['M104 T1 S200', 'no-such-tool'],
    ['T9', 'no-such-tool'],
    ['M140 S200', 'bed-too-hot'],
    ['M190 R111', 'bed-too-hot'],
    ['M141 S60', 'unknown-code'],
    ['G10 P0 R400', 'parameter-not-allowed'],
  ])('%s', (text, code) =>
    expect(judge(text)).toMatchObject({ verdict: 'refused', reasons: [{ code }, ...judge(text).reasons.slice(1)] }),
  )

  test('up to the limit is fine', () => expect(codes('M104 S280\nM140 S110\nM104 S0')).toEqual([]))

  test('no accepted program asks for more than the printer takes', () => {
    const line = fc.tuple(
      fc.constantFrom('M104', 'M109', 'M140', 'M190'),
      fc.constantFrom('S', 'R', 's', ' S '),
      fc.integer({ min: -50, max: 600 }),
    )
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const { verdict } = judge(
          `${lines.map(([code, letter, value]) => `${code} ${letter}${value}`).join('\n')}\nM104 S0`,
        )
        const within = lines.every(
          ([code, , value]) => value >= 0 && value <= (code === 'M104' || code === 'M109' ? 280 : 110),
        )
        if (!within) expect(verdict).toBe('refused')
      }),
    )
  })
})

describe('moves', () => {
  const drift = `G91\n${'G1 X0.1\n'.repeat(10_000)}`
  test.each<[string, string, GateReasonCode]>([
    ['off the bed to the left', 'G1 X-50', 'outside-bed'],
    ['off the bed at the back', 'G1 Y216', 'outside-bed'],
    ['below the bed', 'G1 Z-2', 'below-bed'],
    ['below the bed, hidden by G92', 'G1 Z5\nG92 Z10\nG1 Z4', 'below-bed'],
    ['off the bed, hidden by G92', 'G1 X200\nG92 X0\nG1 X100', 'outside-bed'],
    ['too high', 'G1 Z211', 'above-height'],
    ['a relative drift', drift, 'outside-bed'],
    ['an arc that bulges out', 'G1 X248 Y50 F3000\nG3 X248 Y90 I0 J20', 'outside-bed'],
    ['an arc by radius that bulges out', 'G1 X248 Y50 F3000\nG3 X248 Y90 R20', 'outside-bed'],
    ['an arc without centre', 'G2 X10 Y10', 'bad-arc'],
    ['an arc with an impossible radius', 'G2 X100 Y0 R3', 'bad-arc'],
    ['far too fast', 'G1 X10 F1000000', 'too-fast'],
    ['fast by percentage', 'G1 X10 F11000\nM220 S150\nG1 X20', 'too-fast'],
  ])('%s', (_name, text, code) => expect(codes(`G28\n${text}`)).toContain(code))

  test.each([
    ['a purge line of Prusa at Y-3', 'G1 Y-3 F1000\nG92 E0\nG1 X60 E9 F1000'],
    ['an arc inside the bed', 'G1 X100 Y50 F3000\nG3 X100 Y90 I0 J20'],
    ['the other half of that circle at the right edge', 'G1 X248 Y50 F3000\nG2 X248 Y90 I0 J20'],
    ['relative moves that come back', 'G1 X100 F3000\nG91\nG1 X-50\nG1 X60\nG90\nG1 X0'],
    ['a G92 that changes only names', 'G1 X100 F3000\nG92 X0\nG1 X-50'],
    ['relative extrusion', 'M83\nG1 X10 E1 F600\nG1 X20 E1'],
  ])('%s passes', (_name, text) => expect(judge(`${start}${text}${end}`)).toEqual({ verdict: 'safe', reasons: [] }))

  test('before homing only a small lift passes', () => {
    expect(codes('G1 X10 F600')).toEqual(['not-homed'])
    expect(codes('G1 Z5 F600\nG28')).toEqual([])
    expect(codes('G1 Z0.3 F600\nG28')).toEqual(['not-homed'])
    expect(codes('G1 Z50 F600\nG28')).toEqual(['not-homed'])
    expect(codes('G91\nG1 Z-1 F600\nG28')).toEqual(['not-homed'])
    expect(codes('G91\nG1 Z5 F600\nG90\nG28')).toEqual([])
    expect(codes('G28 X Y\nG1 X10 F600')).toEqual([])
    expect(codes('G28 X\nG1 Y10 F600')).toEqual(['not-homed'])
  })

  test('free motors have to be homed again', () => {
    expect(codes('G28\nM84\nG1 X10 F600')).toEqual(['not-homed'])
    expect(codes('G28\nM84 E\nG1 X10 F600')).toEqual([])
    expect(codes('G28\nM84 S60\nG1 X10 F600')).toEqual([])
    expect(codes('G28\nM18 Y\nG28 Y\nG1 X10 Y10 F600')).toEqual([])
  })

  test('filament is pushed only once the nozzle was waited for', () => {
    expect(codes('G28\nG1 X10 E1 F600')).toEqual(['cold-extrusion'])
    expect(codes('G28\nM104 S210\nG1 X10 E1 F600\nM104 S0')).toEqual(['cold-extrusion'])
    expect(codes('G28\nM109 S100\nG1 X10 E1 F600\nM104 S0')).toEqual(['cold-extrusion'])
    expect(codes(`${start}G1 X10 E1 F600${end}`)).toEqual([])
  })

  test('no accepted program leaves the bed', () => {
    const step = fc.record({ x: fc.integer({ min: -300, max: 300 }), relative: fc.boolean(), rename: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let place = 0
        let shift = 0
        let isInside = true
        const lines = ['G28']
        for (const { x, relative, rename } of steps) {
          if (rename) {
            lines.push(`G92 X${x}`)
            shift = place - x
          } else {
            lines.push(relative ? 'G91' : 'G90', `G1 X${x} F600`)
            place = relative ? place + x : x + shift
            isInside &&= place >= -5 && place <= 255
          }
        }
        expect(judge(lines.join('\n')).verdict === 'safe').toBe(isInside)
      }),
    )
  })
})

describe('what slicers write passes', () => {
  const fixtures = join(import.meta.dirname, '..', 'fixtures', 'gcode')
  test.each(['boatlet-0.3.gcode', 'cube-tiny.gcode'])('%s', (name) => {
    expect(judge(Uint8Array.from(readFileSync(join(fixtures, name))))).toEqual({ verdict: 'safe', reasons: [] })
  })

  const programs = {
    'PrusaSlicer for the MK3S': `M73 P0 R64\nM201 X1000 Y1000 Z200 E5000 ; sets maximum accelerations\nM203 X200 Y200 Z12 E120\nM204 P1250 R1250 T1250
M205 X8.00 Y8.00 Z0.40 E4.50\nM205 S0 T0\n;TYPE:Custom\nM862.3 P "MK3S" ; printer model check\nM862.1 P0.4\nM115 U3.13.2 ; tell printer latest fw version
G90 ; use absolute coordinates\nM83 ; extruder relative mode\nM104 S215\nM140 S60\nM190 S60\nM109 S215\nG28 W ; home all without mesh bed level\nG80 ; mesh bed leveling
G1 Z0.2 F720\nG1 Y-3 F1000 ; go outside print area\nG92 E0\nG1 X60 E9 F1000 ; intro line\nG1 X100 E12.5 F1000\nG92 E0\nM221 S95\nG21\nG90\nM83\nM900 K0.05\nM107
G1 X100 Y100 E1 F1800\nG4 ; wait\nM221 S100\nM104 S0\nM140 S0\nM107\nG1 Z32 F720\nG1 X0 Y200 F3000\nM84`,
    'Cura for an Ender-3': `M140 S60\nM105\nM190 S60\nM104 S200\nM105\nM109 S200\nM82 ;absolute extrusion mode\nM201 X500.00 Y500.00 Z100.00 E5000.00\nM203 X500.00 Y500.00 Z10.00 E50.00
M204 P500.00 R1000.00 T500.00\nM205 X8.00 Y8.00 Z0.40 E5.00\nM220 S100 ;Reset Feedrate\nM221 S100\n\nG28 ;Home\nG92 E0\nG1 Z2.0 F3000\nG1 X10.1 Y20 Z0.28 F5000.0
G1 X10.1 Y200.0 Z0.28 F1500.0 E15 ;Draw the first line\nG1 X10.4 Y200.0 Z0.28 F5000.0\nG92 E0\nG1 F2700 E-5\n;LAYER:0\nM107\nG0 F6000 X100 Y100 Z0.2\nG1 F2700 E0\nG1 F1200 X110 Y110 E5
M140 S0\nG91 ;Relative positioning\nG1 E-2 F2700\nG1 E-2 Z0.2 F2400\nG1 X5 Y5 F3000\nG1 Z10\nG90\nG1 X0 Y200\nM106 S0\nM104 S0\nM140 S0\nM84 X Y E\nM82\nM104 S0`,
    'OrcaSlicer for Marlin': `M73 P0 R12\nM201 X5000 Y5000 Z200 E5000\nM204 P2000 R1500 T2000\nM220 S100\nM221 S100\nG21\nM140 S60\nG28\nG29\nM420 S1\nM190 S60\nM109 S210\nG90\nM83\nG92 E0
M486 S0\nM486 AShape-Box\nG1 X20 Y20 Z.3 F6000\nG3 X30 Y20 I5 J0 E.5 F1200\nM486 S-1\nM73 P100 R0\nM117 done\nM300 S440 P200\nM104 S0\nM140 S0\nM18`,
  }
  test.each(Object.entries(programs))('%s', (_name, text) =>
    expect(judge(text)).toEqual({ verdict: 'safe', reasons: [] }),
  )
})

test('a filament change, and a nozzle left hot, deserve a look', () => {
  expect(judge(`${start}M600${end}`)).toMatchObject({
    verdict: 'look',
    reasons: [{ code: 'filament-change', line: 4 }],
  })
  expect(judge(start)).toMatchObject({ verdict: 'look', reasons: [{ code: 'heaters-left-on' }] })
})

test('what refuses a file is said first', () => {
  expect(codes(`${start}M600\nM500${end}`)).toEqual(['changes-memory', 'filament-change'])
})

test('ten thousand times the same mistake is one reason; twenty are enough', () => {
  const { reasons } = judge(`G28\n${'G1 X-50\n'.repeat(10_000)}`)
  expect(reasons).toMatchObject([{ code: 'outside-bed', line: 2, text: 'G1 X-50', count: 10_000 }])
  expect(judge(Array.from({ length: 300 }, (_, i) => `M${5000 + i}`).join('\n')).reasons).toHaveLength(20)
})

test('where the file is cut into chunks changes no verdict', () => {
  const text = new TextEncoder().encode(`${start}G1 X-9 F99999\nM500\nG28M112\n`)
  for (const step of [1, 3, 10]) expect(judge(text, step)).toEqual(judge(text))
})

describe('sentences', () => {
  test('French says the line, the mistake and what to do', () => {
    const [reason] = judge(`${'\n'.repeat(1203)}M500`).reasons
    expect(gateSentence(reason!, 'fr')).toBe(
      'Ligne 1\u202f204\u202f: M500 change la mémoire de l’imprimante. Ce code n’est pas permis ici. Re-tranchez avec le profil du labo.',
    )
    expect(gateSentence(reason!, 'en')).toBe(
      'Line 1,204: M500 changes the printer’s memory. This code is not allowed here. Slice it again with the lab’s profile.',
    )
  })

  test.each(Object.keys(gateReasons) as GateReasonCode[])('%s is said in both languages', (code) => {
    const detail = { value: 300, min: 0, max: 280, x: -50, y: 0, z: -2, bedX: 250, bedY: 210, nozzle: 210 }
    for (const language of ['fr', 'en'] as const) {
      const sentence = gateSentence({ code, line: 7, byte: 0, text: 'M500 S1', detail, count: 2 }, language)
      expect(sentence).toMatch(/7 .*2 (fois|times)/)
      expect(sentence).not.toMatch(/undefined|NaN|'/)
    }
  })
})

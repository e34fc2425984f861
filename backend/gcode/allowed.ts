import type { LineTrouble } from '#backend/gcode/command.ts'

/** Every reason the gate can give, and how much it weighs. The sentences in `sentences.ts` walk this table. */
export const gateReasons = {
  'changes-memory': 'refused',
  'disarms-protection': 'refused',
  'stops-printer': 'refused',
  'heats-alone': 'refused',
  'writes-card': 'refused',
  'drives-pins': 'refused',
  'talks-to-host': 'refused',
  'renumbers-lines': 'refused',
  'replaces-firmware': 'refused',
  'stores-commands': 'refused',
  'other-coordinates': 'refused',
  'waits-for-a-button': 'refused',
  inches: 'refused',
  'unknown-code': 'refused',
  'parameter-not-allowed': 'refused',
  'number-missing': 'refused',
  'number-out-of-range': 'refused',
  'nozzle-too-hot': 'refused',
  'bed-too-hot': 'refused',
  'no-such-tool': 'refused',
  'outside-bed': 'refused',
  'below-bed': 'refused',
  'above-height': 'refused',
  'too-fast': 'refused',
  'bad-arc': 'refused',
  'not-homed': 'refused',
  'cold-extrusion': 'refused',
  'odd-bytes': 'refused',
  'line-ends': 'refused',
  'not-gcode': 'refused',
  'bad-number': 'refused',
  'two-commands': 'refused',
  'repeated-parameter': 'refused',
  'line-too-long': 'refused',
  'filament-change': 'look',
  'heaters-left-on': 'look',
} as const satisfies Record<string, 'refused' | 'look'>
export type GateReasonCode = keyof typeof gateReasons

export const troubleReasons: Record<LineTrouble, GateReasonCode> = {
  nul: 'odd-bytes',
  'not-ascii': 'odd-bytes',
  'control-character': 'odd-bytes',
  'bare-cr': 'line-ends',
  percent: 'not-gcode',
  'block-skip': 'not-gcode',
  'not-a-code': 'not-gcode',
  'bad-character': 'not-gcode',
  'host-command': 'talks-to-host',
  'bad-number': 'bad-number',
  'two-commands': 'two-commands',
  'repeated-parameter': 'repeated-parameter',
  'too-long': 'line-too-long',
}

/** What one allowed code may carry. */
export type Allowed = {
  /** Letters it may have, as one string; '*' for a code whose words stay text. */
  params: string
  /** Smallest and largest number per letter; a letter without a row takes any number. */
  ranges?: Partial<Record<string, readonly [number, number]>>
  /** One of these letters must come with a number. */
  needs?: string
  /** Its letters may stand without a number, as the axes of `G28 X`. */
  bare?: boolean
}

const anyMove = { params: 'XYZEF' }
const tool = [0, 0] as const
/** °C: the widest range; the printer's own limit is checked apart. */
const heat = [0, 9999] as const
const acceleration = [1, 20_000] as const
const percentage = [10, 200] as const

/** Marlin FDM. What is not here is refused. */
export const allowedCodes: Readonly<Record<string, Allowed>> = {
  G0: anyMove,
  G1: anyMove,
  G2: { params: 'XYZEFIJR' },
  G3: { params: 'XYZEFIJR' },
  G4: { params: 'PS', ranges: { P: [0, 600_000], S: [0, 600] } },
  G10: { params: 'S' },
  G11: { params: '' },
  G17: { params: '' },
  G21: { params: '' },
  G28: { params: 'XYZWOR', bare: true },
  G29: { params: 'ACHJLPTVWXY', bare: true },
  G80: { params: 'N', bare: true },
  G90: { params: '' },
  G91: { params: '' },
  G92: { params: 'XYZE' },
  M17: { params: 'XYZE', bare: true },
  M18: { params: 'XYZES', bare: true },
  M73: { params: 'CDPQRS' },
  M82: { params: '' },
  M83: { params: '' },
  M84: { params: 'XYZES', bare: true },
  M104: { params: 'ST', needs: 'S', ranges: { S: heat, T: tool } },
  M105: { params: '' },
  M106: { params: 'PS', ranges: { S: [0, 255], P: [0, 4] } },
  M107: { params: 'P', ranges: { P: [0, 4] } },
  M109: { params: 'SRT', needs: 'SR', ranges: { S: heat, R: heat, T: tool } },
  M115: { params: '*' },
  M117: { params: '*' },
  M140: { params: 'S', needs: 'S', ranges: { S: heat } },
  M190: { params: 'SR', needs: 'SR', ranges: { S: heat, R: heat } },
  M201: { params: 'XYZE', ranges: { X: acceleration, Y: acceleration, Z: [1, 2000], E: acceleration } },
  M203: { params: 'XYZE', ranges: { X: [1, 1000], Y: [1, 1000], Z: [1, 60], E: [1, 250] } },
  M204: { params: 'PRST', ranges: { P: acceleration, R: acceleration, S: acceleration, T: acceleration } },
  M205: {
    params: 'XYZEJST',
    ranges: { X: [0, 30], Y: [0, 30], Z: [0, 10], E: [0, 30], J: [0, 1], S: [0, 200], T: [0, 200] },
  },
  M220: { params: 'S', ranges: { S: percentage } },
  M221: { params: 'ST', ranges: { S: percentage, T: tool } },
  M300: { params: 'PS', ranges: { P: [0, 10_000], S: [0, 20_000] } },
  M400: { params: '' },
  M412: { params: 'HRS' },
  M420: { params: 'CSZ', ranges: { Z: [0, 50] }, bare: true },
  M486: { params: '*' },
  M600: { params: '' },
  'M862.1': { params: 'PQT', bare: true },
  'M862.2': { params: 'PQ', bare: true },
  'M862.3': { params: 'PQ', bare: true },
  'M862.4': { params: 'PQ', bare: true },
  'M862.5': { params: 'PQ', bare: true },
  'M862.6': { params: 'PQ', bare: true },
  M900: { params: 'KLT', ranges: { K: [0, 10], L: [0, 10], T: tool } },
  T0: { params: '' },
}

/** Never from a file, with what each would do. Codes in none of these lists are `unknown-code`. */
export const neverCodes: Readonly<Partial<Record<GateReasonCode, readonly string[]>>> = {
  'changes-memory': [
    ...['M92', 'M206', 'M218', 'M301', 'M304', 'M428', 'M500', 'M501', 'M502', 'M503', 'M504', 'M552', 'M553', 'M554'],
    ...['M569', 'M575', 'M665', 'M666', 'M851', 'M906', 'M907', 'M908', 'M909', 'M910', 'M911', 'M912', 'M913', 'M914'],
    'M915',
  ],
  'disarms-protection': ['M85', 'M86', 'M120', 'M121', 'M211', 'M302', 'M413', 'M510', 'M511', 'M512', 'M540'],
  'stops-printer': ['M80', 'M81', 'M108', 'M112', 'M410', 'M876', 'M999'],
  'heats-alone': ['M303', 'M306'],
  'writes-card': [
    'M20',
    'M21',
    'M22',
    'M23',
    'M24',
    'M25',
    'M26',
    'M27',
    'M28',
    'M29',
    'M30',
    'M32',
    'M33',
    'M928',
    'M993',
    'M994',
  ],
  'drives-pins': ['M42', 'M43', 'M226', 'M260', 'M280', 'M282'],
  'talks-to-host': ['M118'],
  'renumbers-lines': ['M110'],
  'replaces-firmware': ['M997'],
  'stores-commands': Array.from({ length: 12 }, (_, i) => `M${808 + i}`),
  'other-coordinates': ['G53', 'G425'],
  'waits-for-a-button': ['M0', 'M1'],
  inches: ['G20'],
}

/** What can be wrong with a line before anyone asks what it does. Such a line never reaches a printer. */
export const lineTroubles = [
  'nul',
  'bare-cr',
  'not-ascii',
  'control-character',
  'percent',
  'block-skip',
  'host-command',
  'not-a-code',
  'bad-number',
  'bad-character',
  'two-commands',
  'repeated-parameter',
  'too-long',
] as const
export type LineTrouble = (typeof lineTroubles)[number]

/**
 * One command of the file. The object is used again for the next one: copy what must outlive the callback.
 * `values[letter - 'A']` holds the number of a parameter when its bit is set in `valued`; a bit in `present` alone is a
 * bare letter (`G28 X`). See `param` for the bits.
 */
export type Command = {
  /** 'G', 'M', 'T', or '' when the line does not begin with a code (then `trouble` says why). */
  letter: '' | 'G' | 'M' | 'T'
  /** -1 when there is none. `M0112` and `M 1 1 2` are 112. */
  code: number
  /** The 1 of `M862.1`; 0 when there is none. */
  subcode: number
  present: number
  valued: number
  values: Float64Array
  /** 1-based number of the line in the file. */
  line: number
  /** Offset of the line's first byte in the file, and of the byte after its line end. */
  start: number
  end: number
  /** The canonical text: ASCII bytes, of which the first `textLength` count. */
  text: Uint8Array
  textLength: number
  trouble: LineTrouble | undefined
}

// prettier-ignore
/** Index of each parameter in `values`, and its bit (`1 << index`) in `present` and `valued`. */
export const param = {
  A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7, I: 8, J: 9, K: 10, L: 11, M: 12,
  N: 13, O: 14, P: 15, Q: 16, R: 17, S: 18, T: 19, U: 20, V: 21, W: 22, X: 23, Y: 24, Z: 25,
} as const
export type Param = keyof typeof param

/** A command to be filled by the line parser. */
export function emptyCommand(): Command {
  return {
    letter: '',
    code: -1,
    subcode: 0,
    present: 0,
    valued: 0,
    values: new Float64Array(26),
    line: 0,
    start: 0,
    end: 0,
    text: new Uint8Array(256),
    textLength: 0,
    trouble: undefined,
  }
}

/** A canonical command fits Marlin's 96-byte buffer with `N1234567 ` before it, `*255` and the NUL after it. */
export const maxCanonicalLength = 82

/** The command as it would be sent, without number and checksum: `G1 X10 Y20 E0.5`. */
export function canonicalLine(command: Command): string {
  return String.fromCharCode.apply(null, command.text.subarray(0, command.textLength) as unknown as number[])
}

/** The number given for a parameter, or undefined when the letter is absent or bare. */
export function valueOf(command: Command, letter: Param): number | undefined {
  return (command.valued & (1 << param[letter])) === 0 ? undefined : command.values[param[letter]]
}

/** Commands meant for our own screens or already answered by the bridge (M115, M117): they are not sent to the printer. */
export function isHostOnly(command: Command): boolean {
  return command.letter === 'M' && (command.code === 115 || command.code === 117)
}

import { isHostOnly, maxCanonicalLength, type Command, type LineTrouble } from '#backend/gcode/command.ts'

const lf = 10
const [space, tab, quote, open, close, star, plus, minus, point, slash, semicolon, at, percent] = [
  32, 9, 34, 40, 41, 42, 43, 45, 46, 47, 59, 64, 37,
]

const upperG = 71
const upperM = 77
const upperN = 78
const upperT = 84

const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => 10 ** i)

/** Fills `command` from one line and returns where its `;` comment begins (after the `;`), or -1. */
export function parseLine(bytes: Uint8Array, start: number, end: number, command: Command): number {
  command.letter = ''
  command.code = -1
  command.subcode = 0
  command.present = 0
  command.valued = 0
  command.textLength = 0
  command.trouble = undefined

  let i = skipBlanks(bytes, start, end)
  let numbered = false
  if (i < end && (bytes[i]! & 0xdf) === upperN) {
    i = skipBlanks(bytes, i + 1, end)
    if (i < end && (bytes[i] === minus || bytes[i] === plus)) i++
    const digits = i
    while (i < end && isDigit(bytes[i]!)) i++
    if (i === digits) return fail(command, 'not-a-code', bytes, i, end)
    i = skipBlanks(bytes, i, end)
    numbered = true
  }
  if (i >= end) return -1
  const first = bytes[i]!
  if (first === semicolon) return i + 1
  const letter = first & 0xdf
  if (letter === upperG) command.letter = 'G'
  else if (letter === upperM) command.letter = 'M'
  else if (letter === upperT) command.letter = 'T'
  else return fail(command, startTrouble(bytes, i, end), bytes, i, end)

  // Some firmware skips blanks inside a code and some does not: read as one number, and sent as one.
  i = skipBlanks(bytes, i + 1, end)
  let code = 0
  let digits = 0
  while (i < end && isDigit(bytes[i]!)) {
    code = code * 10 + bytes[i]! - 48
    digits++
    i = skipBlanks(bytes, i + 1, end)
  }
  // Marlin keeps a code in 16 bits: M65648 would be M112.
  if (digits === 0 || code > 9999) {
    command.letter = ''
    return fail(command, 'not-a-code', bytes, i, end)
  }
  command.code = code
  command.text[0] = letter
  let length = writeInteger(command.text, 1, code)
  if (i < end && bytes[i] === point) {
    i = skipBlanks(bytes, i + 1, end)
    let subcode = 0
    while (i < end && isDigit(bytes[i]!)) {
      subcode = Math.min(9999, subcode * 10 + bytes[i]! - 48)
      i = skipBlanks(bytes, i + 1, end)
    }
    command.subcode = subcode
    if (subcode !== 0) {
      command.text[length++] = point
      length = writeInteger(command.text, length, subcode)
    }
  }
  command.textLength = length
  if (letter === upperM && takesText(code)) return parseText(bytes, i, end, command, numbered)
  return parseParameters(bytes, i, end, command)
}

function parseParameters(bytes: Uint8Array, from: number, end: number, command: Command): number {
  const { text, values } = command
  let length = command.textLength
  let i = from
  for (;;) {
    i = skipBlanks(bytes, i, end)
    if (i >= end) break
    const byte = bytes[i]!
    if (byte === semicolon) break
    if (byte === star) {
      i = skipBlanks(bytes, i + 1, end)
      while (i < end && isDigit(bytes[i]!)) i++
      i = skipBlanks(bytes, i, end)
      if (i < end && bytes[i] !== semicolon) return fail(command, 'bad-character', bytes, i, end)
      break
    }
    const letter = byte & 0xdf
    if (byte < 65 || byte > 122 || letter < 65 || letter > 90) return fail(command, oddByte(byte), bytes, i, end)
    // M104 T0 and M204 T800 are parameters; a T after a G code, or a G or M anywhere, would be a second command.
    if (letter === upperG || letter === upperM || (letter === upperT && command.letter !== 'M')) {
      return fail(command, 'two-commands', bytes, i, end)
    }
    const index = letter - 65
    const bit = 1 << index
    // Firmware differs in which of the two it obeys.
    if ((command.present & bit) !== 0) return fail(command, 'repeated-parameter', bytes, i, end)
    command.present |= bit
    if (length > 80 && length + 40 > text.length) return fail(command, 'too-long', bytes, i, end)
    text[length++] = space
    text[length++] = letter
    i = skipBlanks(bytes, i + 1, end)
    if (i >= end) break

    if (bytes[i] === quote && command.code === 862) {
      const closing = bytes.indexOf(quote, i + 1)
      if (closing === -1 || closing >= end || closing - i > 40) return fail(command, 'bad-character', bytes, i, end)
      for (; i <= closing; i++) {
        const byte = bytes[i]!
        if (byte < 32 || byte > 126 || byte === semicolon || byte === star)
          return fail(command, 'bad-character', bytes, i, end)
        text[length++] = bytes[i]!
      }
      continue
    }

    // A number: an optional sign, digits, one point. No exponent: in `X1e3` the E is the extruder's.
    let negative = false
    if (bytes[i] === minus || bytes[i] === plus) {
      negative = bytes[i] === minus
      if (negative) text[length++] = minus
      i++
      if (i >= end || !(isDigit(bytes[i]!) || bytes[i] === point)) return fail(command, 'bad-number', bytes, i, end)
    }
    let mantissa = 0
    let digits = 0
    let decimals = 0
    let seenPoint = false
    for (; i < end; i++) {
      const digit = bytes[i]!
      if (isDigit(digit)) {
        digits++
        if (digits > 24) return fail(command, 'bad-number', bytes, i, end)
        // Beyond 15 digits a number changes by less than any motor can follow, and stays exact to divide.
        if (mantissa < 1e14) {
          mantissa = mantissa * 10 + digit - 48
          if (seenPoint) decimals++
        } else if (!seenPoint) return fail(command, 'bad-number', bytes, i, end)
      } else if (digit === point && !seenPoint) seenPoint = true
      else break
      text[length++] = digit
    }
    if (digits === 0) {
      if (seenPoint || negative) return fail(command, 'bad-number', bytes, i, end)
      continue
    }
    const next = skipBlanks(bytes, i, end)
    if (
      next < end &&
      (isDigit(bytes[next]!) || bytes[next] === point || bytes[next] === minus || bytes[next] === plus)
    ) {
      return fail(command, 'bad-number', bytes, i, end)
    }
    const size = decimals === 0 ? mantissa : mantissa / powersOfTen[decimals]!
    values[index] = negative ? -size : size
    command.valued |= bit
  }
  command.textLength = length
  if (length > maxCanonicalLength) command.trouble = 'too-long'
  return i < end && bytes[i] === semicolon ? i + 1 : -1
}

/** M115, M117, M118 and M486 take words: kept as they are, in ASCII. */
function takesText(code: number): boolean {
  return code === 117 || code === 486 || code === 118 || code === 115
}

function parseText(bytes: Uint8Array, from: number, end: number, command: Command, numbered: boolean): number {
  let i = from
  while (i < end && (bytes[i] === space || bytes[i] === tab)) i++
  const comment = bytes.subarray(i, end).indexOf(semicolon)
  let last = comment === -1 ? end : i + comment
  if (numbered) {
    const checksum = bytes.subarray(i, last).lastIndexOf(star)
    if (checksum !== -1) last = i + checksum
  }
  while (last > i && (bytes[last - 1] === space || bytes[last - 1] === tab)) last--
  for (let k = i; k < last; k++) {
    // A star on the wire begins a checksum, for some firmware already the first one.
    const isStar = bytes[k] === star && !isHostOnly(command)
    if (bytes[k]! > 126 || bytes[k]! < 32 || isStar) return fail(command, oddByte(bytes[k]!), bytes, k, end)
  }
  if (last > i) {
    const room = Math.min(last - i, command.text.length - command.textLength - 1)
    command.text[command.textLength++] = space
    command.text.set(bytes.subarray(i, i + room), command.textLength)
    command.textLength += room
  }
  if (command.textLength > maxCanonicalLength) {
    if (isHostOnly(command)) command.textLength = maxCanonicalLength
    else command.trouble = 'too-long'
  }
  return comment === -1 ? -1 : i + comment + 1
}

/** Marks the line as unsendable and shows it as it stands, so that a sentence can quote it. */
function fail(command: Command, trouble: LineTrouble, bytes: Uint8Array, from: number, end: number): number {
  command.trouble = trouble
  let first = from
  // Quote from the line's beginning: walk back to it (bounded, a line that fails is quoted at 60 bytes).
  while (first > 0 && from - first < 200 && bytes[first - 1] !== lf) first--
  let length = 0
  for (let i = first; i < end && length < 80 && bytes[i] !== semicolon; i++) {
    const byte = bytes[i]!
    command.text[length++] = byte >= 32 && byte < 127 ? byte : 63
  }
  command.textLength = length
  const comment = bytes.indexOf(semicolon, from)
  return comment === -1 || comment >= end ? -1 : comment + 1
}

function startTrouble(bytes: Uint8Array, i: number, end: number): LineTrouble {
  const byte = bytes[i]!
  if (byte === percent) return 'percent'
  if (byte === at) return 'host-command'
  if (byte === slash) return i + 1 < end && bytes[i + 1] === slash ? 'host-command' : 'block-skip'
  if (byte > 126 || byte < 32) return oddByte(byte)
  return 'not-a-code'
}

function oddByte(byte: number): LineTrouble {
  if (byte === 0) return 'nul'
  if (byte > 127) return 'not-ascii'
  return byte < 32 || byte === 127 ? 'control-character' : 'bad-character'
}

/** Skips blanks, tabs and comments in parentheses; an unclosed one goes to the end of the line. */
function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let i = from
  while (i < end) {
    const byte = bytes[i]!
    if (byte === space || byte === tab) i++
    else if (byte === open) {
      while (i < end && bytes[i] !== close) i++
      i++
    } else break
  }
  return i < end ? i : end
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

function writeInteger(text: Uint8Array, at: number, value: number): number {
  let divisor = 1
  while (divisor * 10 <= value) divisor *= 10
  for (; divisor >= 1; divisor /= 10) text[at++] = 48 + (Math.floor(value / divisor) % 10)
  return at
}

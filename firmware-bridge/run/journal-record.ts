import { crc32 } from 'node:zlib'

/** One record, one line: its CRC-32 in eight hexadecimal digits, a space, its JSON. */
export function recordLine(entry: unknown): string {
  const text = JSON.stringify(entry)
  return `${checksum(Buffer.from(text))} ${text}\n`
}

/**
 * What a file of records holds. The first line that is cut or damaged ends it: `whole` are the entries before that, in
 * `length` bytes. `beyond` are the undamaged ones after it: a disk that has lost a sector still says what it knows.
 */
export function readRecords(file: Uint8Array): { whole: unknown[]; length: number; beyond: unknown[] } {
  const whole: unknown[] = []
  const beyond: unknown[] = []
  let length = 0
  let isDamaged = false
  for (let start = 0; start < file.length;) {
    const end = file.indexOf(lineFeed, start)
    const entry = end === -1 ? undefined : readRecord(file.subarray(start, end))
    isDamaged ||= entry === undefined
    if (entry !== undefined) (isDamaged ? beyond : whole).push(entry)
    if (end === -1) break
    start = end + 1
    if (!isDamaged) length = start
  }
  return { whole, length, beyond }
}

const lineFeed = 10

function readRecord(line: Uint8Array): unknown {
  const text = Buffer.from(line.buffer, line.byteOffset, line.length)
  if (text.length < 10 || text.toString('latin1', 0, 9) !== `${checksum(text.subarray(9))} `) return undefined
  return JSON.parse(text.toString('utf8', 9))
}

const checksum = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0')

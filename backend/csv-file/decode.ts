/** Why bytes are not a table of text. */
export type Unreadable = 'empty' | 'spreadsheet' | 'not-text'

export type Decoded = { text: string } | { unreadable: Unreadable }

/**
 * The text of a file that some program saved, in whatever encoding that program likes: UTF-8 and UTF-16 with or without their
 * mark, otherwise Windows-1252, which Excel writes in France and which reads Latin-1 as well.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (startsWith(bytes, zip) || startsWith(bytes, oldExcel)) return { unreadable: 'spreadsheet' }
  const text = read(bytes)
  if (text === undefined || text.includes('\0')) return { unreadable: 'not-text' }
  return text.trim() === '' ? { unreadable: 'empty' } : { text }
}

const zip = [0x50, 0x4b, 0x03, 0x04]
const oldExcel = [0xd0, 0xcf, 0x11, 0xe0]

const startsWith = (bytes: Uint8Array, mark: number[]): boolean => mark.every((byte, at) => bytes[at] === byte)

function read(bytes: Uint8Array): string | undefined {
  if (startsWith(bytes, [0xff, 0xfe])) return strictly('utf-16le', bytes)
  if (startsWith(bytes, [0xfe, 0xff])) return strictly('utf-16be', bytes)
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return new TextDecoder('utf-8').decode(bytes)
  const wide = unmarkedUtf16(bytes)
  if (wide) return strictly(wide, bytes)
  return strictly('utf-8', bytes) ?? damagedUtf8(bytes) ?? windows1252(bytes)
}

function strictly(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Latin letters in UTF-16 leave every other byte empty. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const head = bytes.subarray(0, 4_096)
  const empty = [0, 0]
  head.forEach((byte, at) => byte === 0 && empty[at % 2]!++)
  const [even = 0, odd = 0] = empty
  if (odd > head.length * 0.3 && even < head.length * 0.05) return 'utf-16le'
  if (even > head.length * 0.3 && odd < head.length * 0.05) return 'utf-16be'
  return undefined
}

/** UTF-8 in which a few signs were cut: they are lost, the others are not. */
function damagedUtf8(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder('utf-8').decode(bytes)
  const lost = text.match(/\ufffd/g)?.length ?? 0
  const accented = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0
  return lost * 5 <= accented ? text : undefined
}

/** Node 20 takes Windows-1252 for Latin-1: the signs in which they differ – €, œ, ’ – come from a table of our own. */
const windows1252 = (bytes: Uint8Array): string =>
  new TextDecoder('latin1').decode(bytes).replace(/[\x80-\x9f]/g, (sign) => signs[sign.charCodeAt(0) - 0x80]!)
const signs = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

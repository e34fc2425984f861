import { eachCommand } from '#backend/gcode/tokens.ts'
import { isBinaryStl, wrongCount } from '#backend/mesh/read-stl.ts'
import { MeshRefusal } from '#backend/mesh/refusal.ts'

export type FileKind = 'binary-stl' | 'ascii-stl' | '3mf' | 'obj' | 'gcode'

/** How much of a file `identify` wants to see. */
export const headLength = 65_536

/**
 * What a file is, by its content: `head` is its first bytes (up to `headLength`), `size` its whole length. The name only
 * helps to word a refusal. Throws a `MeshRefusal` that says what the file looks like.
 */
export function identify(head: Uint8Array, size: number, name = ''): FileKind {
  if (size === 0) throw new MeshRefusal('empty')
  if (size > 84 && isBinaryStl(head, size)) return 'binary-stl'
  if (startsWith(head, 'PK\u0003\u0004')) return '3mf'
  if (startsWith(head, 'GCDE')) throw new MeshRefusal('binary-gcode')
  const known = signatures.find(({ bytes, at = 0 }) => startsWith(head, bytes, at))
  if (known !== undefined) throw new MeshRefusal('looks-like', { what: known.what })

  const lower = name.toLowerCase()
  const isText = !head.includes(0) && isUtf8(head)
  if (isText && startsWith(lowerStart(head), 'solid')) return 'ascii-stl'
  if (isText && (looksLikeGcode(head) || gcodeNames.some((ending) => lower.endsWith(ending)))) return 'gcode'
  if (isText && looksLikeObj(head)) return 'obj'
  if (isText && startsWith(lowerStart(head), 'iso-10303-21')) throw new MeshRefusal('looks-like', { what: 'STEP' })
  if (size < 84)
    throw lower.endsWith('.stl') ? new MeshRefusal('too-short', { bytes: size }) : new MeshRefusal('unknown-kind')
  const { announced, contained } = wrongCount(head, size)
  if (announced === 0 && contained === 0) throw new MeshRefusal('no-volume')
  if (!isText && (lower.endsWith('.stl') || announced < 50_000_000)) {
    throw new MeshRefusal('wrong-count', { announced, contained })
  }
  throw new MeshRefusal('unknown-kind')
}

const gcodeNames = ['.gcode', '.gco', '.g', '.ngc']

/** Files that people upload by mistake, by their first bytes. */
const signatures: readonly { bytes: string; at?: number; what: string }[] = [
  { bytes: '\u00ff\u00d8\u00ff', what: 'JPEG' },
  { bytes: '\u0089PNG', what: 'PNG' },
  { bytes: 'GIF8', what: 'GIF' },
  { bytes: 'RIFF', what: 'WebP' },
  { bytes: 'BM', what: 'BMP' },
  { bytes: 'II*\0', what: 'TIFF' },
  { bytes: 'MM\0*', what: 'TIFF' },
  { bytes: 'ftyp', at: 4, what: 'HEIC / MP4' },
  { bytes: '%PDF', what: 'PDF' },
  { bytes: '<svg', what: 'SVG' },
  { bytes: '<?xml', what: 'XML' },
  { bytes: '<!DOCTYPE', what: 'HTML' },
  { bytes: '<html', what: 'HTML' },
  { bytes: 'Rar!', what: 'RAR' },
  { bytes: '7z\u00bc\u00af', what: '7z' },
  { bytes: '\u001f\u008b', what: 'gzip' },
  { bytes: '\u007fELF', what: 'ELF' },
  { bytes: 'MZ\u0090', what: 'EXE' },
  { bytes: 'PK\u0005\u0006', what: 'ZIP' },
  { bytes: 'glTF', what: 'glTF' },
  { bytes: 'AC10', what: 'DWG' },
  { bytes: 'ply\n', what: 'PLY' },
  { bytes: '\u00ff\u00fe', what: 'UTF-16' },
  { bytes: '\u00fe\u00ff', what: 'UTF-16' },
]

/** Text, as far as it goes: the head may end in the middle of a letter. */
function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

function startsWith(head: Uint8Array, bytes: string, at = 0): boolean {
  for (let i = 0; i < bytes.length; i++) if (head[at + i] !== bytes.charCodeAt(i)) return false
  return true
}

/** The first letters after blanks and a byte order mark, in lower case. */
function lowerStart(head: Uint8Array): Uint8Array {
  let from = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  while (from < head.length && head[from]! <= 32) from++
  return head.slice(from, from + 16).map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte))
}

/** At least one readable G, M or T command, and mostly such lines. */
function looksLikeGcode(head: Uint8Array): boolean {
  let good = 0
  let bad = 0
  eachCommand(head, ({ trouble }) => {
    if (trouble === undefined) good++
    else bad++
  })
  return good > bad
}

function looksLikeObj(head: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(head)
  return text.split('\n').some((line) => line.startsWith('v ') && line.trim().split(/ +/).length >= 4)
}

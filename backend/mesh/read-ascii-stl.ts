import { createMeshBuilder, type Mesh } from '#backend/mesh/mesh.ts'
import type { MeshReader } from '#backend/mesh/read-stl.ts'
import { MeshRefusal } from '#backend/mesh/refusal.ts'

/** Longest word that means something; a name may be longer and is skipped. */
const maxWord = 64

/**
 * ASCII STL in pieces of any size, word by word, so that neither one endless line nor thousands of `solid` cost more than
 * their bytes. Decimal commas are read as points: words are apart by blanks, so nothing else can be meant.
 */
export function createAsciiStlReader(size: number): MeshReader {
  // A facet takes at least 100 characters; exporters write about 250.
  const builder = createMeshBuilder(Math.ceil(size / 250))
  const corners = new Float64Array(9)
  const word = new Uint8Array(maxWord)
  let length = 0
  let line = 1
  let inFacet = false
  let filled = 0
  /** Coordinates still expected after `vertex`. */
  let wanted = 0

  function push(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (byte > 32) {
        if (length < maxWord) word[length] = byte
        length++
      } else {
        if (length > 0) take()
        if (byte === 10) line++
        else if (byte === 0) throw new MeshRefusal('bad-text', { line })
      }
    }
  }

  function take(): void {
    const size = length
    length = 0
    if (wanted > 0) {
      const value = size <= maxWord ? readNumber(word, size) : NaN
      if (Number.isNaN(value) && !isWordForNonsense(word, size)) throw new MeshRefusal('bad-text', { line })
      corners[filled++] = value
      wanted--
      return
    }
    const first = word[0]! | 32
    if (!inFacet) {
      // Names of solids may be anything, also "vertex"; only "facet" opens something.
      inFacet = first === 102 && isWord(word, size, facet)
      if (inFacet) filled = 0
      return
    }
    if (first === 118 && isWord(word, size, vertex)) {
      if (filled === 9) throw new MeshRefusal('bad-text', { line })
      wanted = 3
    } else if (first === 101 && isWord(word, size, endfacet)) {
      if (filled !== 9) throw new MeshRefusal('bad-text', { line })
      const c = corners
      builder.triangle(c[0]!, c[1]!, c[2]!, c[3]!, c[4]!, c[5]!, c[6]!, c[7]!, c[8]!)
      inFacet = false
    }
  }

  function end(): Mesh {
    if (length > 0) take()
    if (inFacet) throw new MeshRefusal('truncated')
    return builder.end()
  }

  return { push, end }
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const [facet, vertex, endfacet, nan, inf] = ['facet', 'vertex', 'endfacet', 'nan', 'inf'].map(ascii) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
]

function isWord(word: Uint8Array, size: number, expected: Uint8Array): boolean {
  if (size !== expected.length) return false
  for (let i = 0; i < size; i++) if ((word[i]! | 32) !== expected[i]) return false
  return true
}

/** `nan`, `-inf`, `infinity`: written by exporters, and counted as bad coordinates rather than as bad text. */
function isWordForNonsense(word: Uint8Array, size: number): boolean {
  const sign = word[0] === 45 || word[0] === 43 ? 1 : 0
  const rest = word.subarray(sign, Math.min(size, sign + 3))
  return isWord(rest, rest.length, nan) || isWord(rest, rest.length, inf)
}

const powers = Float64Array.from({ length: 309 }, (_, exponent) => Number(`1e${exponent}`))

/** A decimal number with optional sign, fraction (point or comma) and exponent; NaN when it is something else. */
export function readNumber(word: Uint8Array, size: number): number {
  let i = 0
  const negative = word[0] === 45
  if (negative || word[0] === 43) i++
  let mantissa = 0
  let scale = 0
  let digits = 0
  let fraction = false
  for (; i < size; i++) {
    const byte = word[i]!
    if (byte >= 48 && byte <= 57) {
      digits++
      if (mantissa < 9e14) {
        mantissa = mantissa * 10 + byte - 48
        if (fraction) scale--
      } else if (!fraction) scale++
    } else if ((byte === 46 || byte === 44) && !fraction) fraction = true
    else break
  }
  if (digits === 0) return NaN
  if (i < size) {
    if ((word[i]! | 32) !== 101) return NaN
    i++
    const down = word[i] === 45
    if (down || word[i] === 43) i++
    let exponent = 0
    if (i >= size) return NaN
    for (; i < size; i++) {
      const byte = word[i]!
      if (byte < 48 || byte > 57) return NaN
      exponent = Math.min(9999, exponent * 10 + byte - 48)
    }
    scale += down ? -exponent : exponent
  }
  // Dividing by an exact power of ten rounds once; multiplying by its inverse would round twice.
  const value = scale < 0 ? mantissa / powers[Math.min(-scale, 308)]! : mantissa * powers[Math.min(scale, 308)]!
  return negative ? -value : value
}

import { createMeshBuilder, maxTriangles, type Mesh } from '#backend/mesh/mesh.ts'
import { cutPolygon } from '#backend/mesh/polygon.ts'
import { readNumber } from '#backend/mesh/read-ascii-stl.ts'
import type { MeshReader } from '#backend/mesh/read-stl.ts'
import { MeshRefusal } from '#backend/mesh/refusal.ts'

/** Longest word that means something: a corner of three numbers of nine digits, or a coordinate. */
const maxWord = 64

/** A vertex takes at least eight bytes (`v 0 0 0` and its end), a face as many. */
const leastBytes = 8

/** No program writes a face of more; it would be cut in one piece. */
const mostCorners = 1000

/** Statements of curves and free-form surfaces (Wavefront OBJ 3.0, appendix B1): what they draw would be missing. */
const curved = new Set([
  'vp',
  'cstype',
  'deg',
  'bmat',
  'step',
  'curv',
  'curv2',
  'surf',
  'parm',
  'trim',
  'hole',
  'bzp',
  'bsp',
])

/**
 * Wavefront OBJ in pieces of any size, word by word: `v` and `f` count, whose corners are numbered from 1, or back from the last
 * vertex (-1); normals, textures, names, groups and colours are left out. Polygons are cut into triangles. The format knows no
 * unit: millimetres, as with STL.
 */
export function createObjReader(size: number): MeshReader {
  const most = Math.floor(size / leastBytes)
  const builder = createMeshBuilder(Math.ceil(size / 80))
  let vertices = new Float64Array(3 * Math.min(1024, most + 1))
  let vertexCount = 0
  let triangles = 0

  const word = new Uint8Array(maxWord)
  let length = 0
  let line = 1
  /** Which word of its statement comes next; 0 is the keyword. */
  let place = 0
  let keyword: 'v' | 'f' | undefined
  let isComment = false
  /** A backslash at the end of a line: the statement goes on. */
  let goesOn = false
  const corners = new Float64Array(3 * mostCorners)
  let cornerCount = 0

  function push(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!
      if (byte === 10) {
        if (length > 0) take()
        if (!goesOn) endStatement()
        goesOn = false
        line++
      } else if (isComment || byte === 13) continue
      else if (byte === 35) {
        if (length > 0) take()
        isComment = true
      } else if (byte === 0) throw bad()
      else if (byte === 92) goesOn = true
      else if (byte > 32) {
        if (length < maxWord) word[length] = byte
        length++
      } else if (length > 0) take()
    }
  }

  const bad = () => new MeshRefusal('bad-text', { line })

  function take(): void {
    const size = length
    length = 0
    const at = place++
    if (at === 0) {
      // `vn` and `vt` are as many as vertices: they cost no text.
      if (size === 1) keyword = word[0] === 118 ? 'v' : word[0] === 102 ? 'f' : undefined
      else if (word[0] !== 118 || (word[1] !== 110 && word[1] !== 116)) refuseCurves(size)
    } else if (keyword === 'v' && at <= 3) {
      const value = size <= maxWord ? readNumber(word, size) : NaN
      if (Number.isNaN(value)) throw bad()
      if (at === 1) makeRoom()
      vertices[3 * vertexCount + at - 1] = value
    } else if (keyword === 'f') {
      if (size > maxWord) throw bad()
      corner(vertexAt(size))
    }
  }

  function refuseCurves(size: number): void {
    const name = String.fromCharCode(...word.subarray(0, Math.min(size, maxWord)))
    if (curved.has(name)) throw new MeshRefusal('odd-surface', { line })
  }

  function makeRoom(): void {
    if (3 * vertexCount + 3 <= vertices.length) return
    const larger = new Float64Array(Math.min(2 * vertices.length, 3 * (most + 1)))
    larger.set(vertices)
    vertices = larger
  }

  /** The vertex that a corner names: the number before its first slash. */
  function vertexAt(size: number): number {
    const isBack = word[0] === 45
    let number = 0
    let i = isBack ? 1 : 0
    const from = i
    for (; i < size && word[i] !== 47; i++) {
      const digit = word[i]! - 48
      if (digit < 0 || digit > 9) throw bad()
      number = Math.min(number * 10 + digit, 2 ** 31)
    }
    const vertex = isBack ? vertexCount - number : number - 1
    if (i === from || vertex < 0 || vertex >= vertexCount) throw bad()
    return vertex
  }

  function corner(vertex: number): void {
    if (cornerCount === mostCorners) throw new MeshRefusal('odd-surface', { line })
    for (let axis = 0; axis < 3; axis++) corners[3 * cornerCount + axis] = vertices[3 * vertex + axis]!
    cornerCount++
  }

  function endStatement(): void {
    if (keyword === 'v') {
      if (place < 4) throw bad()
      vertexCount++
    } else if (keyword === 'f') face()
    place = 0
    keyword = undefined
    isComment = false
  }

  function face(): void {
    if (cornerCount < 3) throw bad()
    const cut = cutPolygon(corners, cornerCount)
    if (cut === undefined) throw new MeshRefusal('odd-surface', { line })
    triangles += cut.length / 3
    if (triangles > maxTriangles) throw new MeshRefusal('too-many-triangles', { max: maxTriangles })
    const c = corners
    for (let i = 0; i < cut.length; i += 3) {
      const [p, q, r] = [3 * cut[i]!, 3 * cut[i + 1]!, 3 * cut[i + 2]!]
      builder.triangle(
        ...([c[p]!, c[p + 1]!, c[p + 2]!] as const),
        ...([c[q]!, c[q + 1]!, c[q + 2]!] as const),
        ...([c[r]!, c[r + 1]!, c[r + 2]!] as const),
      )
    }
    cornerCount = 0
  }

  function end(): Mesh {
    if (length > 0) take()
    endStatement()
    return builder.end()
  }

  return { push, end }
}

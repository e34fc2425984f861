import type { Mesh } from '#backend/mesh/mesh.ts'

/** Whether a mesh encloses a volume, and what is wrong with it otherwise. */
export type Check = {
  /** Every undirected edge has exactly two faces. Orientation is apart: see `reversed`. */
  closed: boolean
  /** Edges with one face only: the rims of holes. */
  openEdges: number
  /** Edges with more than two faces. */
  crowdedEdges: number
  /** Pieces that hang together by shared edges. */
  shells: number
  /** Facets turned against the rest of their shell. */
  reversed: number
  /** Facets without area, left out of all this. */
  degenerate: number
  /** mm³ once reversed facets are turned back; undefined when the mesh is not closed. */
  volume: number | undefined
}

/**
 * The full check, linear in the triangles: half-edges sorted by their lower vertex (counting sort), faces joined over shared
 * edges with the parity of their orientation (union-find).
 */
export function check(mesh: Mesh): Check {
  return survey(mesh).check
}

/** What a repair wants to know besides: where the open edges are, and which facets are turned against their shell. */
export type Survey = {
  check: Check
  /** Open edges as pairs of vertices, in the direction in which their face runs along them. */
  open: number[]
  isTurned: (index: number) => boolean
  /** The shell as a whole is inside out; only known where the mesh is closed. */
  isInsideOut: boolean
}

export function survey({ vertices, indices }: Mesh): Survey {
  const faces = indices.length / 3
  const { first, high, face } = sortEdges(indices, vertices.length / 3)
  const sides = createSides(faces)
  let openEdges = 0
  let crowdedEdges = 0
  let isInsideOut = false
  const open: number[] = []

  const vertexCount = vertices.length / 3
  for (let low = 0; low < vertexCount; low++) {
    const from = first[low]!
    const to = first[low + 1]!
    sortSlice(high, face, from, to)
    for (let i = from; i < to;) {
      let next = i + 1
      while (next < to && high[next] === high[i]) next++
      if (next - i === 1) {
        openEdges++
        if (open.length < 2 * mostOpen) open.push(...((face[i]! & 1) === 0 ? [low, high[i]!] : [high[i]!, low]))
      } else {
        if (next - i > 2) crowdedEdges++
        // Two faces that run along an edge the same way are turned against each other.
        for (let k = i + 1; k < next; k++) {
          sides.join(face[i]! >>> 1, face[k]! >>> 1, (face[i]! & 1) === (face[k]! & 1) ? 1 : 0)
        }
      }
      i = next
    }
  }

  const turned = sides.minority((index) => isDegenerate(indices, index))
  const closed = openEdges === 0 && crowdedEdges === 0
  let volume: number | undefined
  let { reversed } = turned
  if (closed) {
    volume = volumeOf(vertices, indices, turned.isTurned)
    // Inside out as a whole: the minority was right.
    if (volume < 0) {
      isInsideOut = true
      volume = -volume
      reversed = faces - turned.degenerate - reversed
    }
  }
  return {
    check: { closed, openEdges, crowdedEdges, shells: turned.shells, reversed, degenerate: turned.degenerate, volume },
    open,
    isTurned: turned.isTurned,
    isInsideOut,
  }
}

/** A model with more open edges than this is no model with holes: they are counted, not listed. */
const mostOpen = 50_000

function isDegenerate(indices: Uint32Array, index: number): boolean {
  const a = indices[3 * index]!
  const b = indices[3 * index + 1]!
  const c = indices[3 * index + 2]!
  return a === b || b === c || c === a
}

/** Half-edges by lower vertex: `first[v] … first[v + 1]` are its slots in `high` and `face` (face number × 2 + direction). */
function sortEdges(
  indices: Uint32Array,
  vertexCount: number,
): { first: Uint32Array; high: Uint32Array; face: Uint32Array } {
  const first = new Uint32Array(vertexCount + 2)
  let edges = 0
  for (let i = 0; i < indices.length; i += 3) {
    const a = indices[i]!
    const b = indices[i + 1]!
    const c = indices[i + 2]!
    if (a === b || b === c || c === a) continue
    first[(a < b ? a : b) + 2]!++
    first[(b < c ? b : c) + 2]!++
    first[(c < a ? c : a) + 2]!++
    edges += 3
  }
  for (let v = 2; v < first.length; v++) first[v]! += first[v - 1]!
  const high = new Uint32Array(edges)
  const face = new Uint32Array(edges)
  const put = (from: number, to: number, index: number): void => {
    const slot = first[(from < to ? from : to) + 1]!++
    high[slot] = from < to ? to : from
    face[slot] = 2 * index + (from < to ? 0 : 1)
  }
  for (let i = 0, index = 0; i < indices.length; i += 3, index++) {
    const a = indices[i]!
    const b = indices[i + 1]!
    const c = indices[i + 2]!
    if (a === b || b === c || c === a) continue
    put(a, b, index)
    put(b, c, index)
    put(c, a, index)
  }
  return { first, high, face }
}

/** Sorts one vertex's few edges in place; a vertex with very many (the tip of a fan) goes through the library's sort. */
function sortSlice(high: Uint32Array, face: Uint32Array, from: number, to: number): void {
  if (to - from > 64) {
    const order = Array.from({ length: to - from }, (_, i) => from + i).sort((i, k) => high[i]! - high[k]!)
    const highs = order.map((i) => high[i]!)
    const faces = order.map((i) => face[i]!)
    high.set(highs, from)
    face.set(faces, from)
    return
  }
  for (let i = from + 1; i < to; i++) {
    const h = high[i]!
    const f = face[i]!
    let k = i - 1
    for (; k >= from && high[k]! > h; k--) {
      high[k + 1] = high[k]!
      face[k + 1] = face[k]!
    }
    high[k + 1] = h
    face[k + 1] = f
  }
}

/** Sets of faces, where each face also knows whether it is turned against the head of its set. */
function createSides(faces: number) {
  const parent = new Uint32Array(faces)
  const turned = new Uint8Array(faces)
  for (let i = 1; i < faces; i++) parent[i] = i
  let headTurned = 0

  function head(index: number): number {
    let at = index
    let flips = 0
    while (parent[at] !== at) {
      const up = parent[at]!
      flips ^= turned[at]!
      // Halves the way for the next one, keeping the parity to the new parent.
      turned[at]! ^= turned[up]!
      const further = parent[up]!
      if (further !== up) flips ^= turned[up]!
      parent[at] = further
      at = further
    }
    headTurned = flips
    return at
  }

  function join(a: number, b: number, against: 0 | 1): void {
    const headA = head(a)
    const sideA = headTurned
    const headB = head(b)
    const sideB = headTurned
    if (headA === headB) return
    const [low, up] = headA < headB ? [headA, headB] : [headB, headA]
    parent[up] = low
    turned[up] = sideA ^ sideB ^ against
  }

  function minority(skip: (index: number) => boolean) {
    const total = new Uint32Array(faces)
    const flipped = new Uint32Array(faces)
    let degenerate = 0
    for (let i = 0; i < faces; i++) {
      if (skip(i)) {
        degenerate++
        continue
      }
      const top = head(i)
      total[top]!++
      if (headTurned === 1) flipped[top]!++
    }
    let shells = 0
    let reversed = 0
    for (let i = 0; i < faces; i++) {
      if (total[i] === 0) continue
      shells++
      reversed += Math.min(flipped[i]!, total[i]! - flipped[i]!)
    }
    const isTurned = (index: number): boolean => {
      const top = head(index)
      const mostAreFlipped = 2 * flipped[top]! > total[top]!
      return (headTurned === 1) !== mostAreFlipped
    }
    return { shells, reversed, degenerate, isTurned }
  }

  return { join, minority }
}

/** Signed volume as the sum of tetrahedra over one corner of the mesh. */
function volumeOf(vertices: Float32Array, indices: Uint32Array, isTurned: (index: number) => boolean): number {
  const [ox, oy, oz] = [vertices[0]!, vertices[1]!, vertices[2]!]
  let six = 0
  for (let i = 0, index = 0; i < indices.length; i += 3, index++) {
    const a = 3 * indices[i]!
    const b = 3 * indices[i + 1]!
    const c = 3 * indices[i + 2]!
    const ax = vertices[a]! - ox
    const ay = vertices[a + 1]! - oy
    const az = vertices[a + 2]! - oz
    const bx = vertices[b]! - ox
    const by = vertices[b + 1]! - oy
    const bz = vertices[b + 2]! - oz
    const cx = vertices[c]! - ox
    const cy = vertices[c + 1]! - oy
    const cz = vertices[c + 2]! - oz
    const part = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
    six += isTurned(index) ? -part : part
  }
  return six / 6
}

import { survey, type Check } from '#backend/mesh/check.ts'
import type { Mesh } from '#backend/mesh/mesh.ts'
import { cutPolygon } from '#backend/mesh/polygon.ts'

/** What can be mended without guessing: holes that one rim goes round, and facets that are turned the wrong way. */
export type Repair = {
  mesh: Mesh
  /** What is true of it then; closed, or it would not be offered. */
  check: Check
  /** How many holes were filled, and by how many triangles: the last ones of the mesh. */
  holes: number
  added: number
  turned: number
}

/** A rim of more edges is no small hole. */
const mostRim = 2000

/** Undefined where there is nothing to mend, or where what comes of it would still not enclose a volume. */
export function repair(mesh: Mesh): Repair | undefined {
  const found = survey(mesh)
  if (found.check.closed && found.check.reversed === 0) return undefined
  if (found.check.crowdedEdges > 0) return undefined
  const straightened = turnBack(mesh.indices, (index) => found.isTurned(index) !== found.isInsideOut)
  const rims = rimsOf(straightened.indices === mesh.indices ? found.open : survey({ ...mesh, ...straightened }).open)
  if (!rims) return undefined
  const filled = fill(mesh.vertices, straightened.indices, rims)
  const checked = survey(filled)
  if (!checked.check.closed) return undefined
  // With its holes filled one knows which side is outside.
  const outside = checked.isInsideOut ? turnBack(filled.indices, () => true) : { indices: filled.indices, count: 0 }
  const triangles = mesh.indices.length / 3
  return {
    mesh: { vertices: filled.vertices, indices: outside.indices },
    check: { ...checked.check, reversed: 0 },
    holes: rims.length,
    added: filled.indices.length / 3 - triangles,
    turned: checked.isInsideOut ? triangles - straightened.count : straightened.count,
  }
}

function turnBack(indices: Uint32Array, isWrong: (index: number) => boolean): { indices: Uint32Array; count: number } {
  let turned: Uint32Array | undefined
  let count = 0
  for (let i = 0; i < indices.length; i += 3) {
    if (!isWrong(i / 3)) continue
    turned ??= indices.slice()
    turned[i + 1] = indices[i + 2]!
    turned[i + 2] = indices[i + 1]!
    count++
  }
  return { indices: turned ?? indices, count }
}

/**
 * Open edges as rims, each a list of vertices against the direction of its faces; where two touch at a vertex, they are two.
 * Undefined where an edge leads nowhere, or a rim is too long.
 */
function rimsOf(open: number[]): number[][] | undefined {
  const before = new Map<number, number[]>()
  for (let i = 0; i < open.length; i += 2) {
    const [from, to] = [open[i]!, open[i + 1]!]
    before.set(to, [...(before.get(to) ?? []), from])
  }
  const rims: number[][] = []
  for (const start of before.keys()) {
    // The way so far, and where on it each vertex is: coming back to one closes a rim.
    const way = [start]
    const placeOf = new Map([[start, 0]])
    while (way.length > 1 || before.get(start)!.length > 0) {
      const next = before.get(way.at(-1)!)?.pop()
      if (next === undefined) return undefined
      const place = placeOf.get(next)
      if (place === undefined) {
        placeOf.set(next, way.length)
        way.push(next)
        continue
      }
      const rim = way.slice(place)
      if (rim.length < 3 || rim.length > mostRim) return undefined
      rims.push(rim)
      for (const vertex of way.splice(place + 1)) placeOf.delete(vertex)
    }
  }
  return rims
}

function fill(vertices: Float32Array, indices: Uint32Array, rims: number[][]): Mesh {
  const patch: number[] = []
  const middles: number[] = []
  for (const rim of rims) {
    const points = new Float64Array(3 * rim.length)
    rim.forEach((vertex, i) => points.set(vertices.subarray(3 * vertex, 3 * vertex + 3), 3 * i))
    const cut = cutPolygon(points, rim.length)
    if (cut) patch.push(...cut.map((corner) => rim[corner]!))
    else {
      // A large one that is not convex: triangles from each edge to its middle.
      const middle = (vertices.length + middles.length) / 3
      for (let axis = 0; axis < 3; axis++)
        middles.push(rim.reduce((sum, vertex) => sum + vertices[3 * vertex + axis]!, 0) / rim.length)
      rim.forEach((vertex, i) => patch.push(vertex, rim[(i + 1) % rim.length]!, middle))
    }
  }
  const allVertices = new Float32Array(vertices.length + middles.length)
  allVertices.set(vertices)
  allVertices.set(middles, vertices.length)
  const allIndices = new Uint32Array(indices.length + patch.length)
  allIndices.set(indices)
  allIndices.set(patch, indices.length)
  return { vertices: allVertices, indices: allIndices }
}

/**
 * Where a model is open, and what would fill it, for the 3D view. Little-endian: 'ETFT', u32 edges, u32 triangles, then f32
 * x, y, z (mm) of both ends of each edge and of the three corners of each triangle.
 */
const magic = 0x54465445 // 'ETFT'
const headerBytes = 12

export function encodeFaults({ vertices }: Mesh, open: readonly number[], mended: Repair | undefined): Uint8Array {
  const patch = mended ? mended.mesh.indices.subarray(mended.mesh.indices.length - 3 * mended.added) : []
  const buffer = new ArrayBuffer(headerBytes + 12 * (open.length + patch.length))
  const head = new Uint32Array(buffer, 0, 3)
  head.set([magic, open.length / 2, patch.length / 3])
  const points = new Float32Array(buffer, headerBytes)
  let at = 0
  const put = (from: Float32Array, vertex: number): void => {
    points.set(from.subarray(3 * vertex, 3 * vertex + 3), at)
    at += 3
  }
  for (const vertex of open) put(vertices, vertex)
  for (const vertex of patch) put(mended!.mesh.vertices, vertex)
  return new Uint8Array(buffer)
}

export type Faults = { edges: Float32Array; patch: Float32Array }

/** Throws a RangeError when the buffer is not such a file. */
export function decodeFaults(buffer: ArrayBuffer): Faults {
  const [kind, edges = 0, triangles = 0] = new Uint32Array(buffer, 0, 3)
  if (kind !== magic) throw new RangeError('not a list of faults')
  return {
    edges: new Float32Array(buffer, headerBytes, 6 * edges),
    patch: new Float32Array(buffer, headerBytes + 24 * edges, 9 * triangles),
  }
}

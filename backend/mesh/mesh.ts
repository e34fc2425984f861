import { MeshRefusal } from '#backend/mesh/refusal.ts'

/**
 * Triangles over shared vertices, in millimetres. `vertices` holds x, y, z for each vertex; `indices` three vertex numbers
 * for each triangle, in the order of the file.
 */
export type Mesh = { vertices: Float32Array; indices: Uint32Array }

/** A phone photo has more; a mesh beyond this is no model of a fablab, and would fill the worker. */
export const maxTriangles = 10_000_000

/** Nothing that a lab prints is larger; a coordinate beyond it is damage. mm. */
const farthest = 1e6

export type MeshBuilder = {
  /** One triangle. Corners at exactly the same place become one vertex. */
  triangle: (
    ax: number,
    ay: number,
    az: number,
    bx: number,
    by: number,
    bz: number,
    cx: number,
    cy: number,
    cz: number,
  ) => void
  /** From here on corners are not joined to earlier ones: parts that touch stay apart. */
  newPart: () => void
  /** Throws `bad-coordinates` or `no-volume` when that is what came in. */
  end: () => Mesh
}

/** Collects triangles and joins equal corners on the way. `expected` sizes the tables; it may be wrong, not hostile. */
export function createMeshBuilder(expected: number): MeshBuilder {
  const guess = Math.min(Math.max(expected, 64), maxTriangles)
  let vertices = new Float32Array(3 * Math.ceil(guess * 0.55 + 16))
  let bits = new Int32Array(vertices.buffer)
  let indices = new Uint32Array(3 * guess)
  let table = new Int32Array(powerOfTwo(guess))
  let vertexCount = 0
  let partStart = 0
  let corners = 0
  let invalid = 0
  const corner = new Float32Array(3)
  const cornerBits = new Int32Array(corner.buffer)

  function vertexAt(x: number, y: number, z: number): number {
    // Adding 0 makes -0 the same corner as 0.
    corner[0] = x + 0
    corner[1] = y + 0
    corner[2] = z + 0
    const [bx, by, bz] = [cornerBits[0]!, cornerBits[1]!, cornerBits[2]!]
    const mask = table.length - 1
    let slot = hash(bx, by, bz) & mask
    for (;;) {
      const found = table[slot]! - 1
      if (found < 0) break
      const at = 3 * found
      if (bits[at] === bx && bits[at + 1] === by && bits[at + 2] === bz) return found
      slot = (slot + 1) & mask
    }
    if (3 * vertexCount + 3 > vertices.length) growVertices()
    bits[3 * vertexCount] = bx
    bits[3 * vertexCount + 1] = by
    bits[3 * vertexCount + 2] = bz
    table[slot] = ++vertexCount
    if (2 * (vertexCount - partStart) > table.length) growTable()
    return vertexCount - 1
  }

  function growVertices(): void {
    const larger = new Float32Array(vertices.length * 2)
    larger.set(vertices)
    vertices = larger
    bits = new Int32Array(vertices.buffer)
  }

  function growTable(): void {
    table = new Int32Array(table.length * 2)
    const mask = table.length - 1
    for (let i = partStart; i < vertexCount; i++) {
      let slot = hash(bits[3 * i]!, bits[3 * i + 1]!, bits[3 * i + 2]!) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = i + 1
    }
  }

  function triangle(
    ax: number,
    ay: number,
    az: number,
    bx: number,
    by: number,
    bz: number,
    cx: number,
    cy: number,
    cz: number,
  ): void {
    const largest = Math.max(
      Math.abs(ax),
      Math.abs(ay),
      Math.abs(az),
      Math.abs(bx),
      Math.abs(by),
      Math.abs(bz),
      Math.abs(cx),
      Math.abs(cy),
      Math.abs(cz),
    )
    // Written so that NaN fails it too.
    if (!(largest <= farthest)) {
      invalid++
      return
    }
    if (corners + 3 > indices.length) {
      if (corners >= 3 * maxTriangles) throw new MeshRefusal('too-many-triangles', { max: maxTriangles })
      const larger = new Uint32Array(Math.min(indices.length * 2, 3 * maxTriangles))
      larger.set(indices)
      indices = larger
    }
    indices[corners] = vertexAt(ax, ay, az)
    indices[corners + 1] = vertexAt(bx, by, bz)
    indices[corners + 2] = vertexAt(cx, cy, cz)
    corners += 3
  }

  function newPart(): void {
    if (partStart === vertexCount) return
    partStart = vertexCount
    table.fill(0)
  }

  function end(): Mesh {
    if (invalid > 0) throw new MeshRefusal('bad-coordinates', { triangles: invalid })
    table = new Int32Array(0)
    const mesh = { vertices: vertices.subarray(0, 3 * vertexCount), indices: indices.subarray(0, corners) }
    if (corners === 0 || isFlat(mesh.vertices)) throw new MeshRefusal('no-volume')
    return mesh
  }

  return { triangle, newPart, end }
}

function isFlat(vertices: Float32Array): boolean {
  for (let axis = 0; axis < 3; axis++) {
    let i = axis
    while (i < vertices.length && vertices[i] === vertices[axis]) i += 3
    if (i >= vertices.length) return true
  }
  return false
}

/** Mixes three words so that grids of round numbers spread over the table. */
function hash(x: number, y: number, z: number): number {
  let h =
    Math.imul(x, 0x9e3779b1) ^
    Math.imul((y << 15) | (y >>> 17), 0x85ebca77) ^
    Math.imul((z << 7) | (z >>> 25), 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return h ^ (h >>> 13)
}

function powerOfTwo(atLeast: number): number {
  let size = 64
  while (size < atLeast * 1.2) size *= 2
  return size
}

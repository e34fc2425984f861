import type { Mesh } from '#backend/mesh/mesh.ts'

/**
 * A coarser mesh of at most `limit` triangles: all vertices in one cell of a grid become one, at their middle; triangles that
 * collapse go. `surface` in mm² gives the first guess for the cell. (Rossignac and Borrel, 1993.)
 */
export function cluster(mesh: Mesh, limit: number, surface: number): Mesh {
  // A closed surface crosses a cell about once, with two triangles in it.
  let cell = Math.sqrt((2 * surface) / limit)
  for (;;) {
    const coarse = joinCells(mesh, cell)
    if (coarse.indices.length / 3 <= limit) return coarse
    cell *= Math.max(1.05, Math.sqrt(coarse.indices.length / 3 / limit) * 1.02)
  }
}

function joinCells({ vertices, indices }: Mesh, cell: number): Mesh {
  const count = vertices.length / 3
  const cellOf = new Uint32Array(count)
  const sums: number[] = []
  const sizes: number[] = []
  const cells = new Map<number, number>()
  for (let i = 0; i < count; i++) {
    const [x, y, z] = [vertices[3 * i]!, vertices[3 * i + 1]!, vertices[3 * i + 2]!]
    // Three signed numbers of 17 bits in one exact double.
    const key =
      ((Math.floor(x / cell) & 0x1ffff) * 0x20000 + (Math.floor(y / cell) & 0x1ffff)) * 0x20000 +
      (Math.floor(z / cell) & 0x1ffff)
    let index = cells.get(key)
    if (index === undefined) {
      index = sizes.length
      cells.set(key, index)
      sums.push(0, 0, 0)
      sizes.push(0)
    }
    cellOf[i] = index
    sums[3 * index]! += x
    sums[3 * index + 1]! += y
    sums[3 * index + 2]! += z
    sizes[index]!++
  }
  const middle = new Float32Array(sums.length)
  for (let i = 0; i < middle.length; i++) middle[i] = sums[i]! / sizes[Math.floor(i / 3)]!

  const kept = new Uint32Array(indices.length)
  let corners = 0
  for (let i = 0; i < indices.length; i += 3) {
    const a = cellOf[indices[i]!]!
    const b = cellOf[indices[i + 1]!]!
    const c = cellOf[indices[i + 2]!]!
    if (a === b || b === c || c === a) continue
    kept[corners] = a
    kept[corners + 1] = b
    kept[corners + 2] = c
    corners += 3
  }
  return { vertices: middle, indices: kept.subarray(0, corners) }
}

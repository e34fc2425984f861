import type { Mesh } from '#backend/mesh/mesh.ts'

export type Vector = [number, number, number]

/** Millimetres; surface in mm². */
export type Measures = { min: Vector; max: Vector; size: Vector; surface: number; triangles: number }

export function measure({ vertices, indices }: Mesh): Measures {
  const min: Vector = [Infinity, Infinity, Infinity]
  const max: Vector = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < vertices.length; i += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const value = vertices[i + axis]!
      if (value < min[axis]!) min[axis] = value
      if (value > max[axis]!) max[axis] = value
    }
  }
  let doubled = 0
  for (let i = 0; i < indices.length; i += 3) {
    const a = 3 * indices[i]!
    const b = 3 * indices[i + 1]!
    const c = 3 * indices[i + 2]!
    const ux = vertices[b]! - vertices[a]!
    const uy = vertices[b + 1]! - vertices[a + 1]!
    const uz = vertices[b + 2]! - vertices[a + 2]!
    const vx = vertices[c]! - vertices[a]!
    const vy = vertices[c + 1]! - vertices[a + 1]!
    const vz = vertices[c + 2]! - vertices[a + 2]!
    const nx = uy * vz - uz * vy
    const ny = uz * vx - ux * vz
    const nz = ux * vy - uy * vx
    doubled += Math.sqrt(nx * nx + ny * ny + nz * nz)
  }
  const size: Vector = [max[0] - min[0], max[1] - min[1], max[2] - min[2]]
  return { min, max, size, surface: doubled / 2, triangles: indices.length / 3 }
}

/** STL names no unit. A part this small was probably drawn in inches, one this large in micrometres: worth a question. */
export function unitQuestion(size: Vector): 'inches' | 'micrometres' | undefined {
  const largest = Math.max(...size)
  if (largest < 5) return 'inches'
  return largest > 5000 ? 'micrometres' : undefined
}

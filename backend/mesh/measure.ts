import type { Mesh } from '#backend/mesh/mesh.ts'

export type Vector = [number, number, number]

/** How much of a surface faces each way, mm²: the sum of area × n × nᵀ over its faces, as xx, yy, zz, xy, xz, yz. */
export type Facing = [xx: number, yy: number, zz: number, xy: number, xz: number, yz: number]

/** Millimetres; surface in mm². */
export type Measures = {
  min: Vector
  max: Vector
  size: Vector
  surface: number
  facing: Facing
  triangles: number
}

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
  const facing: Facing = [0, 0, 0, 0, 0, 0]
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
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz)
    if (length === 0) continue
    doubled += length
    // Area is half of the length; two of the three lengths make unit vectors of the normals.
    const share = 0.5 / length
    facing[0] += share * nx * nx
    facing[1] += share * ny * ny
    facing[2] += share * nz * nz
    facing[3] += share * nx * ny
    facing[4] += share * nx * nz
    facing[5] += share * ny * nz
  }
  const size: Vector = [max[0] - min[0], max[1] - min[1], max[2] - min[2]]
  return { min, max, size, surface: doubled / 2, facing, triangles: indices.length / 3 }
}

/** The part of a surface that faces along a direction (a unit vector) or against it: of a cube lying flat, two sides. mm². */
export const facingAlong = ([xx, yy, zz, xy, xz, yz]: Facing, [x, y, z]: Vector): number =>
  xx * x * x + yy * y * y + zz * z * z + 2 * (xy * x * y + xz * x * z + yz * y * z)

/** STL names no unit. A part this small was probably drawn in inches, one this large in micrometres: worth a question. */
export function unitQuestion(size: Vector): 'inches' | 'micrometres' | undefined {
  const largest = Math.max(...size)
  if (largest < 5) return 'inches'
  return largest > 5000 ? 'micrometres' : undefined
}

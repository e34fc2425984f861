import type { Mesh } from '#backend/mesh/mesh.ts'

/**
 * How thick a part is under its surface: from points spread evenly over it a ray goes straight inwards to the other side.
 * Sampled, so that it takes the same time for any model: a few hundred walls say whether there are thin ones.
 */
export type Thickness = {
  /** mm, from the thinnest to the thickest; each stands for the same share of the surface. */
  walls: number[]
}

/** Points on the surface. A thin wall of one part in two hundred is met with a probability of 99.8 %. */
const points = 1200
/** As many numbers as are kept of them. */
const kept = 40
/** Nobody asks whether a wall is thicker. mm. */
const far = 20

export function thicknessOf({ vertices, indices }: Mesh): Thickness {
  const faces = indices.length / 3
  const areas = new Float64Array(faces)
  let total = 0
  const corner = (face: number, k: number): [number, number, number] => {
    const at = 3 * indices[3 * face + k]!
    return [vertices[at]!, vertices[at + 1]!, vertices[at + 2]!]
  }
  for (let face = 0; face < faces; face++) {
    const a = 3 * indices[3 * face]!
    const b = 3 * indices[3 * face + 1]!
    const c = 3 * indices[3 * face + 2]!
    const [ux, uy, uz] = [
      vertices[b]! - vertices[a]!,
      vertices[b + 1]! - vertices[a + 1]!,
      vertices[b + 2]! - vertices[a + 2]!,
    ]
    const [vx, vy, vz] = [
      vertices[c]! - vertices[a]!,
      vertices[c + 1]! - vertices[a + 1]!,
      vertices[c + 2]! - vertices[a + 2]!,
    ]
    const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
    total += Math.sqrt(x * x + y * y + z * z) / 2
    areas[face] = total
  }
  if (total === 0) return { walls: [] }
  const grid = createGrid(vertices, indices)
  const walls: number[] = []
  let face = 0
  for (let i = 0; i < points; i++) {
    // Evenly over the area, a little off from step to step: no pattern of the mesh falls in with it.
    const wanted = (total * (i + fraction(i * 0.6180339887))) / points
    while (areas[face]! < wanted && face < faces - 1) face++
    const [a, b, c] = [corner(face, 0), corner(face, 1), corner(face, 2)]
    const [nx, ny, nz] = cross(a, b, c)
    const length = Math.hypot(nx, ny, nz)
    if (length === 0) continue
    const [u, v] = inTriangle(fraction(i * 0.7548776662), fraction(i * 0.5698402909))
    const from = [0, 1, 2].map((axis) => a[axis]! + u * (b[axis]! - a[axis]!) + v * (c[axis]! - a[axis]!))
    walls.push(grid.reach(from as Vector, [-nx / length, -ny / length, -nz / length], face))
  }
  walls.sort((one, other) => one - other)
  const step = Math.max(1, walls.length / kept)
  const found = Array.from({ length: Math.min(kept, walls.length) }, (_, i) => walls[Math.floor(i * step)]!)
  return { walls: found.map((wall) => Math.round(wall * 1000) / 1000) }
}

const fraction = (value: number): number => value - Math.floor(value)

/** A point of the square as one of the triangle. */
const inTriangle = (u: number, v: number): [number, number] => (u + v > 1 ? [1 - u, 1 - v] : [u, v])

type Vector = [number, number, number]
const cross = (a: Vector, b: Vector, c: Vector): Vector => {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]]
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
}

/** Faces by the boxes of a grid that they touch, to be met by a ray (Amanatides and Woo 1987 walk it box by box). */
function createGrid(vertices: Float32Array, indices: Uint32Array) {
  const faces = indices.length / 3
  const min = [Infinity, Infinity, Infinity]
  const max = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < vertices.length; i++) {
    const axis = i % 3
    if (vertices[i]! < min[axis]!) min[axis] = vertices[i]!
    if (vertices[i]! > max[axis]!) max[axis] = vertices[i]!
  }
  const side = Math.max(...[0, 1, 2].map((axis) => max[axis]! - min[axis]!))
  const cells = Math.min(64, Math.max(4, Math.round(Math.cbrt(faces))))
  const cell = side / cells || 1
  const counts = [0, 1, 2].map((axis) => Math.max(1, Math.ceil((max[axis]! - min[axis]!) / cell + 1e-9)))
  const [nx, ny, nz] = counts as Vector
  const place = (value: number, axis: number): number =>
    Math.min(counts[axis]! - 1, Math.max(0, Math.floor((value - min[axis]!) / cell)))

  const first = new Uint32Array(nx * ny * nz + 1)
  const low = new Int32Array(3)
  const high = new Int32Array(3)
  const findBoxes = (face: number): void => {
    const a = 3 * indices[3 * face]!
    const b = 3 * indices[3 * face + 1]!
    const c = 3 * indices[3 * face + 2]!
    for (let axis = 0; axis < 3; axis++) {
      const [p, q, r] = [vertices[a + axis]!, vertices[b + axis]!, vertices[c + axis]!]
      low[axis] = place(p < q ? (p < r ? p : r) : q < r ? q : r, axis)
      high[axis] = place(p > q ? (p > r ? p : r) : q > r ? q : r, axis)
    }
  }
  const eachBox = (face: number, visit: (box: number, face: number) => void): void => {
    findBoxes(face)
    for (let z = low[2]!; z <= high[2]!; z++)
      for (let y = low[1]!; y <= high[1]!; y++)
        for (let x = low[0]!; x <= high[0]!; x++) visit((z * ny + y) * nx + x, face)
  }
  const count = (box: number): void => void first[box + 1]!++
  for (let face = 0; face < faces; face++) eachBox(face, count)
  for (let box = 0; box < first.length - 1; box++) first[box + 1]! += first[box]!
  const list = new Uint32Array(first.at(-1)!)
  const next = first.slice()
  const put = (box: number, face: number): void => void (list[next[box]!++] = face)
  for (let face = 0; face < faces; face++) eachBox(face, put)

  /** How far a ray goes until it meets a face other than its own; `far` where it meets none before. */
  function reach(from: Vector, along: Vector, own: number): number {
    const at = from.map((value, axis) => place(value, axis))
    const step = along.map(Math.sign)
    const delta = along.map((value) => (value === 0 ? Infinity : Math.abs(cell / value)))
    const border = along.map((value, axis) => {
      if (value === 0) return Infinity
      const edge = min[axis]! + (at[axis]! + (value > 0 ? 1 : 0)) * cell
      return (edge - from[axis]!) / value
    })
    let best = far
    for (;;) {
      const box = (at[2]! * ny + at[1]!) * nx + at[0]!
      for (let k = first[box]!; k < first[box + 1]!; k++) {
        const met = list[k]! === own ? undefined : meets(from, along, list[k]!)
        if (met !== undefined && met < best) best = met
      }
      const axis = border[0]! < border[1]! ? (border[0]! < border[2]! ? 0 : 2) : border[1]! < border[2]! ? 1 : 2
      // What was met in this box or before it is nearer than anything in the next.
      if (border[axis]! >= best) return best
      at[axis]! += step[axis]!
      if (at[axis]! < 0 || at[axis]! >= counts[axis]!) return best
      border[axis]! += delta[axis]!
    }
  }

  /** Möller and Trumbore 1997. */
  function meets(from: Vector, along: Vector, face: number): number | undefined {
    const [a, b, c] = [0, 1, 2].map((k) => {
      const at = 3 * indices[3 * face + k]!
      return [vertices[at]!, vertices[at + 1]!, vertices[at + 2]!] as Vector
    }) as [Vector, Vector, Vector]
    const edge1: Vector = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
    const edge2: Vector = [c[0] - a[0], c[1] - a[1], c[2] - a[2]]
    const p: Vector = [
      along[1] * edge2[2] - along[2] * edge2[1],
      along[2] * edge2[0] - along[0] * edge2[2],
      along[0] * edge2[1] - along[1] * edge2[0],
    ]
    const determinant = edge1[0] * p[0] + edge1[1] * p[1] + edge1[2] * p[2]
    if (Math.abs(determinant) < 1e-12) return undefined
    const t: Vector = [from[0] - a[0], from[1] - a[1], from[2] - a[2]]
    const u = (t[0] * p[0] + t[1] * p[1] + t[2] * p[2]) / determinant
    if (u < 0 || u > 1) return undefined
    const q: Vector = [
      t[1] * edge1[2] - t[2] * edge1[1],
      t[2] * edge1[0] - t[0] * edge1[2],
      t[0] * edge1[1] - t[1] * edge1[0],
    ]
    const v = (along[0] * q[0] + along[1] * q[1] + along[2] * q[2]) / determinant
    if (v < 0 || u + v > 1) return undefined
    const distance = (edge2[0] * q[0] + edge2[1] * q[1] + edge2[2] * q[2]) / determinant
    // The neighbours of its own face touch the point that it starts from.
    return distance > 1e-4 ? distance : undefined
  }

  return { reach }
}

/** The part of the surface under which the wall is thinner than this (mm), from 0 to 1. */
export const thinnerThan = ({ walls }: Thickness, least: number): number =>
  walls.length === 0 ? 0 : walls.filter((wall) => wall < least).length / walls.length

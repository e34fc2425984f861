import type { Vector } from '#backend/mesh/measure.ts'
import type { Mesh } from '#backend/mesh/mesh.ts'

/** A flat side on which a part can lie. */
export type Rest = {
  /** What points to the bed then: a unit vector of the model. */
  down: Vector
  /** Touches the bed, mm². */
  contact: number
  /** Hangs in the air steeper than a printer builds without support, mm². */
  overhang: number
  /** How high the part stands, mm. */
  height: number
}

/** A surface that leans out by more than this needs something under it: 45°, and a degree for rounding. Cosine from straight down. */
export const overhangCosine = Math.cos((44 * Math.PI) / 180)

/** Faces turned apart by less than a degree or so count as one direction. */
const grain = 64
/** Directions that are tried: the largest by area. */
const tried = 40
/** Nobody wants to choose among more. */
const offered = 8
/** Cosine of 3°: one side, as people see it. */
const same = 0.9986
/** Less than this holds no part. mm². */
const leastContact = 4

/** The flat sides on which a part can lie, the best for printing first: little in the air, much on the bed. Linear in the triangles. */
export function rests({ vertices, indices }: Mesh): Rest[] {
  const { groups, all } = byDirection(vertices, indices)
  const candidates: Candidate[] = []
  for (const group of [...groups].sort((a, b) => b.area - a.area)) {
    if (candidates.length === tried) break
    if (!candidates.some(({ down }) => dot(down, group.normal) > same)) candidates.push(candidate(group.normal))
  }
  findPlanes(vertices, candidates)
  addContact(vertices, indices, candidates)
  return candidates
    .map(({ down, low, high, contact }) => ({
      down: down.map((value) => Math.round(value * 1e6) / 1e6 + 0) as Vector,
      contact,
      overhang: Math.max(0, hanging(all, down) - contact),
      height: high - low,
    }))
    .filter(({ contact }) => contact >= leastContact)
    .sort((a, b) => cost(a) - cost(b))
    .slice(0, offered)
}

/** Support costs time and material and leaves scars; what lies on the bed holds. Between equals, the lower one. */
const cost = ({ overhang, contact, height }: Rest): number => overhang - contact / 2 + height

/** What of a turned mesh hangs in the air, and what lies on the bed, mm² of the model itself. `down` is a unit vector. */
export function overhangOf(
  { vertices, indices }: { vertices: ArrayLike<number>; indices: ArrayLike<number> },
  down: Vector,
): { overhang: number; contact: number } {
  let lowest = -Infinity
  for (let i = 0; i < vertices.length; i += 3) {
    const depth = vertices[i]! * down[0] + vertices[i + 1]! * down[1] + vertices[i + 2]! * down[2]
    if (depth > lowest) lowest = depth
  }
  let overhang = 0
  let contact = 0
  const face = new Float64Array(7)
  for (let i = 0; i < indices.length; i += 3) {
    if (!measureFace(vertices, indices, i, face)) continue
    const along = face[0]! * down[0] + face[1]! * down[1] + face[2]! * down[2]
    if (along < overhangCosine) continue
    const depth = face[4]! * down[0] + face[5]! * down[1] + face[6]! * down[2]
    if (along > same && lowest - depth < tolerance) contact += face[3]!
    else overhang += face[3]!
  }
  return { overhang, contact }
}

/** What is this near to the bed lies on it. mm. */
const tolerance = 0.1

type Group = { normal: Vector; area: number }
type Candidate = { down: Vector; low: number; high: number; contact: number }
const candidate = (down: Vector): Candidate => ({ down, low: Infinity, high: -Infinity, contact: 0 })

/** Faces summed up by where they look. */
function byDirection(vertices: Float32Array, indices: Uint32Array): { groups: Group[]; all: Group[] } {
  const sums = new Map<number, { x: number; y: number; z: number; area: number }>()
  const face = new Float64Array(7)
  for (let i = 0; i < indices.length; i += 3) {
    if (!measureFace(vertices, indices, i, face)) continue
    const [x, y, z, area] = [face[0]!, face[1]!, face[2]!, face[3]!]
    const key =
      (Math.round(x * grain) + 128) * 65_536 + (Math.round(y * grain) + 128) * 256 + Math.round(z * grain) + 128
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { x: x * area, y: y * area, z: z * area, area })
    else {
      sum.x += x * area
      sum.y += y * area
      sum.z += z * area
      sum.area += area
    }
  }
  const all = [...sums.values()].map(({ x, y, z, area }) => {
    const length = Math.hypot(x, y, z) || 1
    return { normal: [x / length, y / length, z / length] as Vector, area }
  })
  return { groups: all.filter(({ area }) => area >= leastContact), all }
}

const hanging = (all: Group[], down: Vector): number =>
  all.reduce((sum, { normal, area }) => (dot(normal, down) > overhangCosine ? sum + area : sum), 0)

/** How far the model reaches along each candidate. */
function findPlanes(vertices: Float32Array, candidates: Candidate[]): void {
  for (const one of candidates) {
    const [x, y, z] = one.down
    let low = Infinity
    let high = -Infinity
    for (let i = 0; i < vertices.length; i += 3) {
      const depth = vertices[i]! * x + vertices[i + 1]! * y + vertices[i + 2]! * z
      if (depth < low) low = depth
      if (depth > high) high = depth
    }
    one.low = low
    one.high = high
  }
}

/** The area of the faces that lie in the outermost plane of a candidate. */
function addContact(vertices: Float32Array, indices: Uint32Array, candidates: Candidate[]): void {
  const face = new Float64Array(7)
  for (let i = 0; i < indices.length; i += 3) {
    if (!measureFace(vertices, indices, i, face)) continue
    for (const one of candidates) {
      const { down } = one
      if (face[0]! * down[0] + face[1]! * down[1] + face[2]! * down[2] < same) continue
      const depth = face[4]! * down[0] + face[5]! * down[1] + face[6]! * down[2]
      if (one.high - depth < tolerance) one.contact += face[3]!
    }
  }
}

/** Into `face`: the unit normal, the area, the middle. False for a face without area. */
function measureFace(vertices: ArrayLike<number>, indices: ArrayLike<number>, i: number, face: Float64Array): boolean {
  const a = 3 * indices[i]!
  const b = 3 * indices[i + 1]!
  const c = 3 * indices[i + 2]!
  const [ax, ay, az] = [vertices[a]!, vertices[a + 1]!, vertices[a + 2]!]
  const [bx, by, bz] = [vertices[b]!, vertices[b + 1]!, vertices[b + 2]!]
  const [cx, cy, cz] = [vertices[c]!, vertices[c + 1]!, vertices[c + 2]!]
  const nx = (by - ay) * (cz - az) - (bz - az) * (cy - ay)
  const ny = (bz - az) * (cx - ax) - (bx - ax) * (cz - az)
  const nz = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
  const doubled = Math.sqrt(nx * nx + ny * ny + nz * nz)
  if (doubled === 0) return false
  face[0] = nx / doubled
  face[1] = ny / doubled
  face[2] = nz / doubled
  face[3] = doubled / 2
  face[4] = (ax + bx + cx) / 3
  face[5] = (ay + by + cy) / 3
  face[6] = (az + bz + cz) / 3
  return true
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

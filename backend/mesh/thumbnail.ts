import type { Measures } from '#backend/mesh/measure.ts'
import type { Mesh } from '#backend/mesh/mesh.ts'
import { createRaster } from '#backend/mesh/raster.ts'

/** Faces that differ by more than this meet in an edge that stays sharp (cosine of 35°). */
const crease = 0.82

/** A vertex where more faces than this meet is drawn flat: looking at all pairs would take for ever. */
const crowded = 48

/** A 512 × 512 picture of the model, RGBA. Curved surfaces are smooth, edges stay edges. */
export function meshThumbnail(
  mesh: Mesh,
  { min, max }: Pick<Measures, 'min' | 'max'>,
): { width: number; height: number; pixels: Uint8Array } {
  const { vertices, indices } = mesh
  const faces = faceNormals(mesh)
  const around = facesAround(mesh)
  const raster = createRaster(min, max)
  const points = new Float64Array(9)
  const normals = new Float64Array(9)
  for (let i = 0; i < indices.length; i += 3) {
    // Face i / 3 has its normal at `i` too: three numbers each.
    if (faces[i] === 0 && faces[i + 1] === 0 && faces[i + 2] === 0) continue
    for (let corner = 0; corner < 3; corner++) {
      const vertex = indices[i + corner]!
      for (let axis = 0; axis < 3; axis++) points[3 * corner + axis] = vertices[3 * vertex + axis]!
      cornerNormal(faces, around, vertex, i, normals, 3 * corner)
    }
    raster.triangle(points, normals)
  }
  return raster.picture()
}

/** The mean of the faces around a vertex that bend little against the one at `i`, weighted by area. */
function cornerNormal(
  faces: Float32Array,
  { first, list }: ReturnType<typeof facesAround>,
  vertex: number,
  i: number,
  normals: Float64Array,
  at: number,
): void {
  const own = Math.hypot(faces[i]!, faces[i + 1]!, faces[i + 2]!)
  let [x, y, z] = [0, 0, 0]
  const from = first[vertex]!
  const to = first[vertex + 1]!
  if (to - from <= crowded) {
    for (let k = from; k < to; k++) {
      const other = 3 * list[k]!
      const [ox, oy, oz] = [faces[other]!, faces[other + 1]!, faces[other + 2]!]
      const along = ox * faces[i]! + oy * faces[i + 1]! + oz * faces[i + 2]!
      if (along <= crease * own * Math.sqrt(ox * ox + oy * oy + oz * oz)) continue
      x += ox
      y += oy
      z += oz
    }
  }
  if (x === 0 && y === 0 && z === 0) [x, y, z] = [faces[i]!, faces[i + 1]!, faces[i + 2]!]
  const length = Math.sqrt(x * x + y * y + z * z)
  normals[at] = x / length
  normals[at + 1] = y / length
  normals[at + 2] = z / length
}

/** The faces at each vertex: `first[v] … first[v + 1]` are its places in `list`. */
function facesAround({ vertices, indices }: Mesh): { first: Uint32Array; list: Uint32Array } {
  const first = new Uint32Array(vertices.length / 3 + 2)
  for (let i = 0; i < indices.length; i++) first[indices[i]! + 2]!++
  for (let v = 2; v < first.length; v++) first[v]! += first[v - 1]!
  const list = new Uint32Array(indices.length)
  for (let i = 0; i < indices.length; i++) list[first[indices[i]! + 1]!++] = Math.floor(i / 3)
  return { first, list }
}

/** The normal of each face, as long as twice its area. */
function faceNormals({ vertices, indices }: Mesh): Float32Array {
  const normals = new Float32Array(indices.length)
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
    normals[i] = uy * vz - uz * vy
    normals[i + 1] = uz * vx - ux * vz
    normals[i + 2] = ux * vy - uy * vx
  }
  return normals
}

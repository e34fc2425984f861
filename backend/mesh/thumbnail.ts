import { measure } from '#backend/mesh/measure.ts'
import type { Mesh } from '#backend/mesh/mesh.ts'
import { createRaster } from '#backend/mesh/raster.ts'

/** Corners whose faces differ by more than this stay sharp (cosine of 40°). */
const crease = 0.77

/** A 512 × 512 picture of the model, RGBA. Curved surfaces are smooth, edges stay edges. */
export function meshThumbnail(mesh: Mesh): { width: number; height: number; pixels: Uint8Array } {
  const { vertices, indices } = mesh
  const { min, max } = measure(mesh)
  const smooth = vertexNormals(mesh)
  const raster = createRaster(min, max)
  const points = new Float64Array(9)
  const normals = new Float64Array(9)
  const face = new Float64Array(3)
  for (let i = 0; i < indices.length; i += 3) {
    if (!faceNormal(mesh, i, face)) continue
    const length = Math.hypot(face[0]!, face[1]!, face[2]!)
    for (let axis = 0; axis < 3; axis++) face[axis]! /= length
    for (let corner = 0; corner < 3; corner++) {
      const v = 3 * indices[i + corner]!
      const along = smooth[v]! * face[0]! + smooth[v + 1]! * face[1]! + smooth[v + 2]! * face[2]!
      for (let axis = 0; axis < 3; axis++) {
        points[3 * corner + axis] = vertices[v + axis]!
        normals[3 * corner + axis] = along > crease ? smooth[v + axis]! : face[axis]!
      }
    }
    raster.triangle(points, normals)
  }
  return raster.picture()
}

/** Unit normals, weighted by the area of the faces around each vertex. */
function vertexNormals(mesh: Mesh): Float32Array {
  const { vertices, indices } = mesh
  const normals = new Float32Array(vertices.length)
  const face = new Float64Array(3)
  for (let i = 0; i < indices.length; i += 3) {
    if (!faceNormal(mesh, i, face)) continue
    for (let corner = 0; corner < 3; corner++) {
      const v = 3 * indices[i + corner]!
      for (let axis = 0; axis < 3; axis++) normals[v + axis]! += face[axis]!
    }
  }
  for (let v = 0; v < normals.length; v += 3) {
    const length = Math.hypot(normals[v]!, normals[v + 1]!, normals[v + 2]!)
    if (length === 0) continue
    for (let axis = 0; axis < 3; axis++) normals[v + axis]! /= length
  }
  return normals
}

/** The normal of the triangle at `i`, as long as twice its area; false when it has none. */
function faceNormal({ vertices, indices }: Mesh, i: number, normal: Float64Array): boolean {
  const a = 3 * indices[i]!
  const b = 3 * indices[i + 1]!
  const c = 3 * indices[i + 2]!
  const ux = vertices[b]! - vertices[a]!
  const uy = vertices[b + 1]! - vertices[a + 1]!
  const uz = vertices[b + 2]! - vertices[a + 2]!
  const vx = vertices[c]! - vertices[a]!
  const vy = vertices[c + 1]! - vertices[a + 1]!
  const vz = vertices[c + 2]! - vertices[a + 2]!
  normal[0] = uy * vz - uz * vy
  normal[1] = uz * vx - ux * vz
  normal[2] = ux * vy - uy * vx
  return normal[0] !== 0 || normal[1] !== 0 || normal[2] !== 0
}

import { cluster } from '#backend/mesh/cluster.ts'
import type { Measures, Vector } from '#backend/mesh/measure.ts'
import type { Mesh } from '#backend/mesh/mesh.ts'

/**
 * A model small enough for a phone: shared vertices on a grid of 65,536 steps along each side of its box.
 *
 * Little-endian: 'ETMP', u16 version, u16 flags (1: indices of 32 bits instead of 16), u32 vertices, u32 triangles,
 * u32 triangles of the whole model, f32 × 3 smallest corner, f32 × 3 largest corner (mm), then u16 × 3 per vertex, padded to
 * 4 bytes, then three indices per triangle.
 */
const magic = 0x504d5445 // 'ETMP'
const version = 1
const headerBytes = 44
const wide = 1

/** Above this the preview is simplified: a phone draws it at 60 pictures a second. */
const previewTriangles = 120_000

export type Preview = {
  /** x, y, z in mm for each vertex. */
  positions: Float32Array
  indices: Uint16Array | Uint32Array
  min: Vector
  max: Vector
  /** Triangles of the model itself; more than here when the preview is simplified. */
  sourceTriangles: number
}

/** The mesh itself when it is small enough, else a coarser one of at most `previewTriangles`. */
export function forPreview(mesh: Mesh, { surface }: Measures): Mesh {
  return mesh.indices.length / 3 > previewTriangles ? cluster(mesh, previewTriangles, surface) : mesh
}

/** `mesh` as `forPreview` gave it; `whole` are the measures of the model. */
export function encodePreview({ vertices, indices }: Mesh, whole: Measures): Uint8Array {
  const { min, max, size } = whole
  const count = vertices.length / 3
  const isWide = count > 65_536
  const positionBytes = Math.ceil((6 * count) / 4) * 4
  const buffer = new ArrayBuffer(headerBytes + positionBytes + indices.length * (isWide ? 4 : 2))
  const head = new DataView(buffer)
  head.setUint32(0, magic, true)
  head.setUint16(4, version, true)
  head.setUint16(6, isWide ? wide : 0, true)
  head.setUint32(8, count, true)
  head.setUint32(12, indices.length / 3, true)
  head.setUint32(16, whole.triangles, true)
  for (let axis = 0; axis < 3; axis++) {
    head.setFloat32(20 + 4 * axis, min[axis]!, true)
    head.setFloat32(32 + 4 * axis, max[axis]!, true)
  }
  const positions = new Uint16Array(buffer, headerBytes, 3 * count)
  for (let i = 0; i < positions.length; i++) {
    const axis = i % 3
    positions[i] = Math.round(((vertices[i]! - min[axis]!) / size[axis]!) * 65_535)
  }
  const Indices = isWide ? Uint32Array : Uint16Array
  new Indices(buffer, headerBytes + positionBytes, indices.length).set(indices)
  return new Uint8Array(buffer)
}

/** Throws a RangeError when the buffer is not such a file. */
export function decodePreview(buffer: ArrayBuffer): Preview {
  const head = new DataView(buffer)
  if (head.getUint32(0, true) !== magic || head.getUint16(4, true) !== version) throw new RangeError('not a preview')
  const count = head.getUint32(8, true)
  const corners = 3 * head.getUint32(12, true)
  const at = (offset: number): Vector => [
    head.getFloat32(offset, true),
    head.getFloat32(offset + 4, true),
    head.getFloat32(offset + 8, true),
  ]
  const min = at(20)
  const max = at(32)
  const quantized = new Uint16Array(buffer, headerBytes, 3 * count)
  const positions = new Float32Array(3 * count)
  for (let i = 0; i < positions.length; i++) {
    const axis = i % 3
    positions[i] = min[axis]! + (quantized[i]! / 65_535) * (max[axis]! - min[axis]!)
  }
  const start = headerBytes + Math.ceil((6 * count) / 4) * 4
  const isWide = (head.getUint16(6, true) & wide) !== 0
  const indices = isWide ? new Uint32Array(buffer, start, corners) : new Uint16Array(buffer, start, corners)
  return { positions, indices, min, max, sourceTriangles: head.getUint32(16, true) }
}

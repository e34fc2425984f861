import type { Mesh } from '#backend/mesh/mesh.ts'

const headerBytes = 84
const recordBytes = 50
/** Triangles per piece: 1 MiB. */
const perPiece = 20_971

/**
 * The mesh as the binary STL that the slicer gets: millimetres, our own header, normals computed. In pieces, so that nobody
 * holds the file; a piece is valid until the next one is asked for.
 */
export function* canonicalStl({ vertices, indices }: Mesh): Generator<Uint8Array> {
  const triangles = indices.length / 3
  const header = new Uint8Array(headerBytes)
  header.set(new TextEncoder().encode('Etabli, binary STL, millimetres'))
  new DataView(header.buffer).setUint32(80, triangles, true)
  yield header

  const piece = new Uint8Array(recordBytes * Math.min(perPiece, triangles))
  const view = new DataView(piece.buffer)
  let at = 0
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
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1
    view.setFloat32(at, nx / length, true)
    view.setFloat32(at + 4, ny / length, true)
    view.setFloat32(at + 8, nz / length, true)
    for (let axis = 0; axis < 3; axis++) {
      view.setFloat32(at + 12 + 4 * axis, vertices[a + axis]!, true)
      view.setFloat32(at + 24 + 4 * axis, vertices[b + axis]!, true)
      view.setFloat32(at + 36 + 4 * axis, vertices[c + axis]!, true)
    }
    at += recordBytes
    if (at === piece.length) {
      yield piece
      at = 0
    }
  }
  if (at > 0) yield piece.subarray(0, at)
}

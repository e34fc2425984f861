import { createMeshBuilder, maxTriangles, type Mesh } from '#backend/mesh/mesh.ts'
import { MeshRefusal } from '#backend/mesh/refusal.ts'

export type MeshReader = { push: (chunk: Uint8Array) => void; end: () => Mesh }

const headerBytes = 84
const recordBytes = 50

/** A binary STL says how many triangles follow; it is one exactly when that number agrees with its size. */
export function isBinaryStl(head: Uint8Array, size: number): boolean {
  const count = announcedTriangles(head)
  return count !== undefined && headerBytes + recordBytes * count === size
}

/** The number of triangles in the header of a binary STL, or undefined when there is no room for one. */
export function announcedTriangles(head: Uint8Array): number | undefined {
  if (head.length < headerBytes) return undefined
  return new DataView(head.buffer, head.byteOffset).getUint32(80, true)
}

/** Binary STL in pieces of any size. `size` is the file's; nothing is allocated for a count that it does not prove. */
export function createBinaryStlReader(size: number): MeshReader {
  if (size < headerBytes) throw new MeshRefusal('too-short', { bytes: size })
  const count = Math.floor((size - headerBytes) / recordBytes)
  if (count > maxTriangles) throw new MeshRefusal('too-many-triangles', { max: maxTriangles })
  const builder = createMeshBuilder(count)
  const carry = new Uint8Array(headerBytes)
  const carryView = new DataView(carry.buffer)
  let carried = 0
  let inHeader = true
  let triangles = 0

  function record(view: DataView, at: number): void {
    triangles++
    builder.triangle(
      view.getFloat32(at + 12, true),
      view.getFloat32(at + 16, true),
      view.getFloat32(at + 20, true),
      view.getFloat32(at + 24, true),
      view.getFloat32(at + 28, true),
      view.getFloat32(at + 32, true),
      view.getFloat32(at + 36, true),
      view.getFloat32(at + 40, true),
      view.getFloat32(at + 44, true),
    )
  }

  function push(chunk: Uint8Array): void {
    let at = 0
    if (inHeader || carried > 0) {
      const wanted = (inHeader ? headerBytes : recordBytes) - carried
      const taken = Math.min(wanted, chunk.length)
      carry.set(chunk.subarray(0, taken), carried)
      carried += taken
      at = taken
      if (taken < wanted) return
      carried = 0
      if (inHeader) {
        inHeader = false
        if (!isBinaryStl(carry, size)) throw new MeshRefusal('wrong-count', wrongCount(carry, size))
      } else record(carryView, 0)
    }
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    for (; at + recordBytes <= chunk.length; at += recordBytes) record(view, at)
    carry.set(chunk.subarray(at))
    carried = chunk.length - at
  }

  function end(): Mesh {
    if (inHeader || carried > 0 || triangles !== count) throw new MeshRefusal('truncated')
    return builder.end()
  }

  return { push, end }
}

/** What the header announces and what the bytes could hold, for the sentence. */
export function wrongCount(head: Uint8Array, size: number): { announced: number; contained: number } {
  const contained = Math.max(0, Math.floor((size - headerBytes) / recordBytes))
  return { announced: announcedTriangles(head) ?? 0, contained }
}

import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { createMeshBuilder, maxTriangles, type Mesh, type MeshBuilder } from '#backend/mesh/mesh.ts'
import { MeshRefusal } from '#backend/mesh/refusal.ts'

/** Millimetres in one unit of the 3MF core specification, chapter 3.4. */
const units: Readonly<Record<string, number>> = {
  micron: 0.001,
  millimeter: 1,
  centimeter: 10,
  inch: 25.4,
  foot: 304.8,
  meter: 1000,
}

/** Four rows of three: a point as a row times this gives the moved point (3MF core specification, chapter 3.3). */
type Transform = readonly number[]
const still: Transform = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]

type Use = { id: string; transform: Transform }
type Part = { vertices: number[]; triangles: number[]; uses: Use[]; printed: boolean }

const maxTagDepth = 64
const maxNesting = 16
const maxAttributes = 100
const maxObjects = 10_000

/** The model part of a 3MF file: objects, their components and the build, put together as one mesh in millimetres. */
export function createModelXmlReader(): { push: (chunk: Uint8Array) => void; end: () => Mesh } {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const parts = new Map<string, Part>()
  const build: Use[] = []
  let part: Part | undefined
  let scale = 1
  let depth = 0
  let attributes = 0
  let points = 0
  let triangles = 0

  parser.on('doctype', () => refuse(new MeshRefusal('external-reference')))
  parser.on('error', () => refuse(new MeshRefusal('bad-xml')))
  parser.on('attribute', () => {
    if (++attributes > maxAttributes) refuse(new MeshRefusal('bad-xml'))
  })
  parser.on('opentag', open)
  parser.on('closetag', (tag) => {
    depth--
    if (localName(tag) === 'object') part = undefined
  })

  function open(tag: SaxesTagPlain): void {
    attributes = 0
    if (++depth > maxTagDepth) throw new MeshRefusal('bad-xml')
    const given = tag.attributes
    switch (localName(tag)) {
      case 'vertex':
        if (part === undefined) break
        if (++points > 3 * maxTriangles) throw new MeshRefusal('too-many-triangles', { max: maxTriangles })
        part.vertices.push(coordinate(given.x), coordinate(given.y), coordinate(given.z))
        break
      case 'triangle':
        if (part === undefined) break
        if (++triangles > maxTriangles) throw new MeshRefusal('too-many-triangles', { max: maxTriangles })
        part.triangles.push(index(given.v1), index(given.v2), index(given.v3))
        break
      case 'object': {
        const id = given.id
        if (id === undefined || parts.has(id) || parts.size >= maxObjects) throw new MeshRefusal('bad-xml')
        const type = given.type ?? 'model'
        part = { vertices: [], triangles: [], uses: [], printed: type === 'model' }
        parts.set(id, part)
        break
      }
      case 'component':
        part?.uses.push(use(given))
        break
      case 'item':
        if (given.printable !== '0') build.push(use(given))
        break
      case 'model': {
        const unit = units[given.unit ?? 'millimeter']
        if (unit === undefined) throw new MeshRefusal('bad-xml')
        scale = unit
        break
      }
      case 'slicestack':
        throw new MeshRefusal('extension', { what: 'slice' })
      case 'beamlattice':
        throw new MeshRefusal('extension', { what: 'beam lattice' })
      default:
    }
  }

  function push(chunk: Uint8Array): void {
    try {
      parser.write(decoder.decode(chunk, { stream: true }))
    } catch (error) {
      // The decoder throws a TypeError on bytes that are not UTF-8.
      throw error instanceof MeshRefusal ? error : new MeshRefusal('bad-xml')
    }
  }

  function end(): Mesh {
    parser.close()
    const builder = createMeshBuilder(triangles)
    const room = { left: maxTriangles }
    for (const item of build) place(parts, builder, item, [still], scale, room)
    return builder.end()
  }

  return { push, end }
}

function refuse(refusal: MeshRefusal): never {
  throw refusal
}

function localName(tag: SaxesTagPlain): string {
  const colon = tag.name.indexOf(':')
  return colon === -1 ? tag.name : tag.name.slice(colon + 1)
}

function use(given: Record<string, string>): Use {
  if (Object.keys(given).some((name) => name.endsWith(':path')))
    throw new MeshRefusal('extension', { what: 'production' })
  const { objectid, transform } = given
  if (objectid === undefined) throw new MeshRefusal('bad-xml')
  if (transform === undefined) return { id: objectid, transform: still }
  const numbers = transform.trim().split(' ').map(Number)
  if (numbers.length !== 12 || !numbers.every(Number.isFinite)) throw new MeshRefusal('bad-xml')
  return { id: objectid, transform: numbers }
}

/** NaN is left for the mesh builder, which counts bad coordinates. */
function coordinate(text: string | undefined): number {
  if (text === undefined || text.length > 64) throw new MeshRefusal('bad-xml')
  return text === '' ? NaN : Number(text)
}

function index(text: string | undefined): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new MeshRefusal('bad-xml')
  return value
}

/** Puts one use of an object, and of everything in it, into the mesh. `path` is the transforms from the inside out. */
function place(
  parts: Map<string, Part>,
  builder: MeshBuilder,
  { id, transform }: Use,
  path: readonly Transform[],
  scale: number,
  room: { left: number },
): void {
  const part = parts.get(id)
  // Deeper than any real file: components that contain each other.
  if (part === undefined || path.length > maxNesting) throw new MeshRefusal('bad-xml')
  if (!part.printed) return
  const matrix = multiply(transform, path[path.length - 1] ?? still)
  for (const inner of part.uses) {
    // Components of components multiply: a few lines could ask for billions of nothing.
    if (--room.left < 0) throw new MeshRefusal('too-many-triangles', { max: maxTriangles })
    place(parts, builder, inner, [...path, matrix], scale, room)
  }
  room.left -= part.triangles.length / 3
  if (room.left < 0) throw new MeshRefusal('too-many-triangles', { max: maxTriangles })
  if (part.triangles.length > 0) addMesh(builder, part, matrix, scale)
}

function addMesh(builder: MeshBuilder, { vertices, triangles }: Part, m: Transform, scale: number): void {
  const moved = new Float64Array(vertices.length)
  for (let i = 0; i < vertices.length; i += 3) {
    const [x, y, z] = [vertices[i]!, vertices[i + 1]!, vertices[i + 2]!]
    for (let axis = 0; axis < 3; axis++) {
      moved[i + axis] = scale * (x * m[axis]! + y * m[3 + axis]! + z * m[6 + axis]! + m[9 + axis]!)
    }
  }
  builder.newPart()
  const mirrored = determinant(m) < 0
  for (let i = 0; i < triangles.length; i += 3) {
    const a = 3 * triangles[i]!
    const b = 3 * triangles[i + (mirrored ? 2 : 1)]!
    const c = 3 * triangles[i + (mirrored ? 1 : 2)]!
    if (a >= moved.length || b >= moved.length || c >= moved.length) throw new MeshRefusal('bad-xml')
    builder.triangle(
      moved[a]!,
      moved[a + 1]!,
      moved[a + 2]!,
      moved[b]!,
      moved[b + 1]!,
      moved[b + 2]!,
      moved[c]!,
      moved[c + 1]!,
      moved[c + 2]!,
    )
  }
}

/** First `a`, then `b`. */
function multiply(a: Transform, b: Transform): Transform {
  const product: number[] = []
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 3; column++) {
      const [p, q, r] = [a[3 * row]!, a[3 * row + 1]!, a[3 * row + 2]!]
      product.push(p * b[column]! + q * b[3 + column]! + r * b[6 + column]! + (row === 3 ? b[9 + column]! : 0))
    }
  }
  return product
}

function determinant(m: Transform): number {
  return (
    m[0]! * (m[4]! * m[8]! - m[5]! * m[7]!) -
    m[1]! * (m[3]! * m[8]! - m[5]! * m[6]!) +
    m[2]! * (m[3]! * m[7]! - m[4]! * m[6]!)
  )
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check, survey } from '#backend/mesh/check.ts'
import type { Mesh } from '#backend/mesh/mesh.ts'
import { createBinaryStlReader } from '#backend/mesh/read-stl.ts'
import { decodeFaults, encodeFaults, repair } from '#backend/mesh/repair.ts'

function meshOf(name: string): Mesh {
  const bytes = readFileSync(join('test/fixtures/models', name))
  const reader = createBinaryStlReader(bytes.length)
  reader.push(bytes)
  return reader.end()
}

/** Without the triangles of these numbers. */
const without = ({ vertices, indices }: Mesh, gone: (index: number) => boolean): Mesh => ({
  vertices,
  indices: indices.filter((_, i) => !gone(Math.floor(i / 3))),
})

describe('what can be mended without guessing', () => {
  test('a sound model needs nothing', () => {
    expect(repair(meshOf('boatlet.stl'))).toBeUndefined()
  })

  test('eleven missing triangles leave two holes that touch, which are filled: the volume is that of the whole boat', () => {
    const mesh = meshOf('boatlet-open.stl')
    const mended = repair(mesh)!
    expect(mended).toMatchObject({ holes: 2, added: 9, turned: 0, check: { closed: true, reversed: 0, shells: 1 } })
    expect(mended.check.volume! / 1000).toBeCloseTo(17.684584, 1)
    // What was there is untouched.
    expect(mended.mesh.indices.subarray(0, mesh.indices.length)).toEqual(mesh.indices)
    expect(check(mended.mesh)).toMatchObject({ closed: true, reversed: 0 })
  })

  test('two hundred facets that look inwards are turned', () => {
    const mended = repair(meshOf('boatlet-flipped.stl'))!
    expect(mended).toMatchObject({ holes: 0, added: 0, turned: 200 })
    expect(check(mended.mesh)).toMatchObject({ closed: true, reversed: 0 })
    expect(mended.check.volume! / 1000).toBeCloseTo(17.684582, 3)
  })

  test('a whole that is inside out is turned outside', () => {
    const { vertices, indices } = meshOf('boatlet.stl')
    const insideOut = {
      vertices,
      indices: indices.map((_, i) => indices[i % 3 === 1 ? i + 1 : i % 3 === 2 ? i - 1 : i]!),
    }
    const mended = repair(insideOut)!
    expect(mended).toMatchObject({ turned: 22_546, added: 0 })
    expect(check(mended.mesh)).toMatchObject({ closed: true, reversed: 0 })
  })

  test('inside out and with a hole: both', () => {
    const { vertices, indices } = meshOf('boatlet-open.stl')
    const insideOut = {
      vertices,
      indices: indices.map((_, i) => indices[i % 3 === 1 ? i + 1 : i % 3 === 2 ? i - 1 : i]!),
    }
    const mended = repair(insideOut)!
    expect(mended).toMatchObject({ holes: 2, added: 9, turned: 22_535 })
    expect(check(mended.mesh)).toMatchObject({ closed: true, reversed: 0 })
  })

  test('many holes at once', () => {
    const holed = without(meshOf('boatlet.stl'), (index) => index % 2500 === 7)
    const mended = repair(holed)!
    expect(mended.added).toBe(mended.holes)
    expect(mended.holes).toBeGreaterThan(5)
    expect(mended.check.volume! / 1000).toBeCloseTo(17.684584, 2)
  })

  test('a sheet, faces that meet three at an edge, and half a model are not for us to guess at', () => {
    const boat = meshOf('boatlet.stl')
    expect(repair(without(boat, (index) => index % 2 === 0))).toBeUndefined()
    const fin = { vertices: boat.vertices, indices: Uint32Array.from([...boat.indices, 0, 1, boat.indices[9]!]) }
    expect(repair(fin)).toBeUndefined()
  })
})

test('where it is open, and what would fill it, goes to the page and back', () => {
  const mesh = meshOf('boatlet-open.stl')
  const { open } = survey(mesh)
  const { edges, patch } = decodeFaults(Uint8Array.from(encodeFaults(mesh, open, repair(mesh))).buffer)
  expect(edges.length).toBe(6 * 13)
  expect(patch.length).toBe(9 * 9)
  // The patch lies within the box of the rim.
  for (let axis = 0; axis < 3; axis++) {
    const of = (list: Float32Array) => list.filter((_, i) => i % 3 === axis)
    expect(Math.min(...of(patch))).toBeCloseTo(Math.min(...of(edges)), 4)
    expect(Math.max(...of(patch))).toBeCloseTo(Math.max(...of(edges)), 4)
  }
  expect(decodeFaults(Uint8Array.from(encodeFaults(mesh, open, undefined)).buffer).patch.length).toBe(0)
  expect(() => decodeFaults(new ArrayBuffer(12))).toThrow(RangeError)
})

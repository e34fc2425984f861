import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { inspectFile } from '#backend/io/analysis-file.ts'
import { placeFile } from '#backend/io/place-file.ts'
import { canonicalStl } from '#backend/mesh/canonical-stl.ts'
import type { Vector } from '#backend/mesh/measure.ts'
import type { Mesh } from '#backend/mesh/mesh.ts'
import { asItComes, boxOf, thenDown, thenRound, tidy, turned, type Turn } from '#backend/mesh/placement.ts'
import { createBinaryStlReader } from '#backend/mesh/read-stl.ts'
import { createAsciiStlReader } from '#backend/mesh/read-ascii-stl.ts'
import { overhangOf, rests } from '#backend/mesh/rest.ts'
import { boxes } from './boxes.ts'

const models = join(import.meta.dirname, '..', 'fixtures', 'models')
const folder = mkdtempSync(join(tmpdir(), 'etabli-placement-'))
afterAll(() => rmSync(folder, { recursive: true }))

function meshOf(name: string): Mesh {
  const bytes = readFileSync(join(models, name))
  const reader = name.includes('ascii') ? createAsciiStlReader(bytes.length) : createBinaryStlReader(bytes.length)
  reader.push(bytes)
  return reader.end()
}

const near = (a: readonly number[], b: readonly number[], digits = 4) =>
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i]!, digits))

describe('turning', () => {
  test('four quarters are none, and the same rotation is written the same way', () => {
    let turn = asItComes.turn
    for (let i = 0; i < 4; i++) turn = thenRound(turn, 'x', Math.PI / 2)
    expect(turn).toEqual(asItComes.turn)
    expect(tidy([0, 0, -2, 0])).toEqual([0, 0, 1, 0])
    expect(thenRound(thenRound(asItComes.turn, 'z', Math.PI), 'z', Math.PI / 2)).toEqual(
      thenRound(asItComes.turn, 'z', (3 * Math.PI) / 2),
    )
  })

  test('a quarter about x lays what was in front on the bed', () => {
    near(turned([0, -1, 0], thenRound(asItComes.turn, 'x', Math.PI / 2)), [0, 0, -1])
  })

  test('any side is brought down from any position, and nothing is stretched', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true })
    const vector = fc
      .tuple(number, number, number)
      .filter((v) => Math.hypot(...v) > 0.1)
      .map((v) => v.map((value) => value / Math.hypot(...v)) as unknown as Vector)
    const turn = fc
      .tuple(number, number, number, number)
      .filter((q) => Math.hypot(...q) > 0.1)
      .map((q) => tidy(q as unknown as Turn))
    fc.assert(
      fc.property(vector, vector, turn, (side, other, from) => {
        const after = thenDown(side, from)
        near(turned(side, after), [0, 0, -1], 3)
        expect(Math.hypot(...turned(other, after))).toBeCloseTo(1, 4)
      }),
    )
    near(turned([0, 0, 1], thenDown([0, 0, 1], asItComes.turn)), [0, 0, -1])
  })
})

describe('how a part can lie', () => {
  test('a bracket stands on its foot: of all its sides the least hangs in the air', () => {
    const mesh = meshOf('bracket-ascii.stl')
    const [best] = rests(mesh)
    expect(best!.down).toEqual([0, 0, -1])
    for (const rest of rests(mesh)) {
      const box = boxOf(mesh.vertices, { turn: thenDown(rest.down, asItComes.turn), scale: 1 })
      expect(box.size[2]).toBeCloseTo(rest.height, 2)
      const found = overhangOf(mesh, rest.down)
      expect(found.contact).toBeCloseTo(rest.contact, 0)
      expect(found.overhang).toBeCloseTo(rest.overhang, -1)
    }
  })

  test('a cube of 8 × 8 × 3 lies on its large side, and has six', () => {
    const found = rests(meshOf('cube-ascii.stl'))
    expect(found).toHaveLength(6)
    expect(found[0]).toMatchObject({ contact: 64, overhang: 0, height: 3 })
  })

  test('a table is best printed on its top', () => {
    const { vertices, indices } = boxes([
      [0, 0, 30, 100, 100, 35],
      [0, 0, 0, 8, 8, 30],
      [92, 92, 0, 100, 100, 30],
    ])
    const [best] = rests({ vertices, indices })
    // The ends of the legs, drawn against the top, are all that looks down.
    expect(best).toMatchObject({ down: [0, 0, 1], contact: 10_000, overhang: 128, height: 35 })
    expect(overhangOf({ vertices, indices }, [0, 0, -1])).toEqual({ overhang: 10_000, contact: 128 })
  })

  test('a slope of 45° holds by itself, one of 30° does not', () => {
    expect(overhangOf(wedge(45), [0, 0, -1]).overhang).toBe(0)
    expect(overhangOf(wedge(30), [0, 0, -1]).overhang).toBeCloseTo(100 / Math.cos(Math.PI / 6), 0)
  })
})

describe('placed for the slicer', () => {
  const canonical = join(folder, 'canonical.stl')
  const bed = { bedX: 250, bedY: 210, bedZ: 210 }
  write(canonical, meshOf('boatlet.stl'))

  test('turned, scaled and copied, it is what was asked for', () => {
    const to = join(folder, 'placed.stl')
    const turn = thenRound(asItComes.turn, 'x', Math.PI / 2)
    const placed = placeFile(canonical, { placement: { turn, scale: 0.5, copies: 4 }, bed, to })
    expect(placed.kind).toBe('placed')
    near(placed.size, [30.9, 23.25, 15.5], 3)
    const found = inspectFile(to)
    expect(found).toMatchObject({ kind: 'mesh', triangles: 4 * 22_546, closed: true, shells: 4, reversed: 0 })
    if (found.kind !== 'mesh') return
    expect(found.volume! / 1000).toBeCloseTo(4 * 17.684584 * 0.125, 2)
    near(found.min, [-33.9, -26.25, 0], 2)
    near(found.max, [33.9, 26.25, 15.5], 2)
  })

  test('what fits only across is turned by a quarter, in its middle all the same', () => {
    const to = join(folder, 'across.stl')
    const narrow = { bedX: 60, bedY: 120, bedZ: 100 }
    expect(placeFile(canonical, { placement: asItComes, bed: narrow, to })).toMatchObject({ kind: 'placed' })
    const found = inspectFile(to)
    if (found.kind !== 'mesh') throw new Error('not a mesh')
    near(found.min, [-15.5, -30.9, 0], 3)
    near(found.max, [15.5, 30.9, 46.5], 3)
    expect(found.reversed).toBe(0)
  })

  test('too large, or too many triangles: said, and nothing written', () => {
    const to = join(folder, 'none.stl')
    expect(placeFile(canonical, { placement: { ...asItComes, scale: 5 }, bed, to }).kind).toBe('does-not-fit')
    expect(placeFile(canonical, { placement: { ...asItComes, copies: 50 }, bed, to }).kind).toBe('does-not-fit')
    const many = join(folder, 'many.stl')
    const six = placeFile(canonical, { placement: { ...asItComes, scale: 0.2, copies: 50 }, bed, to: many })
    expect(six.kind).toBe('placed')
    expect(placeFile(many, { placement: { ...asItComes, scale: 0.01, copies: 50 }, bed, to }).kind).toBe(
      'too-many-triangles',
    )
    expect(existsSync(to)).toBe(false)
  })
})

const write = (path: string, mesh: Mesh): void =>
  writeFileSync(path, Buffer.concat(Array.from(canonicalStl(mesh), (piece) => Buffer.from(piece))))

/** Stands on a line and leans out over 10 mm at this angle from the bed, 10 mm wide. */
function wedge(degrees: number): Mesh {
  const rise = 10 * Math.tan((degrees * Math.PI) / 180)
  const vertices = Float32Array.from([0, 0, 0, 0, 10, 0, 10, 0, rise, 10, 10, rise, 0, 0, 50, 0, 10, 50])
  const indices = Uint32Array.from([0, 1, 2, 2, 1, 3, 2, 3, 4, 4, 3, 5, 0, 4, 1, 1, 4, 5, 0, 2, 4, 1, 5, 3])
  return { vertices, indices }
}

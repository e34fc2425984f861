import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createBinaryStlReader } from '#backend/mesh/read-stl.ts'
import { thicknessOf, thinnerThan } from '#backend/mesh/thin.ts'
import { boxes } from './boxes.ts'

describe('how thick the walls are', () => {
  test('a plate of 1.2 mm is 1.2 mm thick, whatever its sides', () => {
    const found = thicknessOf(boxes([[0, 0, 0, 60, 40, 1.2]]))
    expect(found.walls[0]).toBeCloseTo(1.2, 3)
    expect(found.walls[20]).toBeCloseTo(1.2, 3)
    expect(thinnerThan(found, 1.1)).toBe(0)
    expect(thinnerThan(found, 1.3)).toBeGreaterThan(0.9)
  })

  test('a fin of 0.3 mm on a thick block is found, and how much of the surface it is', () => {
    const found = thicknessOf(
      boxes([
        [0, 0, 0, 30, 30, 15],
        [10, 0, 15.5, 10.3, 30, 35],
      ]),
    )
    expect(found.walls[0]).toBeCloseTo(0.3, 2)
    // Two sides of 30 × 19.5 among 3,600 + 1,170 mm².
    expect(thinnerThan(found, 0.4)).toBeCloseTo(0.25, 1)
  })

  test('a solid block has no thin wall', () => {
    expect(thinnerThan(thicknessOf(boxes([[0, 0, 0, 15, 12, 10]])), 2)).toBe(0)
  })

  test('a boat has walls that a nozzle can lay', () => {
    const bytes = readFileSync('test/fixtures/models/boatlet.stl')
    const reader = createBinaryStlReader(bytes.length)
    reader.push(bytes)
    const found = thicknessOf(reader.end())
    expect(found.walls.length).toBe(40)
    expect(thinnerThan(found, 0.4)).toBeLessThan(0.06)
    expect(found.walls[20]).toBeGreaterThan(1)
  })

  test('open, flat and empty ones have an answer too', () => {
    const sheet = { vertices: Float32Array.from([0, 0, 0, 9, 0, 0, 0, 9, 0]), indices: Uint32Array.from([0, 1, 2]) }
    expect(thinnerThan(thicknessOf(sheet), 1)).toBe(0)
    expect(thicknessOf({ vertices: new Float32Array(), indices: new Uint32Array() }).walls).toEqual([])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copiesThatFit, largestScale, plateOf } from '#backend/slicing/plate.ts'

const prusa = { bedX: 250, bedY: 210, bedZ: 210 }

describe('a plate of copies', () => {
  test('one stands in the middle, 5 mm stay free on each side', () => {
    expect(plateOf([240, 200, 210], 1, prusa)).toEqual({ quarter: false, places: [{ x: 0, y: 0 }] })
    expect(plateOf([241, 200, 20], 1, prusa)).toBeUndefined()
    expect(plateOf([20, 20, 211], 1, prusa)).toBeUndefined()
  })

  test('what is too long one way lies the other way', () => {
    expect(plateOf([190, 235, 20], 1, prusa)).toMatchObject({ quarter: true })
    expect(copiesThatFit([190, 235, 20], prusa)).toBe(1)
  })

  test('four of them make a square, and are as far apart as a skirt needs', () => {
    expect(plateOf([50, 50, 10], 4, prusa)!.places).toEqual([
      { x: -28, y: -28 },
      { x: 28, y: -28 },
      { x: -28, y: 28 },
      { x: 28, y: 28 },
    ])
  })

  test('as many as fit are laid, inside the bed, without touching; one more is not', () => {
    const side = fc.double({ min: 5, max: 240, noNaN: true })
    fc.assert(
      fc.property(side, side, (width, depth) => {
        const most = copiesThatFit([width, depth, 10], prusa)
        expect(plateOf([width, depth, 10], most + 1, prusa)).toBeUndefined()
        if (most === 0) return
        const { quarter, places } = plateOf([width, depth, 10], most, prusa)!
        const [w, d] = quarter ? [depth, width] : [width, depth]
        for (const { x, y } of places) {
          expect(Math.abs(x) + w / 2).toBeLessThanOrEqual(120.001)
          expect(Math.abs(y) + d / 2).toBeLessThanOrEqual(100.001)
        }
        places.forEach((a, i) =>
          places.slice(i + 1).forEach((b) => expect(Math.abs(a.x - b.x) > w || Math.abs(a.y - b.y) > d).toBe(true)),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('the largest scale is the one that just fits', () => {
    const long = fc.double({ min: 1, max: 500, noNaN: true })
    fc.assert(
      fc.property(fc.tuple(long, long, long), (size) => {
        const scale = largestScale(size, prusa)
        const at = (factor: number) => size.map((side) => side * factor) as [number, number, number]
        expect(plateOf(at(scale * 0.999), 1, prusa)).toBeDefined()
        expect(plateOf(at(scale * 1.001), 1, prusa)).toBeUndefined()
      }),
    )
  })
})

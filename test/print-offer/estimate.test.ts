import { describe, expect, test } from 'vitest'
import { calibrated, roughCost } from '#backend/print-offer/estimate.ts'
import { wholeValues } from '#backend/slicing/profile.ts'

const limits = { bedX: 250, bedY: 210, bedZ: 210, maxNozzle: 280, maxBed: 110, maxFeed: 500 }
const values = (own: object = {}) => wholeValues({ values: own, limits })
/** A cube of 20 mm. */
const cube = { volume: 8000, surface: 2400, flat: 800, height: 20, copies: 1 }

describe('what geometry alone says', () => {
  test('more infill and more walls weigh more, thinner layers take longer, two weigh twice as much', () => {
    const usual = roughCost(cube, values())
    expect(roughCost(cube, values({ fill_density: '60%' })).grams).toBeGreaterThan(usual.grams)
    expect(roughCost(cube, values({ perimeters: '6' })).grams).toBeGreaterThan(usual.grams)
    expect(roughCost(cube, values({ layer_height: '0.1' })).seconds).toBeGreaterThan(1.5 * usual.seconds)
    expect(roughCost({ ...cube, copies: 2 }, values()).grams).toBeCloseTo(2 * usual.grams)
  })

  test('never more than a solid part weighs', () => {
    for (const thin of [0.2, 1, 50])
      expect(
        roughCost({ volume: 100 * thin, surface: 200, flat: 200, height: thin, copies: 1 }, values()).grams,
      ).toBeLessThanOrEqual(0.1 * thin * 1.24 + 1e-9)
  })
})

describe('calibrated by what was sliced', () => {
  const rough = { seconds: 1000, grams: 10 }
  test('without history it is a wide guess', () => {
    const { seconds } = calibrated(rough, [])
    expect(seconds.from).toBeLessThan(900)
    expect(seconds.to).toBeGreaterThan(1100)
  })

  test('history that agrees makes it narrow, around what was found', () => {
    const { seconds, grams } = calibrated(
      rough,
      Array.from({ length: 20 }, (_, i) => ({ seconds: 1.5 + i / 200, grams: 0.9 })),
    )
    expect(seconds.from).toBeGreaterThan(1500)
    expect(seconds.to).toBeLessThan(1600)
    expect(grams.from).toBeCloseTo(9)
    expect(grams.to).toBeCloseTo(9)
  })

  test('one odd print among many does not count', () => {
    const ratios = [...Array.from({ length: 30 }, () => ({ seconds: 1, grams: 1 })), { seconds: 40, grams: 40 }]
    expect(calibrated(rough, ratios).seconds).toEqual({ from: 1000, to: 1000 })
  })
})

import { expect, test } from 'vitest'
import { pathOf, spanOf, topOf, xAt, yAt, type Frame } from '../../frontend/printer/heat-plot.ts'

const frame: Frame = { width: 340, height: 120, left: 30, right: 10, top: 10, bottom: 10, minutes: 30 }
const now = 100 * 60_000
const sample = (secondsAgo: number, nozzle: number | null, nozzleTarget = 0) => ({
  at: now - secondsAgo * 1000,
  nozzle,
  nozzleTarget,
  bed: null,
  bedTarget: null,
})

test('thirty minutes from left to right, and what is older stays out', () => {
  expect([xAt(now, now, frame), xAt(now - 15 * 60_000, now, frame), xAt(0, now, frame)]).toEqual([330, 180, 30])
  expect(pathOf([sample(1900, 20), sample(0, 20)], 'nozzle', now, 100, frame)).toBe('M330 90')
})

test('the plot widens with what there is to show', () => {
  expect([0, 200, 500, 1000, 1790].map((ago) => spanOf([sample(ago, 20)], now))).toEqual([5, 5, 10, 20, 30])
})

test('the top is above everything that is shown, and never lower than 100 °C', () => {
  expect(topOf([])).toBe(100)
  expect(topOf([sample(0, 20, 210)])).toBe(250)
  expect(yAt(100, 100, frame)).toBe(10)
  expect(yAt(-14, 100, frame), 'a loose sensor').toBe(110)
})

test('where nothing was heard for a minute there is a gap; a target jumps, and none is drawn for a heater that is off', () => {
  const path = pathOf([sample(180, 20), sample(178, 20), sample(60, 50), sample(58, 50)], 'nozzle', now, 100, frame)
  expect(path.match(/M/g)).toHaveLength(2)
  const targets = [sample(30, 20, 0), sample(20, 20, 50), sample(10, 20, 100), sample(0, 20, 0)]
  expect(pathOf(targets, 'nozzleTarget', now, 100, frame)).toMatch(/^M[\d.]+ 60H[\d.]+L[\d.]+ 10$/)
})

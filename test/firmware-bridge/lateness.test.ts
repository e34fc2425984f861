import { expect, test } from 'vitest'
import { createLateness } from '#firmware-bridge/stream/lateness.ts'

const asleepFor = (ms: number, paceMs = 10) => {
  const lateness = createLateness(20, 20, 0)
  lateness.awake(20, 7, 0, paceMs)
  // Seven lines are under way when it falls asleep.
  const at = 20 + ms
  lateness.awake(at, 7, 0, paceMs)
  return { lateness, at }
}

test('awake every 20 ms, and a little late now and then: never late', () => {
  const lateness = createLateness(20, 20, 0)
  for (let n = 1; n < 100; n++) {
    lateness.awake(n * 35, n, n - 1, 10)
    lateness.heard(n * 35, n)
  }
  expect(lateness.ms()).toBe(0)
})

test('half a second of sleep, and everything sent before is answered on waking: the printer waited', () => {
  const { lateness, at } = asleepFor(500)
  for (let line = 1; line <= 7; line++) lateness.heard(at + 1, line)
  expect(lateness.ms(), 'without what its planner held').toBe(400)
  lateness.heard(at + 2, 8)
  expect(lateness.ms(), 'counted once').toBe(400)
})

test('half a second of sleep, and the printer still has lines: nobody waited', () => {
  const { lateness, at } = asleepFor(500)
  for (let line = 1; line <= 6; line++) lateness.heard(at + 1, line)
  lateness.awake(at + 20, 13, 6, 10)
  lateness.heard(at + 20, 7)
  expect(lateness.ms()).toBe(0)
})

test('a reply that wakes it counts like a tick', () => {
  const lateness = createLateness(20, 20, 0)
  lateness.awake(300, 2, 0, 10)
  lateness.heard(300, 1)
  lateness.awake(300, 3, 1, 10)
  lateness.heard(300, 2)
  expect(lateness.ms()).toBe(200)
})

test('asleep with nothing under way: what it waited for itself is counted elsewhere', () => {
  const lateness = createLateness(20, 20, 0)
  lateness.awake(1000, 5, 5, 10)
  lateness.heard(1001, 6)
  expect(lateness.ms()).toBe(0)
})

test('long moves: what the planner holds lasts longer than the sleep', () => {
  const { lateness, at } = asleepFor(500, 100)
  for (let line = 1; line <= 7; line++) lateness.heard(at + 1, line)
  expect(lateness.ms()).toBe(0)
})

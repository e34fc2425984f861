import { expect, test } from 'vitest'
import { newStream, step, usualSettings } from '#firmware-bridge/stream/stream.ts'
import { qualityOf } from '#firmware-bridge/stream/waits.ts'

const lines = (count: number) => Array.from({ length: count }, (_, n) => ({ text: `G1 X${n % 100}`, end: n + 1 }))

/** A stream whose lines are there from the start; times in ms. */
function streaming(count: number, window = 1) {
  const stream = newStream({ ...usualSettings, window }, [], 0)
  step(stream, { type: 'fed', lines: lines(count), ended: false, at: 0 })
  return { stream, ok: (at: number) => step(stream, { type: 'heard', reply: { type: 'ok' }, at }) }
}

test('before the first line there is nothing to say', () => {
  expect(qualityOf(newStream(usualSettings, [], 0), 0, 1000)).toBeUndefined()
})

test('while lines are under way the time goes on, whatever was answered last', () => {
  const { stream, ok } = streaming(100, 4)
  for (let at = 100; at <= 5000; at += 100) ok(at)
  expect(qualityOf(stream, 0, 5050)).toMatchObject({ streamedMs: 5050, hostMs: 0, window: 4 })
})

test('a file that is not read in time: the printer waits, and this machine is the cause', () => {
  const { stream, ok } = streaming(2)
  ok(100)
  ok(200)
  step(stream, { type: 'fed', lines: lines(2), ended: false, at: 900 })
  const { emptyMs, hostMs } = qualityOf(stream, 0, 1000)!
  expect(hostMs).toBe(700)
  expect(emptyMs).toBeGreaterThanOrEqual(700)
})

test('after the last answer the time stands still', () => {
  const { stream, ok } = streaming(2)
  ok(100)
  ok(200)
  expect(qualityOf(stream, 0, 60_000)!.streamedMs).toBe(200)
})

test('a pause is nobody’s fault and no part of the time', () => {
  const { stream, ok } = streaming(100, 4)
  ok(100)
  step(stream, { type: 'pause', at: 150 })
  ok(200)
  step(stream, { type: 'resume', at: 60_150 })
  ok(60_250)
  expect(qualityOf(stream, 0, 60_300)).toMatchObject({ streamedMs: 300, hostMs: 0 })
})

test('how long this machine slept comes from its own clock', () => {
  const { stream, ok } = streaming(10)
  ok(100)
  expect(qualityOf(stream, 480, 200)!.hostMs).toBe(480)
})

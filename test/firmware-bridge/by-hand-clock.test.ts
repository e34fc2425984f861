import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { printerAtHand } from './hand-printer.ts'

const patience = { timeout: 60_000, interval: 100 }

beforeEach(
  () =>
    void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] }),
)
afterEach(() => void vi.useRealTimers())

test('motors let go after two minutes: then only a small rise is possible until the next origin', async () => {
  const one = await printerAtHand({}, 1)
  await vi.waitFor(() => expect(one.printer.online()).toBe(true), patience)
  one.act({ act: 'home' })
  await vi.waitFor(() => expect(one.hand().position).toEqual([0, 0, 10]), patience)
  await vi.advanceTimersByTimeAsync(111_000)
  expect(one.hand().position).toBeUndefined()
  expect(one.act({ act: 'jog', axis: 'x', by: 10 })).toEqual({ ok: false, refusal: 'not-homed' })
  expect(one.act({ act: 'jog', axis: 'z', by: 50 })).toEqual({ ok: false, refusal: 'not-homed' })
  expect(one.act({ act: 'jog', axis: 'z', by: 10 })).toEqual({ ok: true })
  await vi.waitFor(() => expect(one.hand().act).toBeUndefined(), patience)
  expect(one.done()).toEqual(expect.arrayContaining(['G91', 'G1 Z10 F600', 'G90']))
  expect(one.hand().position).toBeUndefined()
  const closed = one.close()
  await vi.advanceTimersByTimeAsync(5000)
  await closed
})

test('heat that nobody uses goes off after thirty minutes, without a server', async () => {
  const one = await printerAtHand({}, 1)
  await vi.waitFor(() => expect(one.printer.online()).toBe(true), patience)
  one.act({ act: 'preheat', nozzle: 200, bed: 60 })
  await vi.advanceTimersByTimeAsync(20 * 60_000)
  expect(one.hand().heatEndsIn).toBeLessThan(12)
  one.act({ act: 'fan', speed: 255 })
  await vi.advanceTimersByTimeAsync(29 * 60_000)
  expect(one.printer.telemetry()).toMatchObject({ nozzleTarget: 200, bedTarget: 60 })
  await vi.advanceTimersByTimeAsync(2 * 60_000)
  expect(one.printer.telemetry()).toMatchObject({ nozzleTarget: 0, bedTarget: 0 })
  expect(one.hand()).toEqual({})
  const closed = one.close()
  await vi.advanceTimersByTimeAsync(5000)
  await closed
})

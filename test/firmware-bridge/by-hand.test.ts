import { expect, onTestFinished, test } from 'vitest'
import type { HandAct, RunOrder } from '#firmware-bridge/messages.ts'
import type { VirtualPrinterOptions } from '#firmware-bridge/virtual/virtual-printer.ts'
import { printerAtHand } from './hand-printer.ts'

async function reached(options?: VirtualPrinterOptions, speed?: number) {
  const one = await printerAtHand(options, speed)
  onTestFinished(one.close)
  await expect.poll(() => one.printer.online(), { timeout: 10_000 }).toBe(true)
  return one
}
type AtHand = Awaited<ReturnType<typeof reached>>

const idle = (one: AtHand) => expect.poll(() => one.hand().act, { timeout: 20_000 }).toBeUndefined()
const home = async (one: AtHand) => {
  expect(one.act({ act: 'home' })).toEqual({ ok: true })
  await idle(one)
}
const heated = async (one: AtHand) => {
  expect(one.act({ act: 'preheat', nozzle: 210, bed: 60 })).toEqual({ ok: true })
  await expect.poll(() => one.printer.telemetry().nozzle, { timeout: 20_000 }).toBeGreaterThan(205)
}
const order: RunOrder = { runId: 'r', printerId: 'one', attempt: 1, gcodeSha256: 'x', gcodeBytes: 1, gcodeUrl: '/x' }

test('preheat, fan and cool-down reach the firmware, and nothing above the limits does', async () => {
  const one = await reached()
  expect(one.act({ act: 'preheat', nozzle: 261, bed: 60 })).toEqual({ ok: false, refusal: 'too-hot' })
  expect(one.act({ act: 'preheat', nozzle: 200, bed: NaN })).toEqual({ ok: false, refusal: 'too-hot' })
  expect(one.act({ act: 'fan', speed: 300 })).toEqual({ ok: false, refusal: 'not-possible-now' })
  expect(one.act({ act: 'preheat', nozzle: 210, bed: 60 })).toEqual({ ok: true })
  expect(one.act({ act: 'fan', speed: 128 })).toEqual({ ok: true })
  await idle(one)
  expect(one.done()).toEqual(['M104 S210', 'M140 S60', 'M106 S128'])
  expect(one.hand()).toEqual({ heatEndsIn: 30 })
  expect(one.coolDown()).toEqual({ ok: true })
  await expect.poll(() => one.printer.telemetry()).toMatchObject({ nozzleTarget: 0, bedTarget: 0 })
})

test('the head moves only after it has found its origin, within the bed, from where the firmware says it is', async () => {
  const one = await reached()
  expect(one.act({ act: 'jog', axis: 'x', by: 10 })).toEqual({ ok: false, refusal: 'not-homed' })
  expect(one.act({ act: 'jog', axis: 'z', by: 1 })).toEqual({ ok: false, refusal: 'not-homed' })
  await home(one)
  expect(one.hand()).toEqual({ position: [0, 0, 10] })
  expect(one.act({ act: 'jog', axis: 'y', by: -1 })).toEqual({ ok: false, refusal: 'outside-bed' })
  expect(one.act({ act: 'jog', axis: 'x', by: 7 })).toEqual({ ok: false, refusal: 'not-possible-now' })
  // Pressed faster than the head moves: one after another, the last one beyond the edge is left out.
  for (let i = 0; i < 5; i++) one.act({ act: 'jog', axis: 'x', by: 50 })
  await idle(one)
  expect(one.hand()).toEqual({ position: [200, 0, 10] })
  expect(one.done().filter((line) => line.startsWith('G1'))).toEqual([
    'G1 Z10 F600',
    'G1 X50 F3000',
    'G1 X100 F3000',
    'G1 X150 F3000',
    'G1 X200 F3000',
  ])
})

test('cold filament is not moved; loading heats, waits, and feeds slowly', async () => {
  const one = await reached()
  expect(one.act({ act: 'extrude', by: 10 })).toEqual({ ok: false, refusal: 'too-cold' })
  expect(one.act({ act: 'load', nozzle: 150 })).toEqual({ ok: false, refusal: 'too-hot' })
  expect(one.act({ act: 'load', nozzle: 210 })).toEqual({ ok: true })
  await expect.poll(() => one.hand().step).toBe('heating')
  expect(one.act({ act: 'home' })).toEqual({ ok: false, refusal: 'printer-busy' })
  expect(one.start(order)).toEqual({ ok: false, refusal: 'printer-busy' })
  await expect.poll(() => one.hand().step, { timeout: 20_000 }).toBe('moving')
  expect(one.printer.telemetry().nozzle).toBeGreaterThan(200)
  await idle(one)
  expect(one.done().slice(0, 2)).toEqual(['M104 S210', 'M83'])
  expect(one.done().filter((line) => line === 'G1 E5 F180')).toHaveLength(12)
  expect(one.done().at(-1)).toBe('M82')
  expect(one.act({ act: 'extrude', by: -10 })).toEqual({ ok: true })
  await idle(one)
  expect(one.done()).toContain('G1 E-10 F600')
})

test('a filament act is broken off between two pieces, and its heat goes off', async () => {
  const one = await reached({}, 20)
  await heated(one)
  expect(one.act({ act: 'unload', nozzle: 210 })).toEqual({ ok: true })
  await expect
    .poll(() => one.done().filter((line) => line.startsWith('G1 E')).length, { interval: 5 })
    .toBeGreaterThan(1)
  expect(one.coolDown()).toEqual({ ok: true })
  await idle(one)
  expect(one.done().filter((line) => line.startsWith('G1 E')).length).toBeLessThan(12)
  expect(one.done().slice(-3)).toEqual(['M104 S0', 'M140 S0', 'M82'])
  expect(one.printer.telemetry()).toMatchObject({ nozzleTarget: 0, bedTarget: 0 })
})

test('a bridge that is ended leaves no heat that was turned on by hand', async () => {
  const one = await reached()
  await heated(one)
  await one.end()
  await expect.poll(() => one.executed.slice(-2)).toEqual(['M104 S0', 'M140 S0'])
})

test('a run that has begun is not touched by hand, and one that ends before its first line leaves no heat', async () => {
  const one = await reached()
  await heated(one)
  expect(one.start(order)).toEqual({ ok: true })
  const acts: HandAct[] = [
    { act: 'preheat', nozzle: 200, bed: 60 },
    { act: 'home' },
    { act: 'jog', axis: 'z', by: 1 },
    { act: 'extrude', by: 1 },
    { act: 'load', nozzle: 200 },
    { act: 'fan', speed: 0 },
    { act: 'console', line: 'M105' },
  ]
  for (const act of acts) expect(one.act(act), act.act).toEqual({ ok: false, refusal: 'not-possible-now' })
  expect(one.printer.telemetry().byHand).toBeUndefined()
  one.loseFile()
  await expect.poll(() => one.printer.telemetry(), { timeout: 10_000 }).toMatchObject({ nozzleTarget: 0, bedTarget: 0 })
})

test('the console takes one line, by the rules of files, and tells what the printer says', async () => {
  const one = await reached()
  for (const line of ['M500', 'M112', 'M104 S999', 'G1 X10', 'M109 S200', 'G92 E0', 'M104 S50\nM500', 'M220 S200', ''])
    expect(one.act({ act: 'console', line }), line).toEqual({ ok: false, refusal: 'line-refused' })
  await home(one)
  expect(one.act({ act: 'console', line: 'g1 x20 y30 f3000 ; there' })).toEqual({ ok: true })
  await idle(one)
  expect(one.hand().position).toEqual([20, 30, 10])
  expect(one.act({ act: 'console', line: 'M115' })).toEqual({ ok: true })
  await idle(one)
  expect(one.said()).toHaveLength(2)
  expect(one.said()[0]!.lines).toEqual([expect.stringMatching(/^X:20\.00 Y:30\.00 Z:10\.00/)])
  expect(one.said()[1]!.lines[0]).toMatch(/^FIRMWARE_NAME:/)
  expect(one.act({ act: 'console', line: 'M84' })).toEqual({ ok: true })
  await idle(one)
  expect(one.hand().position).toBeUndefined()
})

test('the software stop goes through whatever is done by hand', async () => {
  const one = await reached({}, 1)
  one.act({ act: 'home' })
  await expect.poll(() => one.executed.includes('G28') || one.hand().act).toBeTruthy()
  expect(one.stop()).toEqual({ ok: true })
  await expect.poll(() => one.printer.online(), { timeout: 10_000 }).toBe(false)
})

test('on a bad cable an act is done once, and as it was meant', async () => {
  const one = await reached({ seed: 7, faults: { 'garble-in': 0.1, 'garble-out': 0.02 } })
  await home(one)
  for (let i = 0; i < 8; i++) {
    expect(one.act({ act: 'jog', axis: 'x', by: 10 })).toEqual({ ok: true })
    await idle(one)
  }
  expect(one.hand().position).toEqual([80, 0, 10])
})

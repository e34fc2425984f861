import { describe, expect, test } from 'vitest'
import { usualSettings } from '#firmware-bridge/stream/stream.ts'
import { createChance, type Faults } from '#firmware-bridge/virtual/faults.ts'
import { playTimed, type Outcome, type TimedFirmware, type Wire } from './timed-wire.ts'

/** Lines as a slicer writes them: about 42 bytes on the wire, number and checksum included. */
const program = (length: number): string[] =>
  Array.from({ length }, (_, i) => {
    const [x, y, e] = [(100 + (i % 400) / 10).toFixed(3), (110 + (i % 70) / 7).toFixed(3), (10 + i / 500).toFixed(5)]
    return `G1 X${x} Y${y} E${e}`
  })

const usb = (baud: number): Wire => ({ baud, latencyMs: 1 })
const marlin: TimedFirmware = { receiveBuffer: 128, queue: 4, executeMs: 0.3 }

function send(wire: Wire, firmware: TimedFirmware, window = 64, faults: Faults = {}, length = 5000): Outcome {
  const settings = { ...usualSettings, window, okOnceDone: true, rxBudget: firmware.receiveBuffer - 1 }
  return playTimed(program(length), settings, wire, firmware, faults, createChance(5))
}
const onePerTurn = (wire: Wire, firmware: TimedFirmware): Outcome => send(wire, firmware, 1)

const rate = ({ executed, ms }: Outcome): number => executed.length / ms

describe('on a clean wire with a millisecond each way', () => {
  test.each([
    [250_000, 2.3],
    [115_200, 1.6],
  ])('a receive buffer of 128 bytes is enough to fill %i baud', (baud, times) => {
    const sent = send(usb(baud), marlin)
    expect(sent.executed).toEqual(program(5000))
    expect([sent.overruns, sent.stream.resends]).toEqual([0, 0])
    expect(sent.wireMs / sent.ms).toBeGreaterThan(0.97)
    expect(rate(sent) / rate(onePerTurn(usb(baud), marlin))).toBeGreaterThan(times)
  })

  test('a receive buffer of 1,024 bytes on a wire that takes no time carries fifteen times what one line a turn does', () => {
    const large = { receiveBuffer: 1024, queue: 4, executeMs: 0.02 }
    const sent = send(usb(Infinity), large)
    expect(sent.overruns).toBe(0)
    expect(rate(sent) / rate(onePerTurn(usb(Infinity), large))).toBeGreaterThan(15)
  })
})

test('short segments: the planner of sixteen moves does not run dry, and with one line a turn it always does', () => {
  const firmware = { ...marlin, planner: { blocks: 16, moveMs: 2 } }
  expect(send(usb(250_000), firmware).ranDry).toBeLessThan(10)
  expect(onePerTurn(usb(250_000), firmware).ranDry).toBeGreaterThan(4900)
})

describe('with one line in a hundred damaged and two in a thousand lost, both ways', () => {
  const noise = { 'garble-in': 0.01, 'lose-in': 0.002, 'garble-out': 0.01, 'lose-out': 0.002 }

  test.each([
    ['plain "ok"s', marlin],
    ['"ok"s with numbers', { ...marlin, advancedOk: true }],
  ])('it is still twice as fast as one line a turn on a clean wire: %s', (_name, firmware) => {
    const sent = send(usb(250_000), firmware, 64, noise, 20_000)
    expect(sent.stream.mode).toBe('done')
    expect(rate(sent) / rate(onePerTurn(usb(250_000), marlin))).toBeGreaterThan(2)
  })
})

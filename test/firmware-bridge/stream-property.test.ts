import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readReply } from '#firmware-bridge/stream/reply.ts'
import { newStream, step, usualSettings, type Stream, type StreamSettings } from '#firmware-bridge/stream/stream.ts'
import { createChance, type Faults } from '#firmware-bridge/virtual/faults.ts'
import { createModelFirmware, type ModelFirmware } from './model-firmware.ts'

/** Many more behind `npm run prove`. */
const runs = Number(process.env.PROVE_RUNS ?? 200)
const noiseRuns = Number(process.env.PROVE_RUNS ?? 1000)

/** Plays a stream against the model in virtual time, to its end or to `untilMs`. */
function play(
  lines: string[],
  settings: StreamSettings,
  firmware: ModelFirmware,
  during: (at: number, stream: Stream) => void = () => {},
  untilMs = 3_600_000,
): { stream: Stream; written: string[]; at: number } {
  const stream = newStream(settings, [], 0)
  const written: string[] = []
  let at = 0
  const carryOut = (effects: ReturnType<typeof step>): void => {
    for (const effect of effects) {
      if (effect.type !== 'write') continue
      written.push(effect.text)
      firmware.hear(effect.text, at)
    }
  }
  carryOut(step(stream, { type: 'fed', lines: lines.map((text, i) => ({ text, end: i + 1 })), ended: true, at }))
  while (stream.mode !== 'done' && stream.mode !== 'failed' && at < untilMs) {
    const next = firmware.nextAt()
    at = next === undefined ? at + 5 : Math.min(Math.max(next, at), at + 5)
    during(at, stream)
    for (const line of firmware.runTo(at)) carryOut(step(stream, { type: 'heard', reply: readReply(line), at }))
    carryOut(step(stream, { type: 'tick', at }))
  }
  return { stream, written, at }
}

const program = (length: number): string[] => Array.from({ length }, (_, i) => `G1 X${i % 100} Y${(i * 7) % 90} E${i}`)

const rate = (most: number): fc.Arbitrary<number> => fc.double({ min: 0, max: most, noNaN: true })
const faultPlans: fc.Arbitrary<Faults> = fc.record({
  'garble-in': rate(0.03),
  'lose-in': rate(0.02),
  'garble-out': rate(0.03),
  'lose-out': rate(0.02),
  'lose-ok': rate(0.02),
  'dup-ok': rate(0.02),
})
const seeds = fc.integer({ min: 0, max: 2 ** 31 })

describe.each([
  ['one line in flight', { window: 1 }],
  ['as many lines in flight as a small receive buffer holds', { window: 64 }],
  ['one more, where "ok" says that a line is done', { window: 64, okOnceDone: true }],
  ['as many lines in flight as a large receive buffer holds', { window: 64, rxBudget: 1023 }],
])('%s', (_name, wish) => {
  const settings = { ...usualSettings, ...wish }
  const receiveBuffer = settings.rxBudget + 1

  test.each([
    ['plain "ok"s', {}],
    ['numbered "ok"s', { numbersOks: true }],
    ['no "ok" after a resend request', { okAfterResend: false }],
    ['numbers that wrap', { numbersOks: true, numbersWrapAt: 256 }],
  ])('what is executed is what was sent, whatever the wire does: %s', (_firmware, kind) => {
    fc.assert(
      fc.property(faultPlans, seeds, (faults, seed) => {
        const chance = createChance(seed)
        const executeMs = (): number => (chance() < 0.02 ? chance() * 4000 : chance() * 20)
        const firmware = createModelFirmware(faults, chance, { executeMs, receiveBuffer, ...kind })
        const numbersWrapAt = 'numbersWrapAt' in kind ? kind.numbersWrapAt : undefined
        const lines = program(numbersWrapAt === undefined ? 120 : 300)
        const { stream, written } = play(lines, { ...settings, numbersWrapAt }, firmware)
        firmware.runTo(Infinity)
        expect(stream.mode).toBe('done')
        expect(firmware.last()).toBe(stream.sent)
        // A line that loses its number on the way runs unchecked: the one harm that no host can undo.
        expect(firmware.executed.filter((command) => !isDamage(command, lines))).toEqual(lines)
        expectOneTextForEachNumber(written)
      }),
      { numRuns: runs, seed: 20261124 },
    )
  })

  test('a bad cable, the one of the published figure: one line in a hundred damaged, two in a thousand lost, both ways', () => {
    const noise = { 'garble-in': 0.01, 'lose-in': 0.002, 'garble-out': 0.01, 'lose-out': 0.002 }
    fc.assert(
      fc.property(seeds, (seed) => {
        const chance = createChance(seed)
        const firmware = createModelFirmware(noise, chance, { executeMs: () => chance() * 10, receiveBuffer })
        const lines = program(200)
        const { stream, written } = play(lines, settings, firmware)
        firmware.runTo(Infinity)
        expect([stream.mode, firmware.last()]).toEqual(['done', stream.sent])
        expect(firmware.executed.filter((command) => !isDamage(command, lines))).toEqual(lines)
        expectOneTextForEachNumber(written)
      }),
      { numRuns: noiseRuns, seed: 20261125 },
    )
  })

  test('on a clean wire nothing is said twice and the receive buffer never runs over', () => {
    const chance = createChance(7)
    const firmware = createModelFirmware({}, chance, { executeMs: () => chance() * 900, receiveBuffer })
    const lines = program(500)
    const { stream, written } = play(lines, settings, firmware)
    expect([stream.mode, stream.resends, firmware.overruns()]).toEqual(['done', 0, 0])
    expect(firmware.executed).toEqual(lines)
    expect(written.length).toBe(lines.length + 1)
  })

  test('after a restart of the firmware no line of the job is written any more', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 10, max: 110 }), (seed, restartAfter) => {
        const chance = createChance(seed)
        const firmware = createModelFirmware({}, chance, { executeMs: () => chance() * 20 })
        let restarted = false
        const { stream } = play(program(200), settings, firmware, (at) => {
          if (!restarted && firmware.executed.length >= restartAfter) {
            restarted = true
            firmware.restart(at)
          }
        })
        firmware.runTo(Infinity)
        expect(stream.mode).toBe('failed')
        expect(firmware.executed).toEqual(program(200).slice(0, firmware.executed.length))
      }),
      { numRuns: 50, seed: 20261124 },
    )
  })

  test('a dead firmware is given up, in bounded time', () => {
    const firmware = createModelFirmware({ 'lose-out': 1 }, createChance(1), { executeMs: () => 5 })
    const { stream, at } = play(program(20), settings, firmware)
    expect(stream.mode).toBe('failed')
    expect(at).toBeLessThan(150_000)
  })

  test('the same events give the same effects', () => {
    const once = (): string[] => {
      const chance = createChance(3)
      const firmware = createModelFirmware({ 'garble-in': 0.05, 'lose-ok': 0.05 }, chance, { executeMs: () => 8 })
      return play(program(80), settings, firmware).written
    }
    expect(once()).toEqual(once())
  })
})

const isDamage = (command: string, lines: string[]): boolean => !lines.includes(command)

/** A number is written with the same bytes for ever, and new ones follow each other without a gap; probes stand far ahead. */
function expectOneTextForEachNumber(written: string[]): void {
  const texts = new Map<number, string>()
  for (const line of written) {
    const number = Number.parseInt(line.slice(1), 10)
    if (number >= 2 ** 30) continue
    expect(texts.get(number) ?? line).toBe(line)
    if (!texts.has(number)) expect(number).toBe(texts.size + 1)
    texts.set(number, line)
  }
}

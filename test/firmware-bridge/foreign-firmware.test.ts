import { describe, expect, test } from 'vitest'
import { greet, startCounting } from '#firmware-bridge/printer/greet.ts'
import { playStream } from '#firmware-bridge/stream/play-stream.ts'
import { usualSettings } from '#firmware-bridge/stream/stream.ts'
import { NoAnswer } from '#firmware-bridge/port/trouble.ts'
import { createLineChecks } from '#firmware-bridge/virtual/checks.ts'
import { createMemoryPort } from './memory-port.ts'

const file = ['M107', 'G28', 'G1 X10 Y10', 'G1 X20', 'M105', 'G92 E0', 'M84']

type Answer = (command: string) => string[]
type Dialect = { checks: boolean; refusal: (last: number) => string[]; answer: Answer }

const ok: Answer = (command) => (command === 'M105' ? ['ok T:20.0 /0.0 B:20.0 /0.0'] : ['ok'])
const unless =
  (code: string, instead: string[], answer: Answer): Answer =>
  (command) =>
    command.startsWith(code) ? instead : answer(command)

const marlin = (last: number): string[] => [`Error:checksum mismatch, Last Line: ${last}`, `Resend: ${last + 1}`, 'ok']
const dialects: Record<string, Dialect> = {
  'that says "unknown command" to M115': {
    checks: true,
    refusal: marlin,
    answer: unless('M115', ['echo:Unknown command: "M115"', 'ok'], ok),
  },
  'that says only "ok" to M115': { checks: true, refusal: marlin, answer: ok },
  'that says nothing to M115': { checks: true, refusal: marlin, answer: unless('M115', [], ok) },
  'that sends no "ok" after a resend request': {
    checks: true,
    refusal: (last) => [`rs N${last + 1}`],
    answer: ok,
  },
  'that says "ok" with the line number and "wait" when idle, as Repetier does': {
    checks: true,
    refusal: (last) => [`Resend:${last + 1}`, 'ok', `Resend:${last + 1}`, 'ok'],
    answer: (command) => [...ok(command), 'wait'],
  },
  'that checks nothing and says "ok" to everything': { checks: false, refusal: () => [], answer: () => ['ok'] },
  'that checks nothing, as Klipper': {
    checks: false,
    refusal: () => [],
    answer: unless('M115', ['ok FIRMWARE_NAME:Klipper'], ok),
  },
}

function connectTo({ checks, refusal, answer }: Dialect) {
  const executed: string[] = []
  const counter = createLineChecks()
  const port = createMemoryPort((text) => {
    for (const raw of text.split('\n').filter((line) => line !== '')) {
      const checked = checks ? counter.check(raw) : unchecked(raw)
      if (checked.verdict === 'refuse') refusal(counter.last()).forEach(port.say)
      if (checked.verdict !== 'accept') continue
      executed.push(checked.command)
      answer(checked.command).forEach(port.say)
    }
  })
  return { port, executed }
}

const unchecked = (raw: string) =>
  ({ verdict: 'accept', command: raw.replace(/^N\d+ /, '').replace(/\*\d+$/, '') }) as const

describe.each(Object.entries(dialects))('with a firmware %s', (_name, dialect) => {
  test('a file is executed whole and in order', async () => {
    const { port, executed } = connectTo(dialect)
    const firmware = await greet(port, 50)
    expect(firmware.checked).toBe(dialect.checks)
    await startCounting(port, () => {})
    const batches = [file.map((text, i) => ({ text, end: i }))]
    const playing = playStream(
      port,
      { next: async () => batches.shift() },
      {
        settings: { ...usualSettings, checked: firmware.checked },
        closing: [],
        reportsHeat: firmware.reportsHeat,
        emergencyParser: firmware.emergencyParser,
      },
    )
    expect(await playing.ended).toEqual({ outcome: 'done' })
    expect(executed.slice(executed.lastIndexOf('M110 N0') + 1)).toEqual(file)
  })
})

test('a port that answers nothing: a sentence, and what to check', async () => {
  const port = createMemoryPort(() => {})
  const refused = await greet(port, 10).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(NoAnswer)
  expect((refused as Error).message).toMatch(/memory: the printer answers nothing/)
})

test('a printer that has halted is not taken for a mute one', async () => {
  const port = createMemoryPort(() => port.say('Error:Printer halted. kill() called!'))
  await expect(greet(port, 10)).rejects.toThrow(/has halted/)
})

test('a port that goes in mid-stream ends it', async () => {
  const port = createMemoryPort(() => {})
  const playing = playStream(
    port,
    { next: async () => [{ text: 'G28' }] },
    {
      settings: usualSettings,
      reportsHeat: true,
      emergencyParser: false,
    },
  )
  port.onClose((reason) => playing.lost(reason))
  port.unplug()
  expect(await playing.ended).toEqual({ outcome: 'failed', reason: 'printer-unplugged', detail: 'unplugged' })
})

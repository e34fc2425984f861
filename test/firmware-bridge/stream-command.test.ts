import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  buildPrograms,
  canonicalLines,
  executedLines,
  removePrograms,
  run,
  temporaryFolder,
  until,
} from './programs.ts'

const file = 'test/fixtures/gcode/cube-tiny.gcode'
const expected = canonicalLines(readFileSync(file))
let program: string
let cleanUp: (() => void)[] = []

beforeAll(async () => void (program = await buildPrograms()))
afterAll(() => removePrograms(program))
afterEach(() => {
  cleanUp.forEach((clean) => clean())
  cleanUp = []
})

async function switchOn(...argv: string[]): Promise<{ address: string; log: string }> {
  const log = join(temporaryFolder(), 'executed.log')
  const printer = run(program, ['virtual-printer', '--speed', '400', '--log', log, ...argv])
  cleanUp.push(() => void printer.child.kill())
  return { address: await printer.firstLine(), log }
}

type Result = { done: boolean; lines_sent: number; seconds: number; resends: number; error: string | null }

async function stream(...argv: string[]): Promise<{ code: number | null; result: Result; err: string }> {
  const program_ = run(program, ['stream', '--json', ...argv])
  cleanUp.push(() => void program_.child.kill('SIGKILL'))
  const code = await program_.ended
  return { code, result: JSON.parse(program_.out().trim().split('\n').at(-1)!) as Result, err: program_.err() }
}

test.each([
  ['over a pseudo-terminal', [], (address: string) => address],
  ['over TCP', ['--tcp', '0'], (port: string) => `tcp://127.0.0.1:${port}`],
])('a file streamed %s is executed line by line, and the heaters end off', async (_name, argv, addressOf) => {
  const { address, log } = await switchOn(...argv)
  const { code, result } = await stream(file, '--port', addressOf(address))
  expect(result).toMatchObject({ done: true, lines_sent: expected.length, resends: 0, error: null })
  expect(code).toBe(0)
  expect(executedLines(log)).toEqual([...expected, 'M400', 'M104 S0', 'M140 S0', 'M105'])
})

test('a port that was closed can be opened again by another program', async () => {
  const { address, log } = await switchOn()
  for (let time = 0; time < 2; time++) {
    expect((await stream(file, '--port', address)).result.done).toBe(true)
    expect(executedLines(log).slice(0, expected.length)).toEqual(expected)
  }
})

test.each([
  ['damaged lines and lost "ok"s', 'garble-in=0.01,lose-ok=0.002'],
  ['everything at once', 'garble-in=0.01,lose-in=0.005,garble-out=0.005,lose-out=0.003,lose-ok=0.003,dup-ok=0.005'],
  ['a firmware without M115', 'no-m115'],
])('with %s, what is executed is still the file', async (_name, faults) => {
  const { address, log } = await switchOn('--faults', faults, '--seed', '11')
  const { result } = await stream(file, '--port', address)
  expect(result).toMatchObject({ done: true, lines_sent: expected.length })
  expect(
    executedLines(log)
      .filter((line) => line !== 'M105')
      .slice(0, expected.length),
  ).toEqual(expected)
})

test.each([
  ['halts', 'kill-at=200', /stopped with an error.*Thermal Runaway/],
  ['restarts', 'reset-at=200', /restarted/],
])('a printer that %s ends the stream, and no line of the file follows', async (_name, faults, sentence) => {
  const { address, log } = await switchOn('--faults', faults)
  const { code, result } = await stream(file, '--port', address)
  expect(code).toBe(1)
  expect(result.done).toBe(false)
  expect(result.error).toMatch(sentence)
  const executed = executedLines(log)
  const own = ['M104 S0', 'M140 S0', 'M107', 'M84', 'M105']
  expect(executed.filter((_, i) => i >= 199)).toEqual(faults.startsWith('reset') ? own : [])
})

test('Ctrl-C in the middle: heaters off, and it says how far it came', async () => {
  const { address, log } = await switchOn('--speed', '20')
  const streaming = run(program, ['stream', file, '--port', address, '--json'])
  cleanUp.push(() => void streaming.child.kill('SIGKILL'))
  await until(() => executedLines(log).includes('G28'), 'homing')
  streaming.child.kill('SIGINT')
  expect(await streaming.ended).toBe(1)
  expect(streaming.out()).toMatch(/"done":false.*stopped after \d+ of \d+ lines; heaters off/)
  expect(executedLines(log).slice(-5)).toEqual(['M104 S0', 'M140 S0', 'M107', 'M84', 'M105'])
})

test.each([
  ['a port that is not there', ['--port', '/dev/ttyNOTHERE'], /\/dev\/ttyNOTHERE: there is no such port/],
  ['a TCP port that nobody serves', ['--port', 'tcp://127.0.0.1:9'], /tcp:\/\/127.0.0.1:9: no connection/],
])('%s: one sentence that names it', async (_name, argv, sentence) => {
  const { code, result } = await stream(file, ...argv)
  expect(code).toBe(1)
  expect(result).toMatchObject({ done: false, lines_sent: 0 })
  expect(result.error).toMatch(sentence)
})

test('a port in use: one sentence that names it', async () => {
  const { address } = await switchOn('--speed', '5')
  const first = run(program, ['stream', file, '--port', address])
  cleanUp.push(() => void first.child.kill('SIGKILL'))
  await until(() => first.out().includes('FIRMWARE_NAME'), 'the first to be connected')
  const { result } = await stream(file, '--port', address)
  expect(result.error).toMatch(new RegExp(`^${address}: another program uses this port`))
})

test('a line that would never reach a printer is named before anything is sent', async () => {
  const { address, log } = await switchOn()
  const bad = join(temporaryFolder(), 'bad.gcode')
  writeFileSync(bad, 'G28\nG1 X10 G1 Y20\n')
  const { result } = await stream(bad, '--port', address)
  expect(result.error).toMatch(/line 2 cannot be sent/)
  expect(readFileSync(log, 'utf8')).toBe('')
})

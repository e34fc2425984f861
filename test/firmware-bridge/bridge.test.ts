import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RunStatus } from '#firmware-bridge/messages.ts'
import {
  buildPrograms,
  canonicalLines,
  executedLines,
  removePrograms,
  run,
  temporaryFolder,
  until,
} from './programs.ts'
import type { Program } from './programs.ts'
import { limits, startSmallServer, token, type SmallServer } from './small-server.ts'

const gcode = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
const expected = canonicalLines(gcode)
let program: string
let server: SmallServer
let data: string
let bridge: Program

beforeAll(async () => void (program = await buildPrograms()))
afterAll(() => removePrograms(program))

beforeEach(async () => {
  server = await startSmallServer()
  data = temporaryFolder()
})
afterEach(async () => {
  // Told twice it stops whatever it does; its virtual printers with it.
  if (bridge.child.exitCode === null && bridge.child.signalCode === null) {
    bridge.child.kill('SIGTERM')
    bridge.child.kill('SIGTERM')
    await bridge.ended
  }
  await server.close()
})

function startBridge(): void {
  bridge = run(program, ['bridge', '--server', server.url, '--token', token, '--data', data])
}

async function withPrinter(port: string): Promise<void> {
  server.printers = [{ id: 'one', name: 'One', port, baud: 115200, limits }]
  startBridge()
  await reached()
}

const reached = (times = 1): Promise<void> =>
  until(
    () => distinct().filter(({ type }) => type === 'printer:reached').length >= times,
    () => `printer:reached; ${bridge.err()}`,
  )

const log = (): string => join(data, 'bridge', 'virtual-one.log')

/** Events once each, as the backend would take them. */
const distinct = () => [...new Map(server.events.map((event) => [event.seq, event])).values()]
const statuses = (runId: string): RunStatus[] =>
  distinct().flatMap((event) => (event.type === 'run:moved' && event.run.runId === runId ? [event.run] : []))
const phases = (runId: string): string[] => statuses(runId).map(({ phase }) => phase)
const isIn = (runId: string, phase: string): Promise<void> =>
  until(
    () => phases(runId).includes(phase),
    () => `${runId} ${phase}; it went ${phases(runId).join(' ')}; ${bridge.err()}`,
  )
const begin = (runId: string, attempt = 1) =>
  server.command({ type: 'run:start', runId, order: server.order(runId, attempt, gcode) })

test('a run goes through its phases, its progress is told, and the printer has executed the file', async () => {
  await withPrinter('virtual:?speed=100')
  expect(await begin('a')).toEqual({ ok: true })
  await isIn('a', 'ended')
  expect(phases('a')).toEqual(['transferring', 'starting', 'printing', 'finishing', 'ended'])
  expect(statuses('a').at(-1)).toMatchObject({
    outcome: 'completed',
    linesAcked: expected.length,
    linesTotal: expected.length,
    heatersOff: true,
  })
  expect(executedLines(log()).slice(0, expected.length)).toEqual(expected)
  const told = server.telemetry.flatMap(({ run: now }) => (now?.phase === 'printing' ? [now.linesAcked] : []))
  expect(told.length).toBeGreaterThan(0)
  expect(told).toEqual(told.toSorted((a, b) => a - b))
  expect(server.hellos).toHaveLength(1)
})

test('of several printers that say the same all the time, each one is heard', async () => {
  const ids = ['one', 'two', 'three']
  server.printers = ids.map((id) => ({ id, name: id, port: 'virtual:?speed=100', baud: 115200, limits }))
  startBridge()
  await reached(3)
  const heard = (): number => new Set(server.telemetry.map(({ printerId }) => printerId)).size
  await until(() => heard() === 3, 'news of all three')
})

test('an attempt starts once, whatever the server asks later; the next attempt starts', async () => {
  await withPrinter('virtual:?speed=400')
  expect(await begin('a')).toEqual({ ok: true })
  expect(await begin('a')).toEqual({ ok: false, refusal: 'attempt-already-started' })
  expect(await begin('b')).toEqual({ ok: false, refusal: 'printer-busy' })
  await isIn('a', 'ended')
  expect(await begin('a')).toEqual({ ok: false, refusal: 'attempt-already-started' })
  expect(await begin('a', 2)).toEqual({ ok: true })
  await until(() => phases('a').filter((phase) => phase === 'ended').length === 2, 'the second end')
})

test('a start that comes late is refused, a stop never is; the same command twice is obeyed once', async () => {
  await withPrinter('virtual:?speed=20')
  const order = server.order('a', 1, gcode)
  const late = { type: 'run:start', runId: 'a', order, issuedAt: Date.now() - 61_000 } as const
  expect(await server.command(late)).toEqual({ ok: false, refusal: 'expired' })
  server.epoch = 0
  expect(await begin('a')).toEqual({ ok: false, refusal: 'old-epoch' })
  server.epoch = 1
  expect(await server.command({ type: 'run:start', printerId: 'none', order })).toMatchObject({
    refusal: 'unknown-printer',
  })

  const start = { id: 'same', type: 'run:start', runId: 'a', order } as const
  expect(await server.command(start)).toEqual({ ok: true })
  expect(await server.command(start)).toEqual({ ok: true })
  await isIn('a', 'printing')
  expect(await server.command({ type: 'printer:stop', issuedAt: Date.now() - 86_400_000 })).toEqual({ ok: true })
  await isIn('a', 'ended')
  expect(statuses('a').at(-1)).toMatchObject({ outcome: 'cancelled', reason: 'user' })
})

test('a pause parks the head; resumed, it comes back hot, and the file goes on where it stood', async () => {
  await withPrinter('virtual:?speed=60')
  await begin('a')
  await isIn('a', 'printing')
  await until(() => executedLines(log()).length > 60, 'some of the print')
  expect(await server.command({ type: 'run:pause', runId: 'a' })).toEqual({ ok: true })
  await isIn('a', 'paused')
  const executed = executedLines(log())
  const parkedAt = executed.indexOf('M400')
  const before = executed.slice(0, parkedAt)
  expect(executed.slice(parkedAt)).toEqual([
    ...['M400', 'M114', 'M114', 'G90', 'M82', expect.stringMatching(/^G1 E.+ F1800$/)],
    ...[expect.stringMatching(/^G1 Z.+ F600$/), 'G1 X0 Y190 F6000', 'M400'],
  ])
  const heard = server.telemetry.length
  await until(() => server.telemetry.length > heard, 'telemetry of the pause')
  expect(executedLines(log())).toHaveLength(executed.length)

  expect(await server.command({ type: 'run:resume', runId: 'a' })).toEqual({ ok: true })
  await isIn('a', 'ended')
  expect(statuses('a').at(-1)?.outcome).toBe('completed')
  const [feed, mode] = [before.findLast((line) => / F\d/.test(line)), before.findLast((line) => /^M8[23]$/.test(line))]
  const after = executedLines(log()).slice(executed.length)
  expect(after.slice(0, 10)).toEqual([
    ...['M109 S200', 'G90', 'M82', executed.at(-3), expect.stringMatching(/^G1 X.+ Y.+ F6000$/)],
    ...[expect.stringMatching(/^G1 Z.+ F600$/), expect.stringMatching(/^G1 E.+ F1800$/)],
    ...[expect.stringMatching(/^G92 E/), `G1 ${/F\d+/.exec(feed!)![0]}`, 'G90'],
  ])
  expect(after[10]).toBe(mode)
  expect([...before, ...after.slice(11)].slice(0, expected.length)).toEqual(expected)
  expect(phases('a').filter((phase, i, all) => phase !== all[i - 1])).toEqual([
    ...['transferring', 'starting', 'printing', 'paused', 'printing', 'finishing', 'ended'],
  ])
  expect(statuses('a').map(({ reason }) => reason)).toEqual(expect.arrayContaining(['pausing', 'user', 'resuming']))
})

test('a cancelled run ends with the heaters off', async () => {
  await withPrinter('virtual:?speed=20')
  await begin('a')
  await until(() => existsSync(log()) && executedLines(log()).includes('G28'), 'homing')
  expect(await server.command({ type: 'run:cancel', runId: 'a' })).toEqual({ ok: true })
  await isIn('a', 'ended')
  expect(statuses('a').at(-1)).toMatchObject({ outcome: 'cancelled', reason: 'user', heatersOff: true })
  expect(executedLines(log()).slice(-5)).toEqual(['M104 S0', 'M140 S0', 'M107', 'M84', 'M105'])
})

test('a heater that cannot be switched off: the bridge stops the printer before its firmware does, and says what it saw', async () => {
  const port = 'virtual:?speed=20&faults=maxtemp-at=40'
  server.printers = [{ id: 'one', name: 'One', port, baud: 115200, limits: { ...limits, maxNozzle: 210 } }]
  startBridge()
  await reached()
  await begin('a')
  await isIn('a', 'ended')
  expect(statuses('a').at(-1)).toMatchObject({
    outcome: 'failed',
    reason: 'too-hot',
    detail: expect.stringMatching(/^nozzle 2\d\d(\.\d+)? °C > 210 °C$/),
  })
  expect(executedLines(log())).not.toContain('M84')
})

test('the link cut in mid-print: the print goes on, no event is lost, a doubled one has the same number', async () => {
  await withPrinter('virtual:?speed=60')
  await begin('a')
  await isIn('a', 'printing')
  server.acknowledges = false
  server.shut()
  const seen = server.events.length
  await until(() => executedLines(log()).includes('M84'), 'the end of the print without a server')
  expect(server.events).toHaveLength(seen)
  server.reopen()
  await isIn('a', 'ended')
  server.acknowledges = true
  server.cut()
  await until(() => server.hellos.length === 3, 'the third hello')
  await until(() => server.events.length > distinct().length, 'the events that were not acknowledged, once more')
  expect(phases('a')).toEqual(['transferring', 'starting', 'printing', 'finishing', 'ended'])
  expect(distinct().map(({ seq }) => seq)).toEqual(distinct().map((_, i) => i + 1))
  const numbers = new Map<number, string>()
  for (const event of server.events) {
    expect(numbers.get(event.seq) ?? JSON.stringify(event)).toBe(JSON.stringify(event))
    numbers.set(event.seq, JSON.stringify(event))
  }
})

test('a bridge killed in mid-print and started again goes on with the print; the attempt is used up, whatever the server has forgotten', async () => {
  await withPrinter('virtual:?speed=20')
  await begin('a')
  await until(() => existsSync(log()) && executedLines(log()).includes('G28'), 'homing')
  bridge.child.kill('SIGKILL')
  await bridge.ended
  startBridge()
  await isIn('a', 'ended')
  expect(statuses('a').at(-1), bridge.err()).toMatchObject({
    outcome: 'completed',
    incidents: 1,
    linesAcked: expected.length,
  })
  const questions = ['M105', 'M115']
  expect(
    executedLines(log())
      .filter((text) => !questions.includes(text))
      .slice(0, expected.length),
  ).toEqual(expected)
  expect(
    readFileSync(log(), 'utf8')
      .split('M110 N0\n')
      .filter((part) => part.includes('G28')),
  ).toHaveLength(1)
  expect(await begin('a')).toEqual({ ok: false, refusal: 'attempt-already-started' })
})

test('a file with M500, or of another hash, is never sent', async () => {
  await withPrinter('virtual:?speed=400')
  const bad = Buffer.from('G28\nM500\n')
  await server.command({ type: 'run:start', runId: 'a', order: server.order('a', 1, bad) })
  await isIn('a', 'ended')
  expect(statuses('a').at(-1)).toMatchObject({ outcome: 'failed', reason: 'file-refused' })
  const other = { ...server.order('b', 1, gcode), gcodeUrl: server.serve(Buffer.from('G28\n')) }
  await server.command({ type: 'run:start', runId: 'b', order: other })
  await isIn('b', 'ended')
  expect(statuses('b').at(-1)).toMatchObject({ outcome: 'failed', reason: 'file-mismatch' })
  expect(readFileSync(log(), 'utf8')).not.toMatch(/G28|M500/)
})

test('a print restarted on its part is printed when a person has told its height, and refused when nobody has', async () => {
  await withPrinter('virtual:?speed=400')
  const rest = Buffer.from(
    'M17\nG92 Z5\nG91\nG1 Z5 F300\nG90\nG28 X Y\nM109 S200\nG1 X20 Y20 F6000\nG1 Z5.2 F300\nG1 X40 E2 F900\n',
  )
  await server.command({ type: 'run:start', runId: 'a', order: server.order('a', 1, rest) })
  await isIn('a', 'ended')
  expect(statuses('a').at(-1)).toMatchObject({ outcome: 'failed', reason: 'file-refused' })
  expect(readFileSync(log(), 'utf8')).not.toContain('G92 Z5')
  await server.command({ type: 'run:start', runId: 'b', order: { ...server.order('b', 1, rest), height: 5 } })
  await isIn('b', 'ended')
  expect(statuses('b').at(-1)).toMatchObject({ outcome: 'completed', heatersOff: true })
  const lines = canonicalLines(rest)
  expect(executedLines(log()).slice(0, lines.length)).toEqual(lines)
})

test('one printer that answers nothing does not delay another', async () => {
  server.printers = [{ id: 'mute', name: 'Mute', port: 'virtual:?faults=lose-out=1', baud: 115200, limits }]
  await withBoth()
  expect(await begin('a')).toEqual({ ok: true })
  await isIn('a', 'ended')
  expect(statuses('a').at(-1)?.outcome).toBe('completed')
})

async function withBoth(): Promise<void> {
  server.printers.push({ id: 'one', name: 'One', port: 'virtual:?speed=400', baud: 115200, limits })
  startBridge()
  await reached()
}

test('two bridges never share a data directory; a lock left by a killed one does not count', async () => {
  await withPrinter('virtual:?speed=100')
  const second = run(program, ['bridge', '--server', server.url, '--token', token, '--data', data])
  expect(await second.ended).toBe(1)
  expect(second.err()).toMatch(/already the bridge/)
  bridge.child.kill('SIGKILL')
  await bridge.ended
  startBridge()
  await reached(2)
})

test('told to stop it ends at once when idle, and only after the print when it prints', async () => {
  await withPrinter('virtual:?speed=100')
  await begin('a')
  await isIn('a', 'printing')
  bridge.child.kill('SIGTERM')
  expect(await bridge.ended).toBe(0)
  expect(executedLines(log()).slice(0, expected.length)).toEqual(expected)
  startBridge()
  await isIn('a', 'ended')
  await reached(2)
  bridge.child.kill('SIGTERM')
  expect(await bridge.ended).toBe(0)
})

test('a printer switched off in mid-print ends the run; another one at its place is not taken for it', async () => {
  const log_ = join(data, 'cable.log')
  const switchOn = (uuid: string): Program =>
    run(program, ['virtual-printer', '--tcp', '47613', '--speed', '20', '--log', log_, '--uuid', uuid])
  const first = switchOn('11111111-aaaa')
  await first.firstLine()
  await withPrinter('tcp://127.0.0.1:47613')
  await begin('a')
  await isIn('a', 'printing')
  first.child.kill('SIGKILL')
  await isIn('a', 'ended')
  expect(statuses('a').at(-1)).toMatchObject({ outcome: 'failed', reason: 'printer-unplugged', heatersOff: false })

  const other = switchOn('22222222-bbbb')
  await other.firstLine()
  await until(() => bridge.err().includes('another printer answers'), 'the other printer to be noticed')
  expect(await begin('b')).toEqual({ ok: false, refusal: 'printer-offline' })
  other.child.kill('SIGTERM')
  await other.ended
  const again = switchOn('11111111-aaaa')
  await reached(2)
  again.child.kill('SIGTERM')
})

test('a printer that falls silent in mid-print ends the run, and is told to cool down', async () => {
  await withPrinter('virtual:?speed=100&faults=silent-at=100')
  await begin('a')
  await isIn('a', 'ended')
  expect(statuses('a').at(-1)).toMatchObject({ outcome: 'failed', reason: 'no-answer', heatersOff: false })
  await until(() => executedLines(log()).includes('M84'), 'the cool-down')
})

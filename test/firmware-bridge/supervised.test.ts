import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { livingBridge, superviseBridge, type LocalBridge } from '#backend/io/local-bridge.ts'
import { buildPrograms, canonicalLines, executedLines, removePrograms, temporaryFolder, until } from './programs.ts'
import { limits, startSmallServer, token, type SmallServer } from './small-server.ts'

const gcode = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
let program: string
let server: SmallServer
let data: string
let keepers: LocalBridge[] = []

beforeAll(async () => void (program = await buildPrograms()))
afterAll(() => removePrograms(program))
beforeEach(async () => {
  server = await startSmallServer()
  server.printers = [{ id: 'one', name: 'One', port: 'virtual:?speed=20', baud: 115200, limits }]
  data = temporaryFolder()
  writeFileSync(join(data, 'bridge-token'), token)
})
afterEach(async () => {
  for (const keeper of keepers.splice(0)) await keeper.release(false)
  await server.close()
  rmSync(data, { recursive: true, force: true })
})

const supervise = (): void =>
  void keepers.push(
    superviseBridge({
      dataDir: data,
      cli: program,
      server: server.url,
      tokenFile: join(data, 'bridge-token'),
      log: pino({ level: 'silent' }),
    }),
  )
const pid = (): number | undefined => livingBridge(join(data, 'bridge.pid'))
const hellos = (times: number): Promise<void> => until(() => server.hellos.length >= times, `hello ${times}`)
const phases = (): string[] => server.events.flatMap((event) => (event.type === 'run:moved' ? [event.run.phase] : []))

async function killed(): Promise<void> {
  const [dead, before] = [pid()!, server.hellos.length]
  process.kill(dead, 'SIGKILL')
  await hellos(before + 1)
  expect(pid()).not.toBe(dead)
}

test('a bridge that is killed in mid-print is started again by its server, and prints on', async () => {
  supervise()
  await until(() => server.events.some(({ type }) => type === 'printer:reached'), 'the printer')
  await server.command({ type: 'run:start', runId: 'a', order: server.order('a', 1, gcode) })
  await until(() => phases().includes('printing'), 'a first line')
  await killed()
  await until(() => phases().includes('ended'), 'the end')
  const end = server.events.findLast((event) => event.type === 'run:moved' && event.run.phase === 'ended')
  expect(end).toMatchObject({ run: { outcome: 'completed', incidents: 1 } })
  const log = join(data, 'bridge', 'virtual-one.log')
  const expected = canonicalLines(gcode)
  const questions = ['M105', 'M115']
  const executed = executedLines(log).filter((text) => !questions.includes(text))
  expect(executed.slice(0, expected.length)).toEqual(expected)
})

test('one that an earlier server has started is kept alive as well', async () => {
  supervise()
  // Its virtual printer has a name by then, under which the next bridge finds it.
  await until(() => server.events.some(({ type }) => type === 'printer:reached'), 'the printer')
  await keepers.pop()!.release(true)
  expect(existsSync(join(data, 'bridge.pid'))).toBe(true)
  supervise()
  await killed()
})

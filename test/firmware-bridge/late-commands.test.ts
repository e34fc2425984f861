import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildPrograms, removePrograms, run, temporaryFolder, until } from './programs.ts'
import { limits, startSmallServer, token } from './small-server.ts'

const gcode = readFileSync('test/fixtures/gcode/cube-tiny.gcode')

test('five hundred starts that arrive between 61 s and a day late reach a real bridge: the printer executes nothing', async () => {
  const program = await buildPrograms()
  const server = await startSmallServer()
  const data = temporaryFolder()
  server.printers = [{ id: 'one', name: 'One', port: 'virtual:?speed=100', baud: 115200, limits }]
  const bridge = run(program, ['bridge', '--server', server.url, '--token', token, '--data', data])
  onTestFinished(async () => {
    bridge.child.kill('SIGTERM')
    await bridge.ended
    await server.close()
    removePrograms(program)
  })
  await until(() => server.events.some(({ type }) => type === 'printer:reached'), bridge.err)

  const [least, most] = [61_000, 86_400_000]
  const answers = await Promise.all(
    Array.from({ length: 500 }, (_, n) => {
      const late = least * (most / least) ** (n / 499)
      const order = server.order(`late-${n}`, 1, gcode)
      return server.command({ type: 'run:start', runId: order.runId, order, issuedAt: Date.now() - late })
    }),
  )
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set(['{"ok":false,"refusal":"expired"}']),
  )
  expect(server.events.filter(({ type }) => type === 'run:moved')).toEqual([])
  const executed = readFileSync(join(data, 'bridge', 'virtual-one.log'), 'latin1')
    .trimEnd()
    .split('\n')
  expect(executed.filter((line) => /^G|^M1(04|09|40|90) S[1-9]/.test(line))).toEqual([])

  // The same order in time: it was the age that was refused.
  const order = server.order('in-time', 1, gcode)
  expect(await server.command({ type: 'run:start', runId: order.runId, order })).toEqual({ ok: true })
  await until(
    () => server.events.some((event) => event.type === 'run:moved' && event.run.phase === 'ended'),
    bridge.err,
  )
})

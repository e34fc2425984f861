import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createObservation } from '#firmware-bridge/printer/observation.ts'
import { openPty } from '#firmware-bridge/virtual/line.ts'
import { createVirtualPrinter } from '#firmware-bridge/virtual/virtual-printer.ts'
import { buildPrograms, removePrograms, run, until, type Program } from './programs.ts'

let program: string
let cleanUp: (() => unknown)[] = []
beforeAll(async () => void (program = await buildPrograms()))
afterAll(() => removePrograms(program))
afterEach(async () => {
  const given = cleanUp.reverse()
  cleanUp = []
  for (const clean of given) await clean()
})

/** A virtual printer that keeps every byte it is sent. */
async function switchOn() {
  const line = await openPty()
  const printer = createVirtualPrinter({ speed: 1, uuid: '11111111-0000-4000-8000-000000000000' }, line.send)
  let received = ''
  line.onBytes((bytes) => {
    received += Buffer.from(bytes).toString('latin1')
    printer.receive(bytes)
  })
  cleanUp.push(() => (printer.powerOff(), line.close()))
  return { line, printer, received: () => received }
}

function observe(...argv: string[]): Program {
  const observing = run(program, ['bridge', '--observe', ...argv])
  cleanUp.push(() => void observing.child.kill('SIGKILL'))
  return observing
}

test('a printer is observed: who it is, how warm, what is done at its panel; it is sent nothing but M115 and M105', async () => {
  const { line, printer, received } = await switchOn()
  const observing = observe('--port', line.address, '--json')
  const told = (): Record<string, unknown>[] =>
    observing
      .out()
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text) as Record<string, unknown>)
  const types = (): unknown[] => told().map(({ type }) => type)
  await until(
    () => types().includes('heat'),
    () => `temperatures; ${observing.out()}${observing.err()}`,
  )
  expect(told()).toContainEqual(
    expect.objectContaining({ type: 'identity', uuid: '11111111-0000-4000-8000-000000000000' }),
  )
  expect(told()).toContainEqual({ type: 'capability', name: 'AUTOREPORT_TEMP', has: true })

  line.send('//action:pause\necho:busy: processing\necho:busy: processing\n')
  printer.restart()
  line.send('\u0000\u0080\u00ff' + 'x'.repeat(5000) + '\n')
  await until(() => types().includes('restarted') && observing.out().includes('xxx'), 'the restart')
  expect(told()).toContainEqual({ type: 'action', text: 'pause' })
  expect(types().filter((type) => type === 'busy')).toHaveLength(1)

  observing.child.kill('SIGINT')
  expect(await observing.ended).toBe(0)
  expect(told().at(-1)).toMatchObject({ type: 'ended', why: 'told to', longLines: 1, oddBytes: 3 })
  expect(observing.out()).toMatch(/^[\n\x20-\x7e]*$/)
  expect(new Set(received().split('\n'))).toEqual(new Set(['M115', 'M105', '']))
})

test('observed in silence, it is sent nothing at all', async () => {
  const { line, printer, received } = await switchOn()
  const observing = observe('--port', line.address, '--silent')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  printer.restart()
  await until(
    () => observing.out().includes('it has restarted'),
    () => `the restart; ${observing.err()}`,
  )
  observing.child.kill('SIGTERM')
  expect(await observing.ended).toBe(0)
  expect(received()).toBe('')
  expect(observing.out()).toMatch(/M115 0 times, M105 0 times, nothing else/)
})

test('bytes of another speed are said to be that', async () => {
  const { line } = await switchOn()
  const observing = observe('--port', line.address, '--silent')
  const noise = setInterval(() => line.send('\u00ff\u0080\u00fe\u0000\n'), 20)
  cleanUp.push(() => clearInterval(noise))
  await until(
    () => observing.out().includes('no text at 115200 baud'),
    () => `the speed; ${observing.out()}${observing.err()}`,
  )
})

test('a port that goes and one that is not there: each is said', async () => {
  const printer = run(program, ['virtual-printer'])
  cleanUp.push(() => void printer.child.kill('SIGKILL'))
  const observing = observe('--port', await printer.firstLine())
  await until(() => observing.out().includes('firmware'), 'the firmware')
  printer.child.kill('SIGKILL')
  expect(await observing.ended).toBe(1)
  expect(observing.out()).toMatch(/ended \(unplugged\)/)

  const nowhere = observe('--port', '/dev/ttyNOTHERE', '--json')
  expect(await nowhere.ended).toBe(1)
  expect(JSON.parse(nowhere.out())).toEqual({
    type: 'ended',
    trouble: { code: 'no-such-port', port: '/dev/ttyNOTHERE' },
  })
  expect(nowhere.err()).toMatch(/^\/dev\/ttyNOTHERE: there is no such port\. .*\n$/)
})

test.each([
  [
    'FIRMWARE_NAME:Marlin 2.1.2.5 (Jan 1) SOURCE_CODE_URL:x MACHINE_TYPE:Ender 3 EXTRUDER_COUNT:1 UUID:cede2a2f-41a2-4748-9b12-c55c62f367ff',
    {
      type: 'identity',
      firmware: 'Marlin 2.1.2.5 (Jan 1)',
      machine: 'Ender 3',
      uuid: 'cede2a2f-41a2-4748-9b12-c55c62f367ff',
    },
  ],
  ['ok FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12', { type: 'identity', firmware: 'Klipper' }],
  ['// action:prompt_begin Filament?', { type: 'action', text: 'prompt_begin Filament?' }],
  ['Error:Printer halted. kill() called!', { type: 'failure', text: 'Printer halted. kill() called!' }],
  ['\u001b[2Jhello', { type: 'said', text: '\\x1b[2Jhello' }],
  ['ok', undefined],
  ['wait', undefined],
  ['', undefined],
])('%j is told so', (line, seen) => expect(createObservation()(line)).toEqual(seen))

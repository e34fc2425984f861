import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openBridge, type Bridge } from '#firmware-bridge/bridge.ts'
import type { BridgeEvent } from '#firmware-bridge/messages.ts'
import { openPty } from '#firmware-bridge/virtual/line.ts'
import { createVirtualPrinter } from '#firmware-bridge/virtual/virtual-printer.ts'
import { buildPrograms, removePrograms, run, temporaryFolder, until, type Program } from './programs.ts'
import { limits, startSmallServer, token, type SmallServer } from './small-server.ts'

let program: string
let cleanUp: (() => unknown)[] = []
beforeAll(async () => void (program = await buildPrograms()))
afterAll(() => removePrograms(program))
afterEach(async () => {
  const given = cleanUp.reverse()
  cleanUp = []
  for (const clean of given) await clean()
})

/** A virtual printer on a terminal of its own, and every byte that it was sent. */
async function switchOn(uuid: string) {
  const line = await openPty()
  const printer = createVirtualPrinter({ speed: 100, uuid }, line.send)
  let received = ''
  line.onBytes((bytes) => {
    received += Buffer.from(bytes).toString('latin1')
    printer.receive(bytes)
  })
  let off: Promise<void> | undefined
  const switchOff = (): Promise<void> => (off ??= (printer.powerOff(), line.close()))
  cleanUp.push(switchOff)
  return { path: line.address, received: () => received, switchOff }
}

/** A name as udev gives one: it leads to whatever is plugged in. */
function plug(link: string, path: string): void {
  rmSync(link, { force: true })
  symlinkSync(path, link)
}

async function startServer(port: string, baud = 115200): Promise<SmallServer> {
  const server = await startSmallServer()
  cleanUp.push(server.close)
  server.printers = [{ id: 'one', name: 'one', port, baud, limits }]
  return server
}

function startBridge(server: SmallServer, folder: string): Bridge {
  const bridge = openBridge({ server: server.url, token: () => token, folder, name: 'trial', cli: '', log: () => {} })
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= bridge.close(true))
  cleanUp.push(close)
  return { ...bridge, close }
}

const heard = (server: SmallServer, type: BridgeEvent['type']): BridgeEvent[] =>
  server.events.filter((event) => event.type === type)
const troubles = (server: SmallServer): string[] =>
  server.events.flatMap((event) => (event.type === 'printer:unreached' ? [event.trouble.code] : []))
const came = (server: SmallServer, type: BridgeEvent['type'], times = 1): Promise<void> =>
  until(
    () => heard(server, type).length >= times,
    () => `${type}; came: ${JSON.stringify(server.events)}`,
  )

const [mine, other] = ['11111111-0000-4000-8000-000000000000', '22222222-0000-4000-8000-000000000000']

test('another printer at its place is asked who it is, and sent nothing else, by a bridge started anew', async () => {
  const link = join(temporaryFolder(), 'by-id')
  const first = await switchOn(mine)
  const second = await switchOn(other)
  plug(link, first.path)
  const server = await startServer(link)
  const folder = temporaryFolder()
  const before = startBridge(server, folder)
  await came(server, 'printer:reached')
  await before.close(true)

  plug(link, second.path)
  startBridge(server, folder)
  await until(() => troubles(server).includes('another-printer'), 'its trouble')
  expect(second.received().replaceAll('\nM115\n', '')).toBe('')
  expect(second.received()).not.toBe('')

  // Its own printer comes back to the name: it is met again.
  plug(link, first.path)
  await came(server, 'printer:reached', 2)
  expect(second.received().replaceAll('\nM115\n', '')).toBe('')
})

test('unplugged, and plugged in under another name of the system: it is the same printer', async () => {
  const link = join(temporaryFolder(), 'by-id')
  const first = await switchOn(mine)
  plug(link, first.path)
  const server = await startServer(link)
  startBridge(server, temporaryFolder())
  await came(server, 'printer:reached')
  rmSync(link)
  await first.switchOff()
  await came(server, 'printer:lost')
  await until(() => troubles(server).includes('no-such-port'), 'no port')
  const again = await switchOn(mine)
  plug(link, again.path)
  await came(server, 'printer:reached', 2)
  expect(again.received().startsWith('\nM115\n')).toBe(true)
  expect(await server.command({ type: 'printer:cool-down' })).toEqual({ ok: true })
  await until(() => again.received().includes('M104 S0'), 'heaters off')
})

test('staff say that another board is the printer: from then on it is', async () => {
  const link = join(temporaryFolder(), 'by-id')
  const first = await switchOn(mine)
  const second = await switchOn(other)
  plug(link, first.path)
  const server = await startServer(link)
  startBridge(server, temporaryFolder())
  await came(server, 'printer:reached')
  plug(link, second.path)
  await first.switchOff()
  await until(() => troubles(server).includes('another-printer'), 'its trouble')
  expect(await server.command({ type: 'printer:accept' })).toEqual({ ok: true })
  await came(server, 'printer:reached', 2)
})

test('two bridges, one port: the second writes nothing, and has it once the first is dead', async () => {
  const printer = await switchOn(mine)
  const servers = [await startServer(printer.path), await startServer(printer.path)]
  const start = (server: SmallServer): Program => {
    const data = temporaryFolder()
    mkdirSync(data, { recursive: true })
    const bridge = run(program, ['bridge', '--server', server.url, '--token', token, '--data', data])
    cleanUp.push(() => void bridge.child.kill('SIGKILL'))
    return bridge
  }
  const [one, two] = servers as [SmallServer, SmallServer]
  const first = start(one)
  await came(one, 'printer:reached')
  const begun = printer.received().length
  start(two)
  await until(() => troubles(two).includes('port-busy'), 'the second to be refused')
  expect(two.events.find((event) => event.type === 'printer:unreached')).toMatchObject({
    trouble: { port: printer.path, what: expect.stringContaining(`process ${first.child.pid}`) as string },
  })
  // Stopped is not dead: what it holds it still holds.
  first.child.kill('SIGSTOP')
  await new Promise((resolve) => setTimeout(resolve, 3000))
  expect(heard(two, 'printer:reached')).toEqual([])
  first.child.kill('SIGCONT')
  // What came meanwhile is the first one's own: questions about temperatures.
  expect(printer.received().slice(begun).replaceAll('M105\n', '')).toBe('')
  first.child.kill('SIGKILL')
  await came(two, 'printer:reached')
})

test('what is known of a printer is kept in a file beside its journal', async () => {
  const first = await switchOn(mine)
  const server = await startServer(first.path)
  const folder = temporaryFolder()
  startBridge(server, folder)
  await came(server, 'printer:reached')
  const known = JSON.parse(readFileSync(join(folder, 'printers', 'one.known.json'), 'utf8')) as unknown
  expect(known).toEqual({ address: first.path, baud: 115200, uuid: mine })
})

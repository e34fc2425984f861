import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, constants, fstatSync, openSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { keepOthersOut } from '#firmware-bridge/port/hold.ts'
import type { Port } from '#firmware-bridge/port/port.ts'
import { openSerialPort } from '#firmware-bridge/port/serial-port.ts'
import { PortRefused } from '#firmware-bridge/port/trouble.ts'
import { createTtyWriter } from '#firmware-bridge/port/tty-writer.ts'
import { openPty, type Line } from '#firmware-bridge/virtual/line.ts'
import { temporaryFolder, until } from './programs.ts'

let cleanUp: (() => unknown)[] = []
afterEach(async () => {
  const given = cleanUp.reverse()
  cleanUp = []
  for (const clean of given) await clean()
})

/** A terminal whose other end is ours. Nobody reads what the port writes until `read` is called. */
async function plugIn(): Promise<{
  line: Line
  port: Port
  read: () => string[]
  unplug: () => Promise<void>
  /** Open descriptors of the terminal before the port was opened. */
  idle: number
}> {
  const line = await openPty()
  let unplugged: Promise<void> | undefined
  const unplug = (): Promise<void> => (unplugged ??= line.close())
  const idle = openDescriptors(line.address)
  const port = await openSerialPort(line.address, 115200)
  cleanUp.push(unplug, port.close)
  const pieces: string[] = []
  return {
    line,
    port,
    unplug,
    idle,
    read: () => {
      line.onBytes((bytes) => pieces.push(Buffer.from(bytes).toString('latin1')))
      return pieces
    },
  }
}

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${from + i} ${'x'.repeat((from + i) % 61)}\n`).join('')

test('a megabyte in each direction at once arrives whole and in order', async () => {
  const { line, port, read } = await plugIn()
  const written = read()
  const heard: string[] = []
  port.onLine((text) => heard.push(text))
  const lines = 30_000
  const expected = numbered(0, lines)
  expect(expected.length).toBeGreaterThan(1_000_000)
  const arrived = (): number => written.reduce((sum, piece) => sum + piece.length, 0)
  let sent = 0
  for (let from = 0; from < lines; from += 500) {
    const text = numbered(from, from + 500)
    line.send(text)
    port.write(text)
    sent += text.length
    await until(() => heard.length >= from + 500 && arrived() >= sent, 'what was sent', 10_000)
  }
  expect(written.join('')).toBe(expected)
  expect(`${heard.join('\n')}\n`).toBe(expected)
})

test('nobody reads: nothing waits for it, and what was written arrives whole later', async () => {
  const { port, read } = await plugIn()
  const text = numbered(0, 1500)
  let turns = 0
  const loop = setInterval(() => turns++, 1)
  cleanUp.push(() => clearInterval(loop))
  for (const line of text.split('\n').slice(0, -1)) port.write(`${line}\n`)
  await until(() => turns > 20, 'the event loop to go on')
  const written = read()
  await until(() => written.join('').length >= text.length, 'the text')
  expect(written.join('')).toBe(text)
})

test('nobody reads for too long, or too much is written: the port is dead, said once', async () => {
  const { port } = await plugIn()
  const reasons: (string | undefined)[] = []
  port.onClose((reason) => reasons.push(reason))
  for (let i = 0; i < 20; i++) port.write('x'.repeat(8000))
  await until(() => reasons.length > 0, 'the end')
  await port.close()
  expect(reasons).toEqual(['it takes no more bytes'])

  const other = await openPty()
  cleanUp.push(other.close)
  const fd = openSync(other.address, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  const died: string[] = []
  const writer = createTtyWriter(fd, (reason) => died.push(reason), 50)
  writer.write('x'.repeat(60_000))
  await until(() => died.length > 0, 'the end')
  expect(died).toEqual(['it takes no more bytes'])
  closeSync(fd)
})

test('a port closed while it still writes gives the rest a moment', async () => {
  const { port, read } = await plugIn()
  const text = numbered(0, 1500)
  port.write(text)
  const closed = port.close()
  const written = read()
  await closed
  await until(() => written.join('').length >= text.length, 'the text')
  expect(written.join('')).toBe(text)
})

test.each(['closed', 'unplugged'] as const)(
  'a port that was %s writes into no file that has its number now',
  async (how) => {
    const { line, port, unplug, idle } = await plugIn()
    const ours = openDescriptors(line.address) - idle
    expect(ours).toBeGreaterThan(0)
    const reasons: (string | undefined)[] = []
    port.onClose((reason) => reasons.push(reason))
    // More than the terminal takes: the rest is still being tried when the port goes.
    port.write('M104 S200\n'.repeat(3000))
    if (how === 'unplugged') {
      await unplug()
      await until(() => reasons.length > 0, 'the hang-up')
    }
    const closed = port.close()
    port.write('M104 S200\n')
    await closed
    await unplug()
    expect(reasons).toEqual([how === 'closed' ? undefined : 'unplugged'])

    const files = Array.from({ length: 40 }, (_, i) => openSync(join(temporaryFolder(), `${i}`), 'w'))
    cleanUp.push(() => files.forEach((fd) => closeSync(fd)))
    port.write('M104 S200\n')
    await port.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(files.map((fd) => fstatSync(fd).size).filter((size) => size > 0)).toEqual([])
    // All of the port's are given back, and the one by which the line kept its terminal open.
    expect(openDescriptors(line.address)).toBe(idle - 1)
  },
)

const openDescriptors = (path: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => linkOf(`/proc/self/fd/${fd}`).startsWith(path)).length

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

test('a port may be pulled out before anybody listens for it', async () => {
  const { port, unplug } = await plugIn()
  await unplug()
  await new Promise((resolve) => setTimeout(resolve, 50))
  const reason = await new Promise<string | undefined>((resolve) => port.onClose(resolve))
  expect(reason).toBe('unplugged')
})

test('a port is opened by one at a time, and may be opened again', async () => {
  const { port, line } = await plugIn()
  await expect(openSerialPort(line.address, 115200)).rejects.toThrow(PortRefused)
  await expect(openSerialPort(line.address, 115200)).rejects.toThrow(/another program uses this port/)
  await port.close()
  const again = await openSerialPort(line.address, 115200)
  await again.close()
})

test('closing leaves DTR up: the board does not restart when the port is opened again', async () => {
  const line = await openPty()
  cleanUp.push(line.close)
  execFileSync('stty', ['-F', line.address, 'hupcl'])
  const port = await openSerialPort(line.address, 250000)
  expect(execFileSync('stty', ['-F', line.address, '-a']).toString()).toMatch(/ -hupcl/)
  expect(speedOf(line.address)).toBe(250000)
  await port.close()
})

/** TCGETS2: stty knows no speed that is not in its table. */
function speedOf(path: string): number {
  const ask = 'my $b = "\\0" x 44; ioctl(STDIN, 0x802c542a, $b) or die; print unpack("L", substr($b, 40, 4))'
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
  const said = spawnSync('perl', ['-e', ask], { stdio: [fd, 'pipe', 'inherit'] }).stdout.toString()
  closeSync(fd)
  return Number(said)
}

test('a port that is held for oneself cannot be opened by others at all', async () => {
  const line = await openPty()
  cleanUp.push(line.close)
  execFileSync('chmod', ['666', line.address])
  const fd = openSync(line.address, constants.O_RDWR | constants.O_NOCTTY)
  cleanUp.push(() => closeSync(fd))
  // The kernel lets root in all the same: somebody else tries.
  const other = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const openIt = (): number | null => spawnSync('sh', ['-c', `: < ${line.address}`], other).status
  expect(openIt()).toBe(0)
  await keepOthersOut(fd)
  expect(openIt()).not.toBe(0)
  expect(statSync(line.address).isCharacterDevice()).toBe(true)
})

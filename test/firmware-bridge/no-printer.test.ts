import { createServer, type AddressInfo } from 'node:net'
import { createServer as createHttpServer } from 'node:http'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { greet } from '#firmware-bridge/printer/greet.ts'
import { openPort } from '#firmware-bridge/port/open-port.ts'
import { openPty, type Line } from '#firmware-bridge/virtual/line.ts'
import { createVirtualPrinter } from '#firmware-bridge/virtual/virtual-printer.ts'
import { temporaryFolder, until } from './programs.ts'

let cleanUp: (() => unknown)[] = []
afterEach(async () => {
  const given = cleanUp.reverse()
  cleanUp = []
  for (const clean of given) await clean()
})

/** Something that is plugged in and answers like this; what it was sent. */
async function plugIn(
  answer: (line: Line, text: string) => void,
  banner = '',
): Promise<{ path: string; sent: () => string }> {
  const line = await openPty()
  cleanUp.push(line.close)
  let sent = ''
  line.onBytes((bytes) => {
    const text = Buffer.from(bytes).toString('latin1')
    sent += text
    answer(line, text)
  })
  if (banner !== '') {
    const timer = setInterval(() => line.send(banner), 100)
    cleanUp.push(() => clearInterval(timer))
  }
  return { path: line.address, sent: () => sent }
}

async function greeted(address: string): Promise<string> {
  const port = await openPort(address, 115200)
  cleanUp.push(port.close)
  return greet(port, 250).then(
    () => 'greeted',
    (error: Error) => error.message,
  )
}

test('a laser that says its name is written nothing at all', async () => {
  const laser = await plugIn(() => {}, "\r\nGrbl 1.1h ['$' for help]\r\n")
  expect(await greeted(laser.path)).toBe(
    `${laser.path}: what answers is no 3D printer but Grbl, a laser or a mill. Check the address.`,
  )
  expect(laser.sent()).toBe('')
})

test.each([
  ['a laser that is woken by the first line', (line: Line) => line.send('error:20\r\n'), /Grbl, a laser or a mill/],
  ['a modem', (line: Line, text: string) => line.send(`${text}NO CARRIER\r\n`), /a modem|an echo/],
  ['an echo', (line: Line, text: string) => line.send(text), /an echo of what is sent/],
])('%s is told from a printer', async (_name, answer, sentence) => {
  const { path } = await plugIn(answer)
  const said = await greeted(path)
  expect(said.startsWith(`${path}: `)).toBe(true)
  expect(said).toMatch(sentence)
})

test('a web server at the address of a printer is told from one', async () => {
  const server = createHttpServer().listen(0, '127.0.0.1')
  cleanUp.push(() => server.close())
  await new Promise((listening) => server.once('listening', listening))
  const address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await greeted(address)).toBe(`${address}: what answers is no 3D printer but a web server. Check the address.`)
})

test.each([
  ['a folder', (folder: string) => mkdirSync(join(folder, 'x')), /cannot be opened as a serial port \(a folder\)/],
  ['a file', (folder: string) => writeFileSync(join(folder, 'x'), ''), /cannot be opened as a serial port \(a file\)/],
  ['nothing', () => {}, /there is no such port/],
])('%s is not opened as a port', async (_name, make, sentence) => {
  const folder = temporaryFolder()
  make(folder)
  await expect(openPort(join(folder, 'x'), 115200)).rejects.toThrow(sentence)
  await expect(openPort(join(folder, 'x'), 115200)).rejects.toThrow(`${folder}/x: `)
})

test('a device of another kind is not opened as a port', async () => {
  await expect(openPort('/dev/null', 115200)).rejects.toThrow(/^\/dev\/null: cannot be opened .*another kind/)
})

test('an address that is none, and one where nobody is', async () => {
  await expect(openPort('tcp://nowhere', 0)).rejects.toThrow(/^tcp:\/\/nowhere: not an address/)
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  await expect(openPort(`tcp://127.0.0.1:${port}`, 0)).rejects.toThrow(/no connection/)
})

test('rubbish of every kind in between: counted, cut, and the printer is greeted all the same', async () => {
  const line = await openPty()
  cleanUp.push(line.close)
  const printer = createVirtualPrinter({ speed: 100 }, line.send)
  cleanUp.push(printer.powerOff)
  line.onBytes(printer.receive)
  const port = await openPort(line.address, 115200)
  cleanUp.push(port.close)
  let longest = 0
  let count = 0
  const heard = (_reply: unknown, text: string): void => void ((longest = Math.max(longest, text.length)), count++)
  port.onLine((text) => heard(undefined, text))

  // A megabyte without an end of line, in pieces that the terminal takes.
  for (let sent = 0; sent < 1_000_000; sent += 20_000) {
    line.send('x'.repeat(20_000))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  line.send('\n\u0000\u0000ok\u0000\n\u00c3\u0028\u00ff\u00fe\n')
  await until(
    () => count >= 3,
    () => `three lines; came: ${count}`,
  )
  expect(longest).toBe(1024)
  expect(port.noise!()).toEqual({ longLines: 1, oddBytes: 6 })
  const firmware = await greet(port, 100, heard)
  expect(firmware.identity).toMatch(/Marlin/)
})

test.runIf(process.getuid?.() !== 0)('a port that one may not open', async () => {
  const line = await openPty()
  cleanUp.push(line.close)
  chmodSync(line.address, 0)
  await expect(openPort(line.address, 115200)).rejects.toThrow(/"dialout" group/)
})

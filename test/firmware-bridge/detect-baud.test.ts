import { spawnSync } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openAcquaintance } from '#firmware-bridge/printer/acquaintance.ts'
import { baudVerdict } from '#firmware-bridge/port/baud-verdict.ts'
import { detectBaud } from '#firmware-bridge/port/detect-baud.ts'
import { createPrinterPort } from '#firmware-bridge/printer/printer-port.ts'
import { NoAnswer } from '#firmware-bridge/port/trouble.ts'
import { openPty } from '#firmware-bridge/virtual/line.ts'
import { temporaryFolder } from './programs.ts'
import { limits } from './small-server.ts'

test.each([
  ['nothing', '', 'silent'],
  ['a glitch', '\u00ff', 'unsure'],
  ['an "ok"', 'ok\n', 'understood'],
  ['a banner with a byte of the bootloader', '\u0080\u00festart\r\necho:Marlin 2.1.2\r\n', 'understood'],
  ['temperatures', ' T:21.3 /0.0 B:22.1 /0.0 @:0 B@:0\n', 'understood'],
  ['a refusal', 'Error:No Line Number with checksum, Last Line: 0\nResend: 1\n', 'understood'],
  ['half a line', 'FIRMWARE_NAME:Mar', 'unsure'],
  ['another speed', '\u00f8\u0000\u0080\u00ff\u0000\u00e0\u0006', 'garbage'],
  [
    'an "ok" by chance in another speed',
    '\u00f8\u0000\u0080\u00ff\u0000\u00e0\u00fe\u00fe\u0080\nok\n\u0080\u0080',
    'garbage',
  ],
  ['a web server', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', 'unsure'],
  ['its own echo', '\nM115\n', 'unsure'],
])('%s: %j is %s', (_name, text, verdict) => expect(baudVerdict(Buffer.from(text, 'latin1'))).toBe(verdict))

let cleanUp: (() => unknown)[] = []
afterEach(async () => {
  const given = cleanUp.reverse()
  cleanUp = []
  for (const clean of given) await clean()
})

/** A board that talks at one speed: a pseudo-terminal carries all of them, so it looks what speed its other end is set to. */
async function boardAt(baud: number, answer: string): Promise<{ path: string; speeds: number[] }> {
  const line = await openPty()
  cleanUp.push(line.close)
  const speeds: number[] = []
  line.onBytes((bytes) => {
    const speed = speedOf(line.address)
    if (speeds.at(-1) !== speed) speeds.push(speed)
    if (speed !== baud) line.send('\u00f8\u0000\u0080\u00ff\u00e0\u0006')
    else if (Buffer.from(bytes).toString('latin1').includes('M115')) line.send(answer)
  })
  return { path: line.address, speeds }
}

function speedOf(path: string): number {
  const ask = 'my $b = "\\0" x 44; ioctl(STDIN, 0x802c542a, $b) or die; print unpack("L", substr($b, 40, 4))'
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
  const said = spawnSync('perl', ['-e', ask], { stdio: [fd, 'pipe', 'inherit'] }).stdout.toString()
  closeSync(fd)
  return Number(said)
}

const marlin = 'FIRMWARE_NAME:Marlin 2.1.2 UUID:11111111-0000-4000-8000-000000000000\nCap:EEPROM:1\nok\n'

test.each([
  [115200, [115200]],
  [57600, [115200, 250000, 230400, 57600]],
])('a board that talks at %i is understood after %j', async (baud, tried) => {
  const board = await boardAt(baud, marlin)
  expect(await detectBaud(board.path, 50, 800)).toBe(baud)
  expect(board.speeds).toEqual(tried)
})

test('nobody there, and somebody who is no printer: two sentences', async () => {
  const mute = await openPty()
  cleanUp.push(mute.close)
  await expect(detectBaud(mute.address, 50, 100)).rejects.toThrow(/answers nothing/)
  const modem = await boardAt(115200, 'NO CARRIER\r\n')
  await expect(detectBaud(modem.path, 50, 100)).rejects.toThrow(/not like a printer/)
})

test('the speed of a printer is found once and then known, and not looked for while a run is open', async () => {
  const board = await boardAt(250000, marlin)
  const file = join(temporaryFolder(), 'known.json')
  const config = { id: 'one', name: 'one', port: board.path, baud: 0, limits }
  await expect(createPrinterPort(openAcquaintance(file)).open(config, true)).rejects.toThrow(NoAnswer)
  expect(board.speeds).toEqual([])

  const way = createPrinterPort(openAcquaintance(file))
  await (await way.open(config, false)).close()
  way.met(config, '11111111-0000-4000-8000-000000000000')
  expect(board.speeds).toEqual([115200, 250000])
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ baud: 250000 })

  // A bridge started anew, in the middle of a run.
  await (await createPrinterPort(openAcquaintance(file)).open(config, true)).close()
  expect(board.speeds).toEqual([115200, 250000])
})

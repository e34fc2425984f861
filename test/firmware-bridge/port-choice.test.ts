import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { choosePort } from '#firmware-bridge/port/choice.ts'
import { takePortLock } from '#firmware-bridge/port/lock.ts'
import { openPty } from '#firmware-bridge/virtual/line.ts'
import { listPorts, type UsbPort } from '#firmware-bridge/port/usb.ts'
import { temporaryFolder, until } from './programs.ts'

/** A machine's /dev and /sys with these USB ports, as Linux lays them out. */
function machineWith(
  ports: { tty: string; socket: string; serial?: string; product?: string; byId?: string }[],
): string {
  const root = temporaryFolder()
  const file = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const link = (path: string, target: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    if (!existsSync(join(root, path))) symlinkSync(join(root, target), join(root, path))
  }
  for (const { tty, socket, serial, product = 'USB Serial', byId } of ports) {
    const usb = `sys/devices/usb1/${socket}`
    file(`dev/${tty}`, '')
    file(`${usb}/idVendor`, '1a86\n')
    file(`${usb}/idProduct`, '7523\n')
    file(`${usb}/product`, `${product}\n`)
    if (serial !== undefined) file(`${usb}/serial`, `${serial}\n`)
    mkdirSync(join(root, usb, `${socket}:1.0`, tty), { recursive: true })
    link(`sys/class/tty/${tty}/device`, `${usb}/${socket}:1.0/${tty}`)
    if (byId !== undefined) link(`dev/serial/by-id/${byId}`, `dev/${tty}`)
    link(`dev/serial/by-path/platform-usb-0:${socket}:1.0-port0`, `dev/${tty}`)
  }
  return root
}

const told = (root: string) =>
  listPorts(root).map(({ address, device, words, alike }) => [
    address.slice(root.length),
    device.slice(root.length),
    words,
    alike,
  ])

test('a port is told by its serial number, with what its plug says of itself', () => {
  const root = machineWith([
    {
      tty: 'ttyACM0',
      socket: '1-2',
      serial: 'CZPX1',
      product: 'Original Prusa\u0007 i3 MK3\nx',
      byId: 'usb-Prusa_CZPX1-if00',
    },
  ])
  expect(told(root)).toEqual([
    ['/dev/serial/by-id/usb-Prusa_CZPX1-if00', '/dev/ttyACM0', 'Original Prusa i3 MK3 x', false],
  ])
})

test('two adapters without serial numbers are told by their sockets, and it is said that they are alike', () => {
  const root = machineWith([
    { tty: 'ttyUSB0', socket: '1-1', byId: 'usb-1a86_USB_Serial-if00-port0' },
    { tty: 'ttyUSB1', socket: '1-2', byId: 'usb-1a86_USB_Serial-if00-port0' },
  ])
  expect(told(root)).toEqual([
    ['/dev/serial/by-path/platform-usb-0:1-1:1.0-port0', '/dev/ttyUSB0', 'USB Serial', true],
    ['/dev/serial/by-path/platform-usb-0:1-2:1.0-port0', '/dev/ttyUSB1', 'USB Serial', true],
  ])
})

test('a machine without any port, or without /dev/serial, has none to tell', () => {
  expect(listPorts(temporaryFolder())).toEqual([])
})

const port = (device: string, socket: string, serial?: string): UsbPort => ({
  address: `/dev/serial/by-id/${serial ?? 'same'}`,
  device,
  words: `in ${socket}`,
  alike: serial === undefined,
  usb: { vendor: '1a86', product: '7523', socket, ...(serial !== undefined && { serial }) },
})
const a = port('/dev/ttyUSB0', '1-1', 'A')
const b = port('/dev/ttyUSB1', '1-2', 'B')
const left = port('/dev/ttyUSB0', '1-1')
const right = port('/dev/ttyUSB1', '1-2')
const only = { ...right, alike: false }

test.each([
  ['never met, its port is there', '/dev/ttyUSB0', a, {}, [a, b], { open: '/dev/ttyUSB0' }],
  ['never met, nothing is there', '/dev/ttyUSB0', undefined, {}, [], { code: 'no-such-port' }],
  ['never met, two share its name', '/dev/serial/by-id/same', left, {}, [left, right], { code: 'same-adapters' }],
  ['met, still there', '/dev/ttyUSB0', a, a, [a, b], { open: '/dev/ttyUSB0' }],
  [
    'met, its name is another’s now',
    '/dev/ttyUSB0',
    { ...b, device: '/dev/ttyUSB0' },
    a,
    [{ ...b, device: '/dev/ttyUSB0' }],
    { code: 'another-device', what: 'in 1-2' },
  ],
  [
    'met, and it has another name now',
    '/dev/ttyUSB0',
    b,
    a,
    [b, { ...a, device: '/dev/ttyUSB2' }],
    { open: a.address },
  ],
  [
    'met, moved to another socket with its serial number',
    '/dev/ttyUSB0',
    undefined,
    a,
    [port('/dev/ttyUSB5', '1-4', 'A')],
    { open: a.address },
  ],
  ['met, unplugged', '/dev/ttyUSB0', undefined, a, [b], { code: 'no-such-port' }],
  [
    'without serial number, a twin in the other socket',
    '/dev/serial/by-id/same',
    right,
    left,
    [right],
    { code: 'another-device', what: 'in 1-2' },
  ],
  [
    'without serial number, in its socket again',
    '/dev/serial/by-id/same',
    left,
    left,
    [left],
    { open: '/dev/serial/by-id/same' },
  ],
  [
    'without serial number, moved, and it can tell a UUID',
    '/dev/serial/by-id/same',
    only,
    { ...left, uuid: 'u' },
    [only],
    { open: '/dev/serial/by-id/same' },
  ],
  [
    'without serial number, moved, and it tells no UUID',
    '/dev/serial/by-id/same',
    only,
    left,
    [only],
    { code: 'another-device', what: 'in 1-2' },
  ],
] as const)('%s', (_name, address, now, known, ports, expected) => {
  expect(choosePort(address, now?.device, known, ports)).toEqual(expected)
})

test('a lock file left by a dead process, or by one that has not the port, is taken over; a living owner is named', async () => {
  const folder = temporaryFolder()
  const line = await openPty()
  const path = join(folder, `LCK..${line.address.slice('/dev/'.length).replace('/', '_')}`)
  const holder = spawn('sleep', ['60'], { stdio: 'ignore' })
  const owner = spawn('sh', ['-c', `exec sleep 60 <> ${line.address}`], { stdio: 'ignore' })
  try {
    await until(() => readFileSync(`/proc/${owner.pid}/cmdline`, 'utf8').startsWith('sleep'), 'the owner')
    for (const dead of ['4194000', 'not a number', String(holder.pid)]) {
      writeFileSync(path, `${dead}\n`)
      const lock = takePortLock(line.address, folder)
      expect(lock).toHaveProperty('release')
      expect(readFileSync(path, 'utf8')).toBe(`${String(process.pid).padStart(10)}\n`)
      if ('release' in lock) lock.release()
      expect(existsSync(path)).toBe(false)
    }
    writeFileSync(path, `${String(owner.pid).padStart(10)}\n`)
    expect(takePortLock(line.address, folder)).toEqual({ holder: owner.pid })
  } finally {
    holder.kill()
    owner.kill()
    await line.close()
  }
})

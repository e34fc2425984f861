import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { mostPorts, type PortSeen } from '../messages.ts'

/** Who a USB device is: by its serial number, or, without one, by the socket it is plugged into. */
export type UsbIdentity = { vendor: string; product: string; serial?: string; socket: string }

export type UsbPort = PortSeen & { usb?: UsbIdentity }

/**
 * The serial ports of this machine, from udev's links and the kernel's own tree (`SerialPort.list` ends the process where udevadm
 * is missing). `root` is another place than `/` only for trials.
 */
export function listPorts(root = '/'): UsbPort[] {
  const byId = linksOf(join(root, 'dev/serial/by-id'))
  const byPath = linksOf(join(root, 'dev/serial/by-path'))
  const devices = new Set([...namesOf(root), ...byId.keys(), ...byPath.keys()])
  const usbs = new Map([...devices].map((device) => [device, usbOf(root, device)]))
  const ports = [...devices].sort().map((device): UsbPort => {
    const found = usbs.get(device)
    const alike =
      found !== undefined &&
      found.usb.serial === undefined &&
      [...usbs].some(([other, its]) => other !== device && its && isSameModel(its.usb, found.usb) && !its.usb.serial)
    const address = (alike ? undefined : byId.get(device)) ?? byPath.get(device) ?? device
    return { address, device, words: found?.words ?? '', alike, ...(found && { usb: found.usb }) }
  })
  const isStable = ({ address, device }: UsbPort): number => (address === device ? 1 : 0)
  return ports.sort((a, b) => isStable(a) - isStable(b)).slice(0, mostPorts)
}

/** As the backend is told of them. */
export const portsSeen = (): PortSeen[] =>
  listPorts().map(({ address, device, words, alike }) => ({ address, device, words, alike }))

const isSameModel = (a: UsbIdentity, b: UsbIdentity): boolean => a.vendor === b.vendor && a.product === b.product

/** By the device they lead to. */
function linksOf(folder: string): Map<string, string> {
  const links = new Map<string, string>()
  for (const name of list(folder)) {
    try {
      links.set(realpathSync(join(folder, name)), join(folder, name))
    } catch {
      // Its device was pulled out this moment.
    }
  }
  return links
}

/** USB adapters, boards with USB of their own, and the header pins of a Raspberry Pi; not the 32 ports that PCs claim to have. */
const namesOf = (root: string): string[] =>
  list(join(root, 'dev'))
    .filter((name) => /^tty(USB|ACM|AMA)\d+$/.test(name))
    .map((name) => join(root, 'dev', name))

function usbOf(root: string, device: string): { usb: UsbIdentity; words: string } | undefined {
  try {
    let folder = realpathSync(join(root, 'sys/class/tty', device.slice(device.lastIndexOf('/') + 1), 'device'))
    while (read(folder, 'idVendor') === '') {
      if (folder.length <= root.length || folder === dirname(folder)) return undefined
      folder = dirname(folder)
    }
    const serial = read(folder, 'serial')
    return {
      words: [read(folder, 'manufacturer'), read(folder, 'product')].filter((word) => word !== '').join(' '),
      usb: {
        vendor: read(folder, 'idVendor'),
        product: read(folder, 'idProduct'),
        ...(serial !== '' && { serial }),
        socket: folder.slice(folder.lastIndexOf('/') + 1),
      },
    }
  } catch {
    return undefined
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A descriptor's text comes from the device: one line, cut, plain. */
function read(folder: string, name: string): string {
  try {
    const text = readFileSync(join(folder, name), 'utf8')
    return text
      .replace(/[^\x21-\x7e]+/g, ' ')
      .trim()
      .slice(0, 80)
  } catch {
    return ''
  }
}

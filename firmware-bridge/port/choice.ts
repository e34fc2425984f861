import type { TroubleCode } from '../messages.ts'
import type { UsbIdentity, UsbPort } from './usb.ts'

/** What a printer was plugged in by when it was last met. */
export type KnownPort = { usb?: UsbIdentity; uuid?: string }

export type PortChoice = { open: string } | { code: TroubleCode; what?: string }

/**
 * Which port of those that are there is the printer's. `device` is what its address leads to now, undefined when it leads nowhere.
 * A device that is not the one it was met on is never opened: opening alone restarts many boards.
 */
export function choosePort(
  address: string,
  device: string | undefined,
  known: KnownPort,
  ports: readonly UsbPort[],
): PortChoice {
  const found = ports.find((port) => port.device === device)
  if (!known.usb) {
    // Met for the first time: a name that two adapters share may be either's.
    if (found?.alike && address.includes('/by-id/')) return { code: 'same-adapters' }
    return device === undefined ? { code: 'no-such-port' } : { open: address }
  }
  if (found?.usb && isSame(found.usb, known.usb)) return { open: address }
  const elsewhere = ports.find((port) => port.usb && isSame(port.usb, known.usb!))
  if (elsewhere) return { open: elsewhere.address }
  if (device === undefined) return { code: 'no-such-port' }
  // Without a serial number, in another socket: its name leads here and only here, and it can be asked who it is.
  const isItsKind = found?.usb?.vendor === known.usb.vendor && found.usb.product === known.usb.product
  const mayBeAsked = known.uuid !== undefined && known.usb.serial === undefined && found?.usb?.serial === undefined
  if (isItsKind && mayBeAsked && !found.alike && address === found.address) return { open: address }
  return { code: 'another-device', what: found?.words || found?.address || device }
}

/** With a serial number wherever it is plugged in; without, only in the same socket. */
const isSame = (a: UsbIdentity, b: UsbIdentity): boolean =>
  a.vendor === b.vendor &&
  a.product === b.product &&
  a.serial === b.serial &&
  (a.serial !== undefined || a.socket === b.socket)

import { realpathSync } from 'node:fs'
import type { Port } from './port.ts'
import { PortRefused } from './trouble.ts'

/** Opens a port by its address: a device path, or `tcp://host:port`. `onBytes` hears what comes in as it comes. Throws `PortRefused`. */
export async function openPort(address: string, baud: number, onBytes?: (bytes: Uint8Array) => void): Promise<Port> {
  if (!address.startsWith('tcp://')) {
    const { openSerialPort } = await import('./serial-port.ts')
    return openSerialPort(address, baud, onBytes)
  }
  const { hostname, port } = readUrl(address)
  const { openTcpPort } = await import('./tcp-port.ts')
  return openTcpPort(hostname, port, onBytes)
}

function readUrl(address: string): { hostname: string; port: number } {
  const found = /^tcp:\/\/(\[[^\]]+\]|[^:/]+):(\d{1,5})\/?$/.exec(address)
  if (!found) throw new PortRefused('not-an-address', address)
  return { hostname: found[1]!.replace(/^\[|\]$/g, ''), port: Number(found[2]) }
}

/** A board may need two seconds after its port has been opened (bootloader); these have nothing to boot. */
export const bootMsFor = (address: string): number => (/^(tcp:|\/dev\/pts\/)/.test(leadsTo(address)) ? 250 : 2000)

function leadsTo(address: string): string {
  try {
    return realpathSync(address)
  } catch {
    return address
  }
}

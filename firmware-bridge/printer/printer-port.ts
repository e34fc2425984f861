import { realpathSync } from 'node:fs'
import type { Acquaintance, Known } from './acquaintance.ts'
import { detectBaud } from '../port/detect-baud.ts'
import type { PrinterConfig } from '../messages.ts'
import { bootMsFor, openPort } from '../port/open-port.ts'
import { choosePort } from '../port/choice.ts'
import type { Port } from '../port/port.ts'
import { recognize } from './recognize.ts'
import { NoAnswer, PortRefused } from '../port/trouble.ts'
import { listPorts } from '../port/usb.ts'

/** The way to one printer: finds its port wherever it is plugged in, and its speed, and makes sure that it is there. */
export type PrinterPort = {
  /**
   * `mustNotWait`: a run is open, and its heaters may be on. A printer that waits for its heat answers no question: then the port by
   * which it is known has to do. Its speed is not looked for.
   */
  open: (config: PrinterConfig, mustNotWait: boolean) => Promise<Port>
  /** How long its start may still take. */
  bootMs: (config: PrinterConfig) => number
  /** It was met, and told who it is. */
  met: (config: PrinterConfig, uuid: string | undefined) => void
  /** Staff have put another board in: whoever answers next is the printer. */
  forget: () => void
}

/** A board that prints was not restarted by the opening of its port; one that was will be told by its first words. */
const runBootMs = 500
/** One that has just answered has started. */
const recognizedMs = 100

export function createPrinterPort(acquaintance: Acquaintance): PrinterPort {
  let opened: Pick<Known, 'usb' | 'baud'> = {}
  let recognized = false

  async function open(config: PrinterConfig, mustNotWait: boolean): Promise<Port> {
    const known = acquaintance.of(config.port)
    recognized = false
    const isRemote = config.port.startsWith('tcp://')
    const { path, usb } = isRemote ? { path: config.port, usb: undefined } : find(config.port, known)
    const baud = isRemote ? 0 : await speedFor(config, path, known, mustNotWait)
    opened = { ...(usb && { usb }), ...(baud > 0 && { baud }) }
    const port = await openPort(path, baud)
    if (known.uuid === undefined) return port
    try {
      const [bootMs, tries] = mustNotWait ? [Math.min(bootMsFor(path), runBootMs), 1] : [bootMsFor(path), 4]
      await recognize(port, known.uuid, bootMs, tries)
      recognized = true
      return port
    } catch (error) {
      if (mustNotWait && error instanceof NoAnswer && error.trouble.code === 'no-answer') return port
      await port.close()
      if (config.baud === 0 && error instanceof NoAnswer) {
        const { baud: _, ...rest } = known
        acquaintance.learn(rest)
      }
      throw error
    }
  }

  return {
    open,
    bootMs: ({ port }) => (recognized ? recognizedMs : bootMsFor(port)),
    met: (config, uuid) => acquaintance.learn({ ...opened, address: config.port, ...(uuid !== undefined && { uuid }) }),
    forget: acquaintance.forget,
  }
}

function find(address: string, known: Known): { path: string; usb: Known['usb'] } {
  const ports = listPorts()
  const choice = choosePort(address, deviceOf(address), known, ports)
  if ('code' in choice) throw new PortRefused(choice.code, address, choice.what)
  const device = deviceOf(choice.open)
  return { path: choice.open, usb: ports.find((port) => port.device === device)?.usb }
}

function deviceOf(address: string): string | undefined {
  try {
    return realpathSync(address)
  } catch {
    return undefined
  }
}

async function speedFor(config: PrinterConfig, path: string, known: Known, mustNotWait: boolean): Promise<number> {
  if (config.baud !== 0) return config.baud
  if (known.baud !== undefined) return known.baud
  if (mustNotWait) throw new NoAnswer('no-answer', path)
  return detectBaud(path, bootMsFor(path))
}

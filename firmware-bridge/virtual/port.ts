import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Line } from './line.ts'
import type { Plug } from './panel.ts'

/** Where a virtual printer is plugged in: one line after another, each with an address of its own, as a system names USB ports. */
export type VirtualPort = Plug & {
  address: () => string | undefined
  send: (text: string) => void
  onBytes: (listener: (bytes: Uint8Array) => void) => void
  onPlug: (listener: (address: string) => void) => void
  pause: () => void
  resume: () => void
  close: () => Promise<void>
}

/** `link` always points at the present port and is gone while there is none, as /dev/serial/by-id does. */
export async function openVirtualPort(open: () => Promise<Line>, link?: string): Promise<VirtualPort> {
  let line: Line | undefined
  let hear: (bytes: Uint8Array) => void = () => {}
  let tell: (address: string) => void = () => {}
  let linked = link

  async function plug(name?: string): Promise<void> {
    if (line) throw new Error('an unplugged printer')
    if (linked !== undefined && name !== undefined) linked = join(dirname(linked), name)
    line = await open()
    line.onBytes((bytes) => hear(bytes))
    if (linked !== undefined) {
      rmSync(`${linked}.new`, { force: true })
      symlinkSync(line.address, `${linked}.new`)
      renameSync(`${linked}.new`, linked)
    }
    tell(line.address)
  }

  function unplug(): Promise<void> {
    const gone = line
    line = undefined
    if (linked !== undefined) rmSync(linked, { force: true })
    return gone?.close() ?? Promise.resolve()
  }

  await plug()
  return {
    plug,
    unplug: () => void unplug(),
    close: unplug,
    address: () => line?.address,
    send: (text) => line?.send(text),
    onBytes: (listener) => void (hear = listener),
    onPlug: (listener) => void (tell = listener),
    pause: () => line?.pause(),
    resume: () => line?.resume(),
  }
}

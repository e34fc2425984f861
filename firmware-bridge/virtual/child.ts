import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '../process-lock.ts'
import { PortRefused } from '../port/trouble.ts'
import { flagsOfAddress } from './options.ts'

/** The virtual printers of this bridge: processes of their own, that outlive it as a real printer would. */
export type VirtualChildren = {
  /** The pseudo-terminal of the printer of this `virtual:` address; starts it when it does not run. */
  path: (printerId: string, address: string) => Promise<string>
  /** What a person does to a printer that has halted: off, and on again. */
  switchOff: (printerId: string) => void
  switchAllOff: () => void
}

export function createVirtualChildren(folder: string, cli: string): VirtualChildren {
  const known = new Set<string>()
  const file = (printerId: string, ext: string): string =>
    join(folder, `virtual-${encodeURIComponent(printerId)}.${ext}`)

  function running(printerId: string): { pid: number; path: string; address: string } | undefined {
    try {
      const found = JSON.parse(readFileSync(file(printerId, 'json'), 'utf8')) as {
        pid: number
        path: string
        address: string
      }
      if (!isAlive(found.pid, 'virtual-printer')) return undefined
      return found
    } catch {
      return undefined
    }
  }

  /** It may have been plugged in again since it was started, elsewhere. */
  function presentPath(printerId: string): string {
    try {
      return readlinkSync(file(printerId, 'port'))
    } catch {
      throw new PortRefused('no-such-port', file(printerId, 'port'))
    }
  }

  function switchOff(printerId: string): void {
    const child = running(printerId)
    if (child) process.kill(child.pid, 'SIGTERM')
    rmSync(file(printerId, 'json'), { force: true })
  }

  async function start(printerId: string, address: string): Promise<string> {
    const errors = openSync(file(printerId, 'err'), 'a')
    const child = spawn(
      process.execPath,
      [
        cli,
        'virtual-printer',
        '--pty',
        '--log',
        file(printerId, 'log'),
        '--uuid',
        uuidOf(printerId),
        '--link',
        file(printerId, 'port'),
        '--panel',
        file(printerId, 'panel'),
        ...flagsOfAddress(address),
      ],
      { detached: true, stdio: ['ignore', 'pipe', errors] },
    )
    closeSync(errors)
    const path = await new Promise<string>((ready, failed) => {
      let said = ''
      child.once('error', failed)
      child.once('exit', () => failed(new Error('the virtual printer did not start')))
      child.stdout!.on('data', (text: Buffer) => {
        said += text.toString()
        if (said.includes('\n')) ready(said.split('\n')[0]!)
      })
    })
    child.stdout!.destroy()
    child.unref()
    child.removeAllListeners('exit')
    writeFileSync(file(printerId, 'json'), JSON.stringify({ pid: child.pid, path, address }))
    return path
  }

  return {
    async path(printerId, address) {
      known.add(printerId)
      const child = running(printerId)
      if (child?.address === address) return presentPath(printerId)
      switchOff(printerId)
      return start(printerId, address)
    },
    switchOff,
    switchAllOff: () => known.forEach(switchOff),
  }
}

/** The same printer tells the same identity at each start. */
function uuidOf(printerId: string): string {
  const hex = createHash('sha256').update(printerId).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

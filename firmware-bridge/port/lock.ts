import { accessSync, constants, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/**
 * The lock file that serial programs have always used (`LCK..ttyUSB0`, with the owner's number), for those that know no other. Returns
 * how to let go, or who has it. Two that take over a dead one's at the same moment are told apart by the lock on the port itself.
 */
export function takePortLock(device: string, folder = lockFolder()): { release: () => void } | { holder: number } {
  const path = join(folder, `LCK..${device.replace(/^\/dev\//, '').replaceAll('/', '_')}`)
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(path, `${String(process.pid).padStart(10)}\n`, { flag: 'wx', mode: 0o644 })
      return { release: () => (readPid(path) === process.pid ? rmSync(path, { force: true }) : undefined) }
    } catch {
      const holder = readPid(path)
      if (holder !== undefined && hasOpen(holder, device)) return { holder }
      try {
        rmSync(path, { force: true })
      } catch {
        // Another user's, left behind: the lock on the port itself stands.
        return { release: () => {} }
      }
    }
  }
  return { release: () => {} }
}

/** Who has this device open, as far as /proc tells: `pronterface (process 4711)`. */
export function holderOf(device: string): string | undefined {
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    if (list(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === device)) return nameOf(Number(pid))
  }
  return undefined
}

export function nameOf(pid: number): string {
  const words = read(`/proc/${pid}/cmdline`).split('\0')
  // "node bridge.mjs" and "python3 pronterface.py" are told by their script.
  const script = words.slice(1).find((word) => word !== '' && !word.startsWith('-'))
  const name = /^(node|python[\d.]*|perl|bash|sh)$/.test(basename(words[0] ?? '')) ? script : words[0]
  return `${basename(name ?? '') || 'a program'}, process ${pid}`
}

/** Temporary, and empty after a start of the machine. One that all programs share, or none is kept out. */
function lockFolder(): string {
  for (const folder of ['/run/lock', '/var/lock']) {
    try {
      accessSync(folder, constants.W_OK)
      return folder
    } catch {
      // The next.
    }
  }
  return tmpdir()
}

/** A number that another program has by now holds nothing; of a stranger's process it cannot be told. */
function hasOpen(pid: number, device: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === device)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

function readPid(path: string): number | undefined {
  const pid = Number(read(path).trim())
  return Number.isInteger(pid) && pid > 1 ? pid : undefined
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

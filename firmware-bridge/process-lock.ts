import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Holds `path` for this process. Returns the pid of the living bridge that holds it already, or undefined. */
export function takeLock(path: string): number | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch {
    return undefined
  }
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: 'wx' })
      return undefined
    } catch (error) {
      // A disk that can only be read holds no lock, and must not keep a bridge from its heaters: each port has its own.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return undefined
      const holder = readPid(path)
      if (holder !== undefined && holder !== process.pid && isAlive(holder, 'bridge')) return holder
      // Left behind by a process that was killed, or a number that another program has now.
      rmSync(path, { force: true })
    }
  }
  return undefined
}

export function releaseLock(path: string): void {
  if (readPid(path) === process.pid) rmSync(path, { force: true })
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8').trim())
    return Number.isInteger(pid) && pid > 1 ? pid : undefined
  } catch {
    return undefined
  }
}

/** Whether this process lives and is running `command`; where /proc is missing the number alone decides. */
export function isAlive(pid: number, command: string): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    if (/ Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return false
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(command)
  } catch {
    return true
  }
}

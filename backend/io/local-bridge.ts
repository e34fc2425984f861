import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from './log.ts'

export type LocalBridge = {
  /** Asks it to stop, unless it prints: then it goes on by itself and the next start adopts it. */
  release: (isPrinting: boolean) => Promise<void>
}

type Options = { dataDir: string; cli: string; server: string; tokenFile: string; log: Log }

/** How often a bridge that an earlier server has started is looked at: its death does not tell itself. */
const lookMs = 500
/** A bridge that ends by itself again and again is not started faster than this. */
const mostOftenMs = 2_000

/**
 * Keeps one bridge process beside the server. It is detached, its output goes to a file: it outlives the server's death, and
 * the next start finds it by `bridge.pid` and adopts it.
 */
export function superviseBridge({ dataDir, cli, server, tokenFile, log }: Options): LocalBridge {
  const pidFile = join(dataDir, 'bridge.pid')
  const addressFile = join(dataDir, 'bridge-server')
  let released = false
  let timer: NodeJS.Timeout | undefined
  let startedAt = -Infinity
  let told: number | undefined

  /** A printer that stands still with its heaters on waits for this: a bridge that has died is started again at once. */
  function keep(): void {
    clearTimeout(timer)
    if (released) return
    const pid = livingBridge(pidFile)
    if (pid !== undefined && pid !== told && !isSameServer(addressFile, server)) {
      // Once: told twice it ends what it prints.
      told = pid
      log.warn({ pid, server }, 'the bridge of another address: replaced once it has nothing to print')
      process.kill(pid, 'SIGTERM')
    }
    if (pid === undefined && performance.now() - startedAt > mostOftenMs) start()
    timer = setTimeout(keep, lookMs)
    timer.unref()
  }

  /** A full disk must end neither the server nor the bridge's being started. */
  function attempt<T>(write: () => T): T | undefined {
    try {
      return write()
    } catch (error) {
      log.warn({ trouble: (error as Error).message }, 'the disk does not take it')
      return undefined
    }
  }

  function start(): void {
    startedAt = performance.now()
    const out = attempt(() => openSync(join(dataDir, 'bridge.log'), 'a')) ?? 'ignore'
    const flags = ['--server', server, '--data', dataDir, '--pid-file', pidFile, '--token-file', tokenFile]
    const args = [cli, 'bridge', ...flags, '--name', 'local']
    const child: ChildProcess = spawn(process.execPath, args, {
      detached: true,
      stdio: ['ignore', out, out],
    })
    if (out !== 'ignore') closeSync(out)
    child.once('exit', (code, signal) => {
      if (!released) log.warn({ pid: child.pid, code, signal }, 'the bridge has ended')
      keep()
    })
    child.unref()
    attempt(() => writeFileSync(pidFile, `${child.pid ?? ''}\n`))
    attempt(() => writeFileSync(addressFile, server))
    log.info({ pid: child.pid }, 'bridge started')
  }

  keep()

  return {
    release: async (isPrinting) => {
      released = true
      clearTimeout(timer)
      const pid = livingBridge(pidFile)
      if (isPrinting || pid === undefined) return
      process.kill(pid, 'SIGTERM')
      for (let tries = 0; tries < 30 && livingBridge(pidFile) !== undefined; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      if (livingBridge(pidFile) === undefined) rmSync(pidFile, { force: true })
    },
  }
}

const isSameServer = (addressFile: string, server: string): boolean => {
  try {
    return readFileSync(addressFile, 'utf8') === server
  } catch {
    return true
  }
}

/** The process of the pid file, if it lives and is a bridge: a number used again by another program is none. */
export function livingBridge(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').trim())
    if (!Number.isInteger(pid) || pid <= 1) return undefined
    process.kill(pid, 0)
    const [command, state] = [procFile(pid, 'cmdline'), procFile(pid, 'stat')]
    if (command !== undefined && !command.includes('\0bridge\0')) return undefined
    if (state !== undefined && / Z /.test(state)) return undefined
    return pid
  } catch {
    return undefined
  }
}

/** Only Linux has it; elsewhere the number alone decides. */
function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

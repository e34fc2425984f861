import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Person = { name: string; passphrase: string }

/** A lab as a stranger starts it: the built server in a process of its own, with its bridge, in a folder of its own. */
export async function startLab(args: string[] = ['--sample'], dataDir = mkdtempSync(join(tmpdir(), 'etabli-lab-'))) {
  const port = await freePort()
  const output: string[] = []
  let server: ChildProcess | undefined

  /** Resolves with the milliseconds until the first answer. */
  async function start(): Promise<number> {
    const began = performance.now()
    server = spawn(
      process.execPath,
      ['dist/backend/cli.mjs', 'serve', '--port', String(port), '--data', dataDir, ...args],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    server.stdout?.on('data', (text: Buffer) => output.push(String(text)))
    server.stderr?.on('data', (text: Buffer) => output.push(String(text)))
    const base = `http://127.0.0.1:${port}`
    for (;;) {
      if (server.exitCode !== null) throw new Error(`the server ended: ${output.join('')}`)
      const answer = await fetch(`${base}/healthz`).catch(() => undefined)
      if (answer?.ok) return performance.now() - began
      if (performance.now() - began > 60_000) throw new Error(`the server does not answer: ${output.join('')}`)
      await pause(20)
    }
  }

  /** Ends the server with this signal and waits for its end. Resolves with its exit code. */
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = server
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    return gone
  }

  const pidOf = (name: 'bridge' | 'backend'): number => Number(readFileSync(join(dataDir, `${name}.pid`), 'utf8'))

  await start()
  return {
    base: `http://127.0.0.1:${port}`,
    port,
    dataDir,
    output: () => output.join(''),
    start,
    end,
    pidOf,
    person: (name: string): Person => {
      const { members } = JSON.parse(readFileSync(join(dataDir, 'sample.json'), 'utf8')) as { members: Person[] }
      const found = members.find((member) => member.name === name)
      if (!found) throw new Error(`${name} is not in the sample lab`)
      return found
    },
    /** Ends everything that this lab has started, and removes it. A bridge that prints is told twice: it stops the print first. */
    close: async (): Promise<void> => {
      await end('SIGTERM')
      const bridge = livingPid(join(dataDir, 'bridge.pid'))
      for (let tries = 0; bridge !== undefined && tries < 100 && isAlive(bridge); tries++) {
        if (tries === 0 || tries === 5) process.kill(bridge, 'SIGTERM')
        await pause(100)
      }
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function livingPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return isAlive(pid) ? pid : undefined
  } catch {
    return undefined
  }
}

export type StartedLab = Awaited<ReturnType<typeof startLab>>

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { openBridge, type Bridge } from './bridge.ts'
import { observe } from './cli-observe.ts'
import { log } from './log.ts'
import { releaseLock, takeLock } from './process-lock.ts'

const help = `etabli bridge --server URL (--token TOKEN | --token-file PATH) [--data DIR] [--name NAME] [--pid-file PATH]
etabli bridge --observe --port PATH|tcp://HOST:PORT [--baud 115200] [--silent] [--json]

The process beside the printers: it owns their ports, prints on without the network, and dials out to the server.
The token may also come from the environment: ETABLI_BRIDGE_TOKEN. It is only the first one: the server sends another
every day, which the bridge keeps in its data directory.

SIGTERM ends it, or, while something prints, as soon as that is over; a second SIGTERM stops the prints, heaters off.

  --observe   reads a port and tells what the printer says: who it is, its temperatures, what is done at its panel. It writes
              nothing but M115 and M105, and needs no server. A safe first day: see docs/first-day.md
  --silent    writes nothing at all
  --json      one JSON object a line
`

const flags = {
  help: { type: 'boolean', short: 'h' },
  server: { type: 'string' },
  token: { type: 'string' },
  'token-file': { type: 'string' },
  data: { type: 'string', default: './data' },
  name: { type: 'string', default: 'bridge' },
  'pid-file': { type: 'string' },
  observe: { type: 'boolean' },
  port: { type: 'string' },
  baud: { type: 'string', default: '115200' },
  silent: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export async function bridgeCommand(argv: string[]): Promise<number> {
  let values
  try {
    values = parseArgs({ args: argv, options: flags }).values
  } catch (error) {
    process.stderr.write(`bridge: ${(error as Error).message}\n`)
    return 2
  }
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  if (values.observe) {
    const { port, json, silent } = values
    const baud = Number(values.baud)
    if (port !== undefined && baud > 0) return observe({ port, baud, json, silent })
    process.stderr.write(`bridge: --observe needs --port and a --baud above 0\n\n${help}`)
    return 2
  }
  const { server, name } = values
  const token = givenToken(values.token ?? process.env['ETABLI_BRIDGE_TOKEN'], values['token-file'])
  if (server === undefined || !URL.canParse(server) || token === undefined) {
    process.stderr.write(`bridge: --server URL and a token are needed\n\n${help}`)
    return 2
  }

  const folder = join(resolve(values.data), 'bridge')
  const lock = join(folder, 'lock')
  const holder = takeLock(lock)
  if (holder !== undefined) {
    process.stderr.write(`bridge: process ${holder} is already the bridge of ${folder}; stop it first\n`)
    return 1
  }
  const pidFile = values['pid-file']
  try {
    if (pidFile !== undefined) writeFileSync(pidFile, `${process.pid}\n`)
  } catch (error) {
    // The heaters come first: whoever looks for this process finds it by its lock, too.
    log('the pid file cannot be written', { pidFile, trouble: (error as Error).message })
  }

  stayLean()
  log('bridge started', { pid: process.pid, server, folder })
  const bridge = openBridge({ server, token, folder, name, cli: process.argv[1] ?? '', log })
  await untilTold(bridge)
  await bridge.close(true)
  if (pidFile !== undefined) rmSync(pidFile, { force: true })
  releaseLock(lock)
  log('bridge ended')
  return 0
}

/** A file is read again each time: a person may have put another token into it. */
function givenToken(token: string | undefined, file: string | undefined): (() => string) | undefined {
  if (file === undefined) return token === undefined ? undefined : () => token
  return () => {
    try {
      return readFileSync(file, 'utf8').trim()
    } catch {
      return token ?? ''
    }
  }
}

/** The engine cleans up early rather than grow: 40 MB less in a long print, for a twentieth more of processor time. */
const stayLean = (): void => setFlagsFromString('--optimize-for-size')

const lastPatienceMs = 5000

/** Resolves once it may stop: told to, and nothing prints any more. */
function untilTold(bridge: Bridge): Promise<void> {
  return new Promise((stop) => {
    let times = 0
    const tell = (): void => {
      times++
      if (times === 1 && bridge.isPrinting()) log('will stop when the print is over')
      if (times === 2) {
        bridge.cancelRuns()
        setTimeout(stop, lastPatienceMs)
      }
      if (times > 1) return
      const look = setInterval(() => {
        if (bridge.isPrinting()) return
        clearInterval(look)
        stop()
      }, 100)
    }
    process.on('SIGTERM', tell)
    process.on('SIGINT', tell)
  })
}

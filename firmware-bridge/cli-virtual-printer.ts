import { closeSync, openSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { faultLines, faultRates, faultSwitches, readFaults, type Faults } from './virtual-faults.ts'
import { openPty, openTcp } from './virtual-line.ts'
import { createVirtualPrinter } from './virtual-printer.ts'

const list = (table: Record<string, string>, value: string): string =>
  Object.entries(table)
    .map(([name, meaning]) => `  ${(name + value).padEnd(18)} ${meaning}`)
    .join('\n')

const help = `etabli virtual-printer [--pty | --tcp PORT] [--speed N] [--faults LIST] [--log FILE] [--seed N]

A printer that is not there: keeps to the protocol of Marlin 2.1, moves and heats in real time.
Its first line of output is the path (or the TCP port) to connect to. Ctrl-C switches it off.

  --pty              on a pseudo-terminal (the default)
  --tcp PORT         on a TCP port of this machine; 0 takes a free one
  --speed N          all times are divided by N
  --log FILE         appends each executed command, one a line
  --seed N           the same seed, the same faults
  --uuid UUID        the identity it tells
  --faults LIST      name=value pairs, separated by commas:

${list(faultRates, '=RATE')}
${list(faultLines, '=LINE')}
${list(faultSwitches, '')}
`

/** Runs until SIGINT or SIGTERM. */
export async function virtualPrinterCommand(argv: string[]): Promise<number> {
  let options
  let faults: Faults
  try {
    options = parseArgs({ args: argv, options: flags }).values
    faults = readFaults(options.faults ?? '')
    if (!(Number(options.speed) > 0)) throw new Error('--speed takes a number above 0')
  } catch (error) {
    process.stderr.write(`virtual-printer: ${(error as Error).message}\n`)
    return 2
  }
  if (options.help) {
    process.stdout.write(help)
    return 0
  }

  const line = await (options.tcp === undefined ? openPty() : openTcp(Number(options.tcp)))
  const log = options.log === undefined ? undefined : openSync(options.log, 'a')
  const printer = createVirtualPrinter(
    {
      speed: Number(options.speed),
      seed: Number(options.seed),
      faults,
      ...(options.uuid !== undefined && { uuid: options.uuid }),
      ...(log !== undefined && { onExecuted: (command) => void writeSync(log, `${command}\n`) }),
    },
    line.send,
  )
  line.onBytes(printer.receive)
  process.stdout.write(`${line.address}\n`)

  await new Promise<void>((stop) => {
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
  printer.powerOff()
  await line.close()
  if (log !== undefined) closeSync(log)
  return 0
}

const flags = {
  help: { type: 'boolean', short: 'h' },
  pty: { type: 'boolean' },
  tcp: { type: 'string' },
  speed: { type: 'string', default: '1' },
  faults: { type: 'string' },
  log: { type: 'string' },
  seed: { type: 'string', default: '1' },
  uuid: { type: 'string' },
} as const

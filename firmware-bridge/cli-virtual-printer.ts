import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openPty, openTcp, type Line } from './virtual-line.ts'
import { faultsHelp, readSettings, settingFlags, settingsHelp } from './virtual-options.ts'
import { createVirtualPrinter, type VirtualPrinter, type VirtualPrinterOptions } from './virtual-printer.ts'

const help = `etabli virtual-printer [--pty | --tcp PORT] [--speed N] [--faults LIST] [--log FILE] …

A printer that is not there: keeps to the protocol of Marlin 2.1, moves and heats in real time.
Its first line of output is the path (or the TCP port) to connect to. Ctrl-C switches it off.

  --pty              on a pseudo-terminal (the default)
  --tcp PORT         on a TCP port of this machine; 0 takes a free one
  --count N          N printers in this one process, a path a line
  --log FILE         appends each executed command, one a line; FILE.1, FILE.2 … with --count
  --stats FILE       at the end, one JSON object a line for each printer; - for standard error
  --uuid UUID        the identity it tells

${settingsHelp}

The faults; a rate is per line, from 0 to 1:

${faultsHelp}
`

const flags = {
  ...settingFlags,
  help: { type: 'boolean', short: 'h' },
  pty: { type: 'boolean' },
  tcp: { type: 'string' },
  count: { type: 'string', default: '1' },
  log: { type: 'string' },
  stats: { type: 'string' },
  uuid: { type: 'string' },
} as const

/** Runs until SIGINT or SIGTERM. */
export async function virtualPrinterCommand(argv: string[]): Promise<number> {
  let given
  let settings: VirtualPrinterOptions
  let count: number
  try {
    given = parseArgs({ args: argv, options: flags }).values
    settings = readSettings(given)
    count = Number(given.count)
    if (!(Number.isInteger(count) && count >= 1 && count <= 256)) throw new Error('--count takes 1 to 256')
    if (given.tcp !== undefined && count > 1 && given.tcp !== '0') throw new Error('--count takes free ports: --tcp 0')
  } catch (error) {
    process.stderr.write(`virtual-printer: ${(error as Error).message}\n`)
    return 2
  }
  if (given.help) {
    process.stdout.write(help)
    return 0
  }

  const { log, uuid, stats } = given
  const printers = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      switchOn(given.tcp === undefined ? openPty() : openTcp(Number(given.tcp)), {
        settings: { ...settings, seed: (settings.seed ?? 1) + n, ...(uuid !== undefined && { uuid }) },
        log: log !== undefined && count > 1 ? `${log}.${n + 1}` : log,
      }),
    ),
  )
  process.stdout.write(printers.map(({ address }) => `${address}\n`).join(''))

  await new Promise<void>((stop) => {
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
  if (stats !== undefined) {
    const told = printers.map(({ printer }) => `${JSON.stringify(printer.state())}\n`).join('')
    if (stats === '-') process.stderr.write(told)
    else writeFileSync(stats, told)
  }
  await Promise.all(printers.map(({ switchOff }) => switchOff()))
  return 0
}

async function switchOn(
  opening: Promise<Line>,
  { settings, log }: { settings: VirtualPrinterOptions; log: string | undefined },
): Promise<{ address: string; printer: VirtualPrinter; switchOff: () => Promise<void> }> {
  const line = await opening
  const file = log === undefined ? undefined : openSync(log, 'a')
  const printer = createVirtualPrinter(
    { ...settings, ...(file !== undefined && { onExecuted: (command) => void writeSync(file, `${command}\n`) }) },
    line.send,
  )
  line.onBytes((bytes) => {
    printer.receive(bytes)
    if (printer.underWay() > mostUnderWay) holdBack(line, printer)
  })
  return {
    address: line.address,
    printer,
    switchOff: async () => {
      printer.powerOff()
      await line.close()
      if (file !== undefined) closeSync(file)
    },
  }
}

/** Bytes: what a system keeps for a serial port that is slower than its writer, who then has to wait. */
const mostUnderWay = 4096

function holdBack(line: Line, printer: VirtualPrinter): void {
  line.pause()
  setTimeout(() => (printer.underWay() > mostUnderWay / 2 ? holdBack(line, printer) : line.resume()), 10)
}

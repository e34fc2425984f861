import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { openPty, openTcp } from './virtual/line.ts'
import { faultsHelp, readSettings, settingFlags, settingsHelp } from './virtual/options.ts'
import { openPanel, pressAt } from './virtual/panel-socket.ts'
import { panelHelp, press } from './virtual/panel.ts'
import { openVirtualPort, type VirtualPort } from './virtual/port.ts'
import { createVirtualPrinter, type VirtualPrinter, type VirtualPrinterOptions } from './virtual/virtual-printer.ts'

const help = `etabli virtual-printer [--pty | --tcp PORT] [--speed N] [--faults LIST] [--log FILE] …
etabli virtual-printer --panel PATH --tell ACTION

A printer that is not there: keeps to the protocol of Marlin 2.1, moves and heats in real time.
Its first line of output is the path (or the TCP port) to connect to. Ctrl-C switches it off.

  --pty                    on a pseudo-terminal (the default)
  --tcp PORT               on a TCP port of this machine; 0 takes a free one
  --count N                N printers in this one process, a path a line; FILE and PATH become FILE.1, FILE.2 …
  --link PATH              a link that points at the pseudo-terminal, whatever its name is
  --log FILE               appends each executed command, one a line
  --stats FILE             at the end, one JSON object a line for each printer; - for standard error
  --panel PATH             a socket that takes the actions below, one a line
  --tell ACTION            does it at the panel of a running printer
  --uuid UUID              the identity it tells

${settingsHelp}

What a hand can do at the printer, written to its standard input (after its number with --count) or to its panel:

${panelHelp}

The faults; a rate is per line, from 0 to 1:

${faultsHelp}
`

const flags = {
  ...settingFlags,
  help: { type: 'boolean', short: 'h' },
  pty: { type: 'boolean' },
  tcp: { type: 'string' },
  count: { type: 'string', default: '1' },
  link: { type: 'string' },
  log: { type: 'string' },
  stats: { type: 'string' },
  panel: { type: 'string' },
  tell: { type: 'string' },
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
    if (given.tell !== undefined && given.panel === undefined) throw new Error('--tell needs the --panel of a printer')
  } catch (error) {
    process.stderr.write(`virtual-printer: ${(error as Error).message}\n`)
    return 2
  }
  if (given.help) {
    process.stdout.write(help)
    return 0
  }
  if (given.tell !== undefined) return tellPanel(given.panel!, given.tell)

  const { tcp, uuid, stats } = given
  const printers = await Promise.all(
    Array.from({ length: count }, (_, n) => {
      const own = (path: string | undefined): string | undefined =>
        path !== undefined && count > 1 ? `${path}.${n + 1}` : path
      return switchOn({
        open: () => (tcp === undefined ? openPty() : openTcp(Number(tcp))),
        settings: { ...settings, seed: (settings.seed ?? 1) + n, ...(uuid !== undefined && { uuid }) },
        log: own(given.log),
        link: own(given.link),
        panel: own(given.panel),
      })
    }),
  )
  // The program that has read the paths may be gone when a printer is plugged in again.
  process.stdout.on('error', () => {})
  process.stdout.write(printers.map(({ port }) => `${port.address()}\n`).join(''))
  for (const { port } of printers) port.onPlug((address) => void process.stdout.write(`${address}\n`))

  const hands = process.stdin.isTTY ? undefined : listenToHands(printers)
  await new Promise<void>((stop) => {
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
  hands?.close()
  if (stats !== undefined) {
    const told = printers.map(({ printer }) => `${JSON.stringify(printer.state())}\n`).join('')
    if (stats === '-') process.stderr.write(told)
    else writeFileSync(stats, told)
  }
  await Promise.all(printers.map(({ switchOff }) => switchOff()))
  return 0
}

/** Not from a terminal: a program in the background that reads from its terminal is stopped. */
function listenToHands(printers: SwitchedOn[]): { close: () => void } {
  const lines = createInterface(process.stdin).on('line', (text) => {
    const [, number = '1', action = ''] = /^\s*(?:(\d+)\s+)?(.*)$/.exec(text)!
    const printer = printers[Number(number) - 1]
    if (!printer) process.stderr.write(`error: there is no printer ${number}.\n`)
    else void printer.press(action).then((answer) => process.stderr.write(`${answer}\n`))
  })
  return {
    close: () => {
      lines.close()
      process.stdin.destroy()
    },
  }
}

async function tellPanel(path: string, action: string): Promise<number> {
  try {
    const answer = await pressAt(path, action)
    process.stdout.write(`${answer}\n`)
    return answer.startsWith('error: ') ? 1 : 0
  } catch {
    process.stderr.write(`virtual-printer: no printer answers at ${path}.\n`)
    return 1
  }
}

type SwitchedOn = {
  port: VirtualPort
  printer: VirtualPrinter
  press: (text: string) => Promise<string>
  switchOff: () => Promise<void>
}

async function switchOn(options: {
  open: Parameters<typeof openVirtualPort>[0]
  settings: VirtualPrinterOptions
  log: string | undefined
  link: string | undefined
  panel: string | undefined
}): Promise<SwitchedOn> {
  const port = await openVirtualPort(options.open, options.link)
  const file = options.log === undefined ? undefined : openSync(options.log, 'a')
  const printer = createVirtualPrinter(
    {
      ...options.settings,
      onUnplug: port.unplug,
      ...(file !== undefined && { onExecuted: (command) => void writeSync(file, `${command}\n`) }),
    },
    port.send,
  )
  port.onBytes((bytes) => {
    printer.receive(bytes)
    if (printer.underWay() > mostUnderWay) holdBack(port, printer)
  })
  const pressed = (text: string): Promise<string> => press(text, printer, port)
  const closePanel = options.panel === undefined ? undefined : await openPanel(options.panel, pressed)
  return {
    port,
    printer,
    press: pressed,
    switchOff: async () => {
      closePanel?.()
      printer.powerOff()
      await port.close()
      if (file !== undefined) closeSync(file)
    },
  }
}

/** Bytes: what a system keeps for a serial port that is slower than its writer, who then has to wait. */
const mostUnderWay = 4096

function holdBack(port: VirtualPort, printer: VirtualPrinter): void {
  port.pause()
  setTimeout(() => (printer.underWay() > mostUnderWay / 2 ? holdBack(port, printer) : port.resume()), 10)
}

import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { openAcquaintance } from './printer/acquaintance.ts'
import { createCommandJudge } from './link/command-judge.ts'
import { createFileCache } from './run/file-cache.ts'
import { openJournal } from './run/journal.ts'
import { openLink } from './link/link.ts'
import { openLinkToken } from './link/link-token.ts'
import { createTelling } from './link/telling.ts'
import type { Log } from './log.ts'
import type { PrinterConfig } from './messages.ts'
import { openPort } from './port/open-port.ts'
import { openOutbox, type News } from './link/outbox.ts'
import { createPrinterPort } from './printer/printer-port.ts'
import { createPrinter, type Printer } from './printer/printer.ts'
import { readPrinters, writePrinters } from './printer/printer-list.ts'
import { portsSeen } from './port/usb.ts'
import { createVirtualChildren } from './virtual/child.ts'

export type BridgeOptions = {
  server: string
  /** The token it was given: the first one, until the server sends another. */
  token: () => string
  /** Everything the bridge keeps is here. */
  folder: string
  name: string
  /** The program to start for a virtual printer. */
  cli: string
  log: Log
}

export type Bridge = {
  isPrinting: () => boolean
  cancelRuns: () => void
  /** Ports closed, link closed; `forGood` also switches the virtual printers off. */
  close: (forGood: boolean) => Promise<void>
}

const virtualBaud = 115_200
const telemetryMs = 500
const lookForPortsMs = 5000
/** An idle printer whose temperatures do not change is told about this often. */
const idleTelemetryMs = 5000

/** Everything a host with printers does: one link, many printers, none of which waits for another. */
export function openBridge(options: BridgeOptions): Bridge {
  const { folder, log } = options
  mkdirSync(join(folder, 'printers'), { recursive: true })
  const outbox = openOutbox(join(folder, 'outbox.jsonl'))
  const token = openLinkToken(join(folder, 'token'), options.token)
  const files = createFileCache(join(folder, 'files'), options.server, token.current)
  const children = createVirtualChildren(folder, options.cli)
  const judge = createCommandJudge()
  const printers = new Map<string, Printer>()
  const listFile = join(folder, 'printers.json')

  const tell = (news: News): void => {
    outbox.add(news)
    link.send()
  }

  function add(config: PrinterConfig): void {
    const file = join(folder, 'printers', encodeURIComponent(config.id))
    const journal = openJournal(`${file}.jsonl`)
    const way = createPrinterPort(openAcquaintance(`${file}.known.json`))
    const isVirtual = ({ port }: PrinterConfig): boolean => port.startsWith('virtual:')
    printers.set(
      config.id,
      createPrinter(config, {
        openPort: async (wanted) =>
          isVirtual(wanted)
            ? openPort(await children.path(wanted.id, wanted.port), wanted.baud || virtualBaud)
            : way.open(wanted, journal.openRun() !== undefined),
        bootMs: (wanted) => (isVirtual(wanted) ? 250 : way.bootMs(wanted)),
        met: (wanted, uuid) => (isVirtual(wanted) ? undefined : way.met(wanted, uuid)),
        forget: way.forget,
        hasHalted: (wanted) => (isVirtual(wanted) ? children.switchOff(wanted.id) : undefined),
        journal,
        fetchFile: files.fetch,
        keptFile: files.kept,
        tell,
        log,
      }),
    )
  }

  /** The server's list: what is new is opened, what is gone is closed, never while it prints. */
  function take(configs: PrinterConfig[]): void {
    // A printer that prints is opened again after a crash, whatever the server has come to think of it.
    const printing = [...printers.values()].filter((printer) => printer.isPrinting()).map((printer) => printer.config())
    writePrinters(listFile, [...configs, ...printing.filter(({ id }) => configs.every((config) => config.id !== id))])
    for (const config of configs) {
      const printer = printers.get(config.id)
      if (printer) printer.reconfigure(config)
      else add(config)
    }
    for (const [id, printer] of printers) {
      if (configs.some((config) => config.id === id) || printer.isPrinting()) continue
      printers.delete(id)
      children.switchOff(id)
      void printer.close()
    }
  }

  const link = openLink({
    server: options.server,
    token,
    outbox,
    log,
    hello: () => ({
      bridgeId: `${hostname()}/${options.name}`,
      journal: outbox.journal,
      ports: portsSeen(),
      printers: [...printers].map(([printerId, printer]) => {
        const [firmware, trouble, run] = [printer.firmware(), printer.trouble(), printer.run()]
        return {
          printerId,
          online: printer.online(),
          ...(firmware && { firmware }),
          ...(trouble && { trouble }),
          ...(run && { run }),
        }
      }),
    }),
    welcomed: (welcome, askedAt, answeredAt) => {
      judge.measured(welcome.serverNow, welcome.epoch, askedAt, answeredAt)
      take(welcome.printers)
    },
    printers: take,
    command: (command) =>
      judge.answer(command, performance.now(), () => {
        const printer = printers.get(command.printerId)
        return printer ? printer.command(command) : { ok: false, refusal: 'unknown-printer' }
      }),
  })

  // Without waiting for the server: heaters that a crash left on are its first business.
  for (const config of readPrinters(listFile)) add(config)

  const telling = createTelling(idleTelemetryMs)
  let portsTold = ''
  const watch = setInterval(() => {
    const ports = portsSeen()
    if (JSON.stringify(ports) === portsTold) return
    portsTold = JSON.stringify(ports)
    link.ports(ports)
  }, lookForPortsMs)
  async function tellAll(): Promise<void> {
    for (const [id, printer] of printers) {
      if (!printer.online()) continue
      const now = printer.telemetry()
      if (!telling.isDue(id, JSON.stringify({ ...now, at: 0 }), now.at)) continue
      link.telemetry(now)
      // What may be dropped is dropped while the one before it is being written: each printer has a turn of its own.
      await new Promise(setImmediate)
    }
  }
  const telemetry = setInterval(() => void tellAll(), telemetryMs)

  return {
    isPrinting: () => [...printers.values()].some((printer) => printer.isPrinting()),
    cancelRuns: () => printers.forEach((printer) => printer.cancelRun()),
    async close(forGood) {
      clearInterval(telemetry)
      clearInterval(watch)
      await Promise.all([...printers.values()].map((printer) => printer.close()))
      if (forGood) children.switchAllOff()
      link.close()
      outbox.close()
    },
  }
}

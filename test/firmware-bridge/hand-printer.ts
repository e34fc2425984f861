import { join } from 'node:path'
import type { CommandAnswer, HandAct, RunOrder } from '#firmware-bridge/messages.ts'
import type { News } from '#firmware-bridge/link/outbox.ts'
import { createPrinter } from '#firmware-bridge/printer/printer.ts'
import { TransferFailed } from '#firmware-bridge/run/file-cache.ts'
import { openJournal } from '#firmware-bridge/run/journal.ts'
import { createVirtualPrinter, type VirtualPrinterOptions } from '#firmware-bridge/virtual/virtual-printer.ts'
import { createMemoryPort } from './memory-port.ts'
import { temporaryFolder } from './programs.ts'
import { limits } from './small-server.ts'

/** A printer of the bridge, and at its port a virtual one that tells what it executes. */
export async function printerAtHand(options: VirtualPrinterOptions = {}, speed = 200) {
  const executed: string[] = []
  const news: News[] = []
  let text = ''
  const port = createMemoryPort((bytes) => virtual.receive(Buffer.from(bytes, 'latin1')))
  const virtual = createVirtualPrinter(
    { speed, onExecuted: (command) => void executed.push(command), ...options },
    (said) => {
      const lines = (text + said).split(/\r?\n/)
      text = lines.pop()!
      lines.forEach(port.say)
    },
  )
  let opened = false
  let loseFile: (reason: Error) => void = () => {}
  const printer = createPrinter(
    { id: 'one', name: 'One', port: `virtual:?speed=${speed}`, baud: 115_200, limits },
    {
      openPort: async () => {
        if (opened) throw new Error('once is enough')
        opened = true
        return port
      },
      bootMs: () => 0,
      met: () => {},
      forget: () => {},
      hasHalted: () => {},
      journal: openJournal(join(temporaryFolder(), 'one.jsonl')),
      fetchFile: () => new Promise((_, reject) => (loseFile = reject)),
      keptFile: async () => undefined,
      tell: (one) => void news.push(one),
      log: () => {},
    },
  )
  let closed: Promise<void> | undefined
  const end = (): Promise<void> => (closed ??= printer.close())
  const close = (): Promise<void> => end().then(virtual.powerOff)
  let commands = 0
  const envelope = () => ({ id: `c${++commands}`, printerId: 'one', epoch: 1, issuedAt: 0 })
  return {
    printer,
    port,
    executed,
    end,
    close,
    loseFile: () => loseFile(new TransferFailed('transfer-failed', 'the file does not come')),
    act: (byHand: HandAct): CommandAnswer => printer.command({ ...envelope(), type: 'printer:by-hand', byHand }),
    coolDown: (): CommandAnswer => printer.command({ ...envelope(), type: 'printer:cool-down' }),
    stop: (): CommandAnswer => printer.command({ ...envelope(), type: 'printer:stop' }),
    start: (order: RunOrder): CommandAnswer => printer.command({ ...envelope(), type: 'run:start', order }),
    hand: () => printer.telemetry().byHand!,
    said: () => news.flatMap((one) => (one.type === 'printer:said' ? [one] : [])),
    /** What it has executed since it was greeted, without the questions of the conversation. */
    done: () => executed.slice(executed.lastIndexOf('M113 S1') + 4).filter((line) => !/^M(105|110)\b/.test(line)),
  }
}

import { press } from '#firmware-bridge/virtual/panel.ts'
import { createVirtualPrinter, type VirtualPrinterOptions } from '#firmware-bridge/virtual/virtual-printer.ts'
import { simulatedTime } from './simulated-time.ts'

/** A virtual printer in simulated time, what it has said and executed, and a hand at its panel. */
export function simulatedPrinter(options: VirtualPrinterOptions = {}) {
  const time = simulatedTime()
  const executed: string[] = []
  let text = ''
  const plugged: string[] = []
  const plug = {
    unplug: () => void plugged.push('unplug'),
    plug: async (name: string | undefined) => void plugged.push(`plug ${name ?? ''}`.trim()),
  }
  const printer = createVirtualPrinter(
    {
      timeline: time,
      onExecuted: (command) => void executed.push(command),
      onUnplug: plug.unplug,
      ...options,
    },
    (said) => (text += said),
  )
  return {
    time,
    printer,
    executed,
    plugged,
    state: printer.state,
    /** Everything said so far, as bytes. */
    text: () => text,
    said: () => text.split(/\r?\n/).slice(0, -1),
    /** What has been said since the last time it was asked. */
    news: () => {
      const lines = text.split(/\r?\n/).slice(0, -1)
      text = ''
      return lines
    },
    send: (...lines: string[]) => printer.receive(Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1')),
    press: (action: string) => press(action, printer, plug),
  }
}

import type { Defect } from './heater.ts'
import type { VirtualPrinter } from './virtual-printer.ts'

/** What a hand can do at the cable. */
export type Plug = {
  unplug: () => void
  /** Opens a port again; under another name than before where one is given. */
  plug: (name: string | undefined) => Promise<void>
}

const defects: readonly Defect[] = ['cold', 'loose', 'open', 'stuck']

type Act = (
  printer: VirtualPrinter,
  argument: string | undefined,
  plug: Plug,
) => string | undefined | void | Promise<void>

const onOrOff = (argument: string | undefined): boolean => {
  if (argument !== undefined && argument !== 'on' && argument !== 'off') throw new Error('"on" or "off"')
  return argument !== 'off'
}

/** What can be done to a virtual printer from outside, word by word: the table that its panel, its help and its tests read. */
const panelActions: Record<string, { takes?: string; meaning: string; act: Act }> = {
  click: { meaning: 'presses the knob: goes on where somebody is waited for', act: ({ panel }) => panel.click() },
  pause: { meaning: 'asks the host to pause', act: ({ panel }) => panel.ask('pause') },
  resume: { meaning: 'asks the host to go on', act: ({ panel }) => panel.ask('resume') },
  stop: { meaning: 'asks the host to cancel', act: ({ panel }) => panel.ask('cancel') },
  runout: { meaning: 'the filament runs out: it says so and changes it (M600)', act: ({ panel }) => panel.runOut() },
  heat: {
    takes: 'NOZZLE',
    meaning: 'turns the nozzle to so many degrees',
    act({ panel }, argument) {
      const target = Number(argument)
      if (argument === undefined || !(target >= 0 && target <= 500)) throw new Error('a temperature from 0 to 500')
      panel.heat(target)
    },
  },
  break: {
    takes: defects.join('|'),
    meaning: 'breaks the nozzle: dead element, thermistor out, its wire off, heater stuck',
    act({ panel }, argument) {
      const defect = defects.find((one) => one === argument)
      if (!defect) throw new Error(`one of ${defects.join(', ')}`)
      panel.breakDown(defect)
    },
  },
  reset: { meaning: 'presses the reset button', act: ({ panel }) => panel.restart() },
  power: {
    takes: 'off|on',
    meaning: 'switches it off or on; the port stays',
    act: ({ panel }, argument) => (onOrOff(argument) ? panel.restart() : panel.powerOff()),
  },
  silent: {
    takes: '[off]',
    meaning: 'it says nothing any more; off: it does again',
    act: ({ panel }, argument) => panel.setSilent(onOrOff(argument)),
  },
  slow: {
    takes: '[off]',
    meaning: 'each command takes two seconds longer; off: it does not',
    act: ({ panel }, argument) => panel.setSlow(onOrOff(argument)),
  },
  flood: { meaning: 'it never stops talking', act: ({ panel }) => panel.flood() },
  unplug: { meaning: 'the port goes away', act: (_printer, _argument, plug) => plug.unplug() },
  plug: { meaning: 'it comes back', act: (_printer, _argument, plug) => plug.plug(undefined) },
  replug: {
    takes: '[NAME]',
    meaning: 'goes and comes back, its --link under another name',
    act: (_printer, argument, plug) => (plug.unplug(), plug.plug(argument)),
  },
  stats: { meaning: 'tells its state, as --stats does', act: (printer) => JSON.stringify(printer.state()) },
}

/** Does what one line of text says. The answer is `ok`, what was asked for, or a sentence that begins with `error: `. */
export async function press(text: string, printer: VirtualPrinter, plug: Plug): Promise<string> {
  const [word = '', argument] = text.trim().split(/\s+/)
  const action = Object.hasOwn(panelActions, word) ? panelActions[word] : undefined
  if (!action) return `error: no such action: ${word}. There are: ${Object.keys(panelActions).join(', ')}.`
  try {
    return (await action.act(printer, argument, plug)) ?? 'ok'
  } catch (error) {
    return `error: ${word} takes ${(error as Error).message}.`
  }
}

export const panelHelp = Object.entries(panelActions)
  .map(([name, { takes = '', meaning }]) => `  ${`${name} ${takes}`.padEnd(28)} ${meaning}`)
  .join('\n')

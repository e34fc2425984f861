import { usualSettings, type StreamSettings } from './stream.ts'

/** What one family of firmware does differently, as far as the conversation depends on it. */
export type Dialect = {
  name: string
  /** Found in its M115 line. */
  tells: RegExp
  /** Bytes that its receive buffer holds, as it is built by default. */
  receiveBuffer: number
  /** The most lines in flight. One where nothing bounds them but the firmware's goodwill. */
  window: number
  /** Its replies carry line numbers modulo this. */
  numbersWrapAt?: number
  /** Whether its "ok" says that a line is done, as Marlin's does, rather than that it has been received. */
  okOnceDone: boolean
  /** Whether `M113 S1` has it say each second that it is busy. */
  saysBusy: boolean
}

const most = 64

/**
 * The first row that fits counts. Another family is another row; whether a firmware checks line numbers is no column:
 * the greeting tries it. Sources: Marlin Configuration_adv.h (RX_BUFFER_SIZE, BUFSIZE), Prusa-Firmware Configuration_adv.h,
 * Repetier-Firmware's input cache of 127 bytes and its 16-bit comparison of line numbers (Commands/gcode.cpp), Teacup's and
 * Klipper's answers to lines out of order, both taken and executed.
 */
const dialects: readonly Dialect[] = [
  { name: 'Prusa', tells: /Prusa-Firmware/i, receiveBuffer: 128, window: most, okOnceDone: true, saysBusy: true },
  {
    name: 'Marlin 1',
    tells: /Marlin (?:bugfix-)?1\./i,
    receiveBuffer: 128,
    window: most,
    okOnceDone: true,
    saysBusy: true,
  },
  { name: 'Marlin 2', tells: /Marlin/i, receiveBuffer: 128, window: most, okOnceDone: true, saysBusy: true },
  {
    name: 'Repetier',
    tells: /Repetier/i,
    receiveBuffer: 64,

    window: most,
    numbersWrapAt: 65_536,
    okOnceDone: false,
    saysBusy: false,
  },
  { name: 'Teacup', tells: /Teacup/i, receiveBuffer: 64, window: 1, okOnceDone: false, saysBusy: false },
  { name: 'Klipper', tells: /Klipper/i, receiveBuffer: 4096, window: 1, okOnceDone: false, saysBusy: false },
]

/** The smallest buffer that any firmware has, and nothing taken for granted. */
const stranger: Dialect = {
  name: 'unknown',
  tells: /./,
  receiveBuffer: 64,

  window: most,
  okOnceDone: false,
  saysBusy: false,
}

/** `identity` is the M115 line, '' where there is none. */
export const dialectOf = (identity: string): Dialect =>
  dialects.find(({ tells }) => identity !== '' && tells.test(identity)) ?? stranger

/** How to talk to this firmware. `receiveBuffer` is what a person knows of this printer's own build, in bytes. */
export function settingsFor(
  firmware: { identity: string; checked: boolean; reportsHeat: boolean },
  receiveBuffer?: number,
): StreamSettings {
  const dialect = dialectOf(firmware.identity)
  return {
    ...usualSettings,
    checked: firmware.checked,
    reportsHeat: firmware.reportsHeat,
    window: dialect.window,
    // One byte stays free: a ring buffer that is full looks like an empty one.
    rxBudget: (receiveBuffer ?? dialect.receiveBuffer) - 1,
    okOnceDone: dialect.okOnceDone,
    numbersWrapAt: dialect.numbersWrapAt,
  }
}

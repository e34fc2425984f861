import { escaped } from '../stream/framing.ts'
import type { PrinterTrouble, TroubleCode } from '../messages.ts'

/** What is said after the port's name: what is so, and what to do. The screens have their own table, in the lab's languages. */
const sentences: Record<TroubleCode, (what: string) => string> = {
  'no-such-port': () =>
    'there is no such port. Is the printer plugged in and switched on? "ls /dev/serial/by-id" lists the ports.',
  'port-busy': (what) =>
    `another program uses this port${what && ` (${what})`}. Close it (Pronterface, OctoPrint, Cura, another bridge), then try again.`,
  'port-forbidden': () =>
    'not allowed to open this port. Add yourself to the "dialout" group ("sudo adduser $USER dialout"), then log in again.',
  'not-a-port': (what) => `cannot be opened as a serial port (${what}). Check the path.`,
  'not-an-address': () => 'not an address. Write tcp://HOST:PORT, for example tcp://10.0.0.7:8080.',
  'no-connection': (what) => `no connection (${what}). Check the address, and that the printer is on.`,
  'no-answer': () => 'the printer answers nothing. Is it switched on, and is the baud rate right?',
  'not-understood': () => 'something answers, but not like a printer. Check the baud rate and the cable.',
  'not-a-printer': (what) => `what answers is no 3D printer but ${what}. Check the address.`,
  halted: (what) => `the printer has halted (${what}). Reset it, then try again.`,
  unplugged: (what) => `the port has gone (${what}). Check the cable and the printer's power.`,
  'another-device': (what) =>
    `another device is plugged in there (${what}); nothing was sent to it. Plug the printer in again.`,
  'another-printer': (what) => `another printer answers there (${what}); nothing was sent to it. Swap the cables back.`,
  'same-adapters': () =>
    'two adapters without serial numbers share this name. Use the name under /dev/serial/by-path, and keep the printer in its socket.',
}

export const sentenceFor = ({ code, port, what = '' }: PrinterTrouble): string => `${port}: ${sentences[code](what)}`

/** A port that could not be opened, or that nobody useful answers on: the message names it and says what to do. */
class Troubled extends Error {
  readonly trouble: PrinterTrouble
  constructor(code: TroubleCode, port: string, what?: string) {
    const trouble = { code, port, ...(what !== undefined && { what: escaped(what) }) }
    super(sentenceFor(trouble))
    this.trouble = trouble
  }
}

export class PortRefused extends Troubled {
  override name = 'PortRefused'
}

/** The printer answers nothing, or nothing that makes sense. */
export class NoAnswer extends Troubled {
  override name = 'NoAnswer'
}

/** What is known of any failure to reach a printer. */
export const troubleOf = (error: unknown, port: string): PrinterTrouble =>
  error instanceof Troubled ? error.trouble : { code: 'unplugged', port, what: escaped((error as Error).message) }

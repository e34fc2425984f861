/** Measured and wanted temperatures, in °C. */
export type Heat = { nozzle?: number; nozzleTarget?: number; bed?: number; bedTarget?: number }

/** What a printer can say, once read. */
export type Reply =
  /** `plannerFree` and `queueFree` are P and B of Marlin's ADVANCED_OK; B still counts the command itself. */
  | { type: 'ok'; line?: number; plannerFree?: number; queueFree?: number; heat?: Heat }
  | { type: 'resend'; line: number }
  /** The error before a resend request: the last line the firmware accepted. */
  | { type: 'refused'; last: number }
  | { type: 'heat'; heat: Heat }
  | { type: 'busy' }
  /** The firmware has nothing to do (Repetier, Marlin's NO_TIMEOUTS). */
  | { type: 'wait' }
  | { type: 'restarted' }
  /** The receive buffer ran over, in the firmware's own words (Marlin's RX_BUFFER_MONITOR, Prusa). */
  | { type: 'overrun' }
  | { type: 'failure'; text: string }
  | { type: 'unknown-command'; text: string }
  | { type: 'capability'; name: string; has: boolean }
  | { type: 'identity'; text: string }
  | { type: 'action'; text: string }
  | { type: 'other'; text: string }

/**
 * Reads one line of any dialect of the Marlin family. Replies carry no checksum, so everything may be damaged:
 * what cannot be read is `other`, and nothing here throws.
 */
export function readReply(raw: string): Reply {
  // Nearly everything a printer says.
  if (raw === 'ok') return { type: 'ok' }
  const text = raw.trim()
  return (
    readOk(text) ??
    readRequest(text) ??
    readError(text) ??
    readLife(text) ??
    readReport(text) ?? { type: 'other', text }
  )
}

/** `ok`, `ok N12 P15 B3`, `ok 12` (Repetier), `ok T:21.0 /0.0`. Klipper's answer to M115 is one line too. */
function readOk(text: string): Reply | undefined {
  if (!/^ok\b/.test(text)) return undefined
  const number = /^ok N?(\d{1,10})(?=$| )/.exec(text)?.[1]
  const free = number && /^ok N?\d+ P(\d{1,3}) B(\d{1,3})$/.exec(text)
  const heat = readHeat(text)
  return {
    type: 'ok',
    ...(number && { line: Number(number) }),
    ...(free && { plannerFree: Number(free[1]), queueFree: Number(free[2]) }),
    ...(heat && { heat }),
  }
}

/** `Resend: 12` (Sprinter, Marlin, Repetier), `rs N12` (Smoothie, Teacup, which adds words). */
function readRequest(text: string): Reply | undefined {
  const number = /^(?:Resend|rs)\s*:?\s*N?(-?\d{1,10})\b/i.exec(text)?.[1]
  return number === undefined ? undefined : { type: 'resend', line: Number(number) }
}

/** Only known words end a print: a damaged "checksum mismatch" must not look like a fire. */
const fatal =
  /halted|kill\(\)|thermal.runaway|maxtemp|mintemp|heating failed|homing failed|temp.*(sensor|malfunction)|system stopped/i

function readError(text: string): Reply | undefined {
  const error = /^(?:Error|fatal)\s*:\s*(.*)/i.exec(text)?.[1]
  const last = /last line:?\s*(-?\d{1,10})$/i.exec(text)?.[1]
  if (last !== undefined) return { type: 'refused', last: Number(last) }
  if (error !== undefined && (fatal.test(error) || text.startsWith('fatal'))) return { type: 'failure', text: error }
  if (text.startsWith('!!')) return { type: 'failure', text: text.slice(2).trim() || 'halted' }
  return undefined
}

/** Marlin names the cause of a reset among its first lines; boards that say none of this re-enumerate on USB. */
const boot = /^(?:echo:)?\s*(?:start|External Reset|PowerUp|Watchdog Reset|Brown out Reset|Software Reset)$/

function readLife(text: string): Reply | undefined {
  if (/^(?:echo:)?\s*busy:/.test(text)) return { type: 'busy' }
  if (/RX BUF overflow|Full RX Buffer/i.test(text)) return { type: 'overrun' }
  if (text === 'wait') return { type: 'wait' }
  if (boot.test(text)) return { type: 'restarted' }
  if (/^\/\/ ?action:/.test(text)) return { type: 'action', text: text.replace(/^\/\/ ?action:/, '') }
  const unknown = /^(?:echo:|\/\/ ?)?Unknown command:?\s*(.*)/i.exec(text)?.[1]
  return unknown === undefined ? undefined : { type: 'unknown-command', text: unknown }
}

function readReport(text: string): Reply | undefined {
  const capability = /^Cap:(\w+):([01])$/.exec(text)
  if (capability) return { type: 'capability', name: capability[1]!, has: capability[2] === '1' }
  if (/^FIRMWARE_NAME:/.test(text)) return { type: 'identity', text }
  const heat = readHeat(text)
  return heat && { type: 'heat', heat }
}

const number = String.raw`(-?\d+(?:\.\d+)?|nan|-?inf)`
const reading = (name: string): RegExp => new RegExp(`(?:^|[ k])${name}:\\s*${number}(?:\\s*/\\s*${number})?`, 'i')
const readings = { nozzle: [reading('T'), reading('T0')], bed: [reading('B')] }

/** `T:21.3 /0.0 B:22.1 /0.0 @:0`; `T0:` where there is no `T:`; spaces around `/` or not; `T:200.1 E:0 W:8`. */
export function readHeat(text: string): Heat | undefined {
  if (!text.includes(':')) return undefined
  const nozzle = readings.nozzle.map((form) => form.exec(text)).find((found) => found)
  const bed = readings.bed[0]!.exec(text)
  if (!nozzle && !bed) return undefined
  const heat: Heat = {}
  const put = (key: keyof Heat, value: string | undefined): void => {
    if (value !== undefined && Number.isFinite(Number(value))) heat[key] = Number(value)
  }
  put('nozzle', nozzle?.[1])
  put('nozzleTarget', nozzle?.[2])
  put('bed', bed?.[1])
  put('bedTarget', bed?.[2])
  return Object.keys(heat).length > 0 ? heat : undefined
}

import { access } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { settingsFor } from './stream/dialects.ts'
import { detectBaud } from './port/detect-baud.ts'
import { measureGcodeFile, openGcodeFile, type GcodeMeasure } from './run/gcode-file.ts'
import { greet, startCounting } from './printer/greet.ts'
import { bootMsFor, openPort } from './port/open-port.ts'
import type { Port } from './port/port.ts'
import type { Heat, Reply } from './stream/reply.ts'
import { playStream, type Playing, type StreamEnd } from './stream/play-stream.ts'
import { writeCoolDown } from './printer/safe-script.ts'
import { warnOf } from './stream/warnings.ts'
import { NoAnswer, PortRefused } from './port/trouble.ts'

const help = `etabli stream FILE.gcode --port PATH|tcp://HOST:PORT [--baud 115200] [--json]

Sends one G-code file to one printer, without any server. Ctrl-C stops safely: heaters off, motors off.
Ctrl-C twice is the software stop (M112).

  --port ADDRESS   a serial port, or tcp://HOST:PORT
  --baud N         115200 unless told; "auto" finds it
  --rx-buffer N    bytes of the firmware's receive buffer, where its build differs from what its family usually has
  --window N       the most lines in flight; 1 waits for each "ok"
  --json           one JSON object a line; the last is
                   {done, lines_sent, seconds, lines_per_second, resends, error}
`

const flags = {
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string' },
  baud: { type: 'string', default: '115200' },
  window: { type: 'string' },
  'rx-buffer': { type: 'string' },
  json: { type: 'boolean' },
} as const

type Wish = { window?: number; receiveBuffer?: number }
type Told = { progress: (now: Progress) => void; note: (text: string) => void; end: (result: Result) => void }
type Progress = { lines_sent: number; lines: number; seconds: number; resends: number } & Heat
type Result = {
  done: boolean
  lines_sent: number
  seconds: number
  lines_per_second: number
  resends: number
  error: string | null
}

/** 0 only when the printer has taken every line of the file. */
export async function streamCommand(argv: string[]): Promise<number> {
  let parsed
  try {
    parsed = parseArgs({ args: argv, options: flags, allowPositionals: true })
  } catch (error) {
    process.stderr.write(`stream: ${(error as Error).message}\n`)
    return 2
  }
  const { values, positionals } = parsed
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const file = positionals[0]
  const baud = values.baud === 'auto' ? 0 : Number(values.baud)
  const wish: Wish = {
    ...(values.window !== undefined && { window: Number(values.window) }),
    ...(values['rx-buffer'] !== undefined && { receiveBuffer: Number(values['rx-buffer']) }),
  }
  const isOdd = Object.values(wish).some((value) => !Number.isInteger(value) || value < 1)
  if (file === undefined || values.port === undefined || !(baud >= 0) || isOdd) {
    process.stderr.write(`stream: a file and --port are needed\n\n${help}`)
    return 2
  }
  const told = values.json ? tellJson() : tellPerson()
  const result = await stream(file, values.port, baud, wish, told)
  told.end(result)
  return result.done ? 0 : 1
}

const nothingSent = { done: false, lines_sent: 0, seconds: 0, lines_per_second: 0, resends: 0 }

async function stream(path: string, address: string, baud: number, wish: Wish, told: Told): Promise<Result> {
  let port: Port | undefined
  const interrupted = abortOnSignal()
  try {
    const measure = await checkFile(path)
    port = await openPort(
      address,
      address.startsWith('tcp:') ? 0 : baud || (await detectBaud(address, bootMsFor(address))),
    )
    const gone = new Promise<string>((lost) => port!.onClose((reason) => lost(reason ?? 'closed')))
    const heat: Heat = {}
    const onReply = (reply: Reply): void => {
      if ((reply.type === 'ok' || reply.type === 'heat') && reply.heat) Object.assign(heat, reply.heat)
    }
    const lost = gone.then((reason): never => {
      throw new PortRefused('unplugged', address, reason)
    })
    lost.catch(() => {})
    const firmware = await Promise.race([greet(port, bootMsFor(address), onReply), lost])
    if (firmware.identity !== '') told.note(firmware.identity)
    await Promise.race([startCounting(port, onReply), lost])
    if (interrupted.aborted) return { ...nothingSent, error: 'stopped before the first line' }

    const settings = settingsFor(firmware, wish.receiveBuffer)
    const file = await openGcodeFile(path)
    let isRead = false
    const source = {
      next: async () => {
        const lines = await file.next()
        isRead = lines === undefined
        return lines
      },
    }
    const begun = performance.now()
    let seconds = 0
    const playing = playStream(port, source, {
      settings: { ...settings, window: Math.min(settings.window, wish.window ?? Infinity) },
      reportsHeat: firmware.reportsHeat,
      emergencyParser: firmware.emergencyParser,
      onReply: (reply) => {
        onReply(reply)
        // Looked at for the last lines only: at each of a million it costs more than sending them.
        if (isRead && seconds === 0 && playing.progress().lines >= measure.lines) {
          seconds = (performance.now() - begun) / 1000
        }
      },
    })
    void gone.then(playing.lost)
    interrupted.stopper = playing
    if (interrupted.aborted) playing.cancel()
    const timer = setInterval(() => {
      const { lines, resends } = playing.progress()
      told.progress({
        lines_sent: lines,
        lines: measure.lines,
        seconds: round((performance.now() - begun) / 1000),
        resends,
        ...heat,
      })
    }, 1000)
    const end = await playing.ended
    clearInterval(timer)
    await file.close()
    if (end.outcome === 'failed' || end.outcome === 'stopped') writeCoolDown(port)
    seconds ||= (performance.now() - begun) / 1000
    const { lines, resends } = playing.progress()
    return {
      done: end.outcome === 'done',
      lines_sent: lines,
      seconds: round(seconds),
      lines_per_second: round(lines / seconds),
      resends,
      error: end.outcome === 'done' ? null : sentenceFor(end, address, lines, measure.lines),
    }
  } catch (error) {
    if (!(error instanceof PortRefused || error instanceof NoAnswer || error instanceof BadFile)) throw error
    return { ...nothingSent, error: error.message }
  } finally {
    interrupted.release()
    // What was written last must leave the machine before the port closes.
    if (port) await new Promise((sent) => setTimeout(sent, 100)).then(() => port!.close())
  }
}

class BadFile extends Error {}

async function checkFile(path: string): Promise<GcodeMeasure> {
  try {
    await access(path)
  } catch {
    throw new BadFile(`${path}: there is no such file`)
  }
  const warnings = warnOf()
  const measure = await measureGcodeFile(path, warnings.see)
  if (measure.lines === 0) throw new BadFile(`${path}: no G-code command in this file`)
  if (measure.trouble) {
    const { line, text, what } = measure.trouble
    throw new BadFile(`${path}: line ${line} cannot be sent (${what}): ${text}`)
  }
  for (const warning of warnings.all()) process.stderr.write(`stream: ${warning}\n`)
  return measure
}

const failures: Record<NonNullable<StreamEnd['reason']>, { says: string; advice: string }> = {
  'firmware-error': { says: 'the printer stopped with an error', advice: 'Look at the printer before anything else.' },
  'firmware-restarted': { says: 'the printer restarted', advice: 'The print is lost; check its power supply.' },
  'printer-unplugged': { says: 'the port has gone', advice: 'Check the cable; the printer may still be hot.' },
  'no-answer': { says: 'the printer no longer answers', advice: 'Check it and its cable; it may still be hot.' },
}

function sentenceFor(end: StreamEnd, address: string, lines: number, of: number): string {
  const at = `after ${lines} of ${of} lines`
  if (end.outcome === 'cancelled') return `stopped ${at}; heaters off`
  if (end.outcome === 'stopped') return `software stop ${at}; reset the printer before the next print`
  const words = end.detail === undefined ? '' : ` (${end.detail})`
  const { says, advice } = failures[end.reason ?? 'no-answer']
  return `${address}: ${says} ${at}${words}. ${advice}`
}

/** Ctrl-C: first the safe end, then the software stop. */
function abortOnSignal(): { aborted: boolean; stopper: Playing | undefined; release: () => void } {
  const state = {
    aborted: false,
    stopper: undefined as Playing | undefined,
    release: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
  function stop(): void {
    if (state.aborted) state.stopper?.stop()
    else state.stopper?.cancel()
    state.aborted = true
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return state
}

const round = (value: number): number => Math.round(value * 100) / 100

function tellJson(): Told {
  const line = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
  return { progress: line, note: (firmware) => line({ firmware }), end: line }
}

function tellPerson(): Told {
  const clear = process.stdout.isTTY ? '\r\x1b[K' : ''
  const close = process.stdout.isTTY ? '' : '\n'
  const degrees = (now?: number, target?: number): string => `${now?.toFixed(0) ?? '–'}/${target?.toFixed(0) ?? '–'} °C`
  return {
    note: (text) => void process.stdout.write(`${text}\n`),
    progress: (p) =>
      void process.stdout.write(
        `${clear}${((100 * p.lines_sent) / p.lines).toFixed(1)} %  ${p.lines_sent}/${p.lines} lines  ` +
          `nozzle ${degrees(p.nozzle, p.nozzleTarget)}  bed ${degrees(p.bed, p.bedTarget)}  ${p.resends} resends${close}`,
      ),
    end: (r) => {
      process.stdout.write(
        `${clear}${r.lines_sent} lines in ${r.seconds} s, ${r.lines_per_second} lines/s, ${r.resends} resends\n`,
      )
      if (r.error !== null) process.stderr.write(`${r.error}\n`)
    },
  }
}

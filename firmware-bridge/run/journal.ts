import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { momentNow, type Moment } from './boot-clock.ts'
import { writeDurably } from '../durable-file.ts'
import type { Firmware } from '../printer/greet.ts'
import { readRecords, recordLine } from './journal-record.ts'
import { log } from '../log.ts'
import type { RunOrder, RunOutcome, RunReason, RunStatus } from '../messages.ts'
import type { PausePoint } from './pause-park.ts'
import type { Heat } from '../stream/reply.ts'
import type { OwnLine, StreamPosition } from '../stream/stream.ts'

/** A pause, and the place to come back to once the head has been parked there. */
export type Paused = { why: RunReason; point?: PausePoint }

/** A run that was open when the bridge last wrote. */
export type OpenRun = {
  order: RunOrder
  linesTotal: number
  /** Who prints it; undefined until the line counter stands at 0, and nothing of the file has been sent. */
  firmware: Firmware | undefined
  /** No line beyond this number was ever written. */
  reserved: number
  /** The printer has this for certain. */
  reached: StreamPosition
  /** Lines of ours after `reached`, in order. */
  own: OwnLine[]
  /** The last temperatures heard. */
  heat: Heat
  paused: Paused | undefined
  /** The last lines written were ours and not mere questions: the head may stand elsewhere than the file left it. */
  aside: boolean
  /** It was told to end, or had failed: it must not go on. */
  abandoned: boolean
  /** How often it has been continued after a crash. */
  incidents: number
  /** When the bridge last wrote: it lived then. */
  at: Moment
}

type Entry =
  | { type: 'started'; order: RunOrder; at: Moment }
  /** What is left of `started` once its run is over. */
  | { type: 'known'; runId: string; attempt: number }
  | { type: 'began'; firmware: Firmware; linesTotal: number; heat: Heat }
  | { type: 'reserved'; to: number }
  | { type: 'own'; lines: OwnLine[] }
  | { type: 'reached'; position: StreamPosition; heat: Heat; at: Moment }
  | { type: 'paused'; as: Paused | null }
  | { type: 'abandoned' }
  | { type: 'continued'; position: StreamPosition; at: Moment }
  | { type: 'aside'; is: boolean }
  | { type: 'ended'; outcome: RunOutcome; stream?: StreamFigures }
  | { type: 'open'; run: OpenRun }

/** How the stream of a run went: kept for whoever asks later who made the printer wait. */
type StreamFigures = Pick<RunStatus, 'linesAcked' | 'resends' | 'quality'>

/**
 * What one printer was told to print, on disk before the first byte of it leaves. It answers the question that no database
 * rolled back can (has this attempt been started before?), and what a bridge that was killed must know to go on.
 *
 * A run's own records are only as durable as the machine: they survive the death of the process, and a power cut ends the
 * run anyway. What says that an attempt was started survives both.
 */
export type Journal = {
  hasStarted: (runId: string, attempt: number) => boolean
  openRun: () => OpenRun | undefined
  /** Throws when the disk does not take it: then the run must not begin. */
  started: (order: RunOrder) => void
  /** The firmware counts from 0. */
  began: (firmware: Firmware, linesTotal: number, heat: Heat) => void
  /** To be called before any line with a new number is written: up to which number, and which of the new ones are ours. */
  numbered: (upTo: number, own: OwnLine[]) => void
  reached: (position: StreamPosition, heat: Heat) => void
  paused: (as: Paused | undefined) => void
  abandoned: () => void
  /** The firmware stands at this line, proven: from here the stream goes on. Throws when the disk does not take it. */
  continued: (position: StreamPosition) => void
  ended: (outcome: RunOutcome, stream?: StreamFigures) => void
  close: () => void
}

/** Numbers are reserved by so many. */
const block = 64
/** Lines of ours that change nothing. */
const questions = ['M105', 'M114', 'M400']
/** A journal that has grown by this, in bytes, is written anew. */
const rewriteAfter = 2 ** 20

const start: StreamPosition = { number: 0, lines: 0, bytes: 0 }

export function openJournal(path: string): Journal {
  const starts = new Set<string>()
  let open: OpenRun | undefined
  let file: number | undefined
  let length = 0
  let grown = 0
  /** Up to here the file tells nothing of how far the open run has come. */
  let floor = 0
  let hasGap = false
  const key = (runId: string, attempt: number): string => JSON.stringify([runId, attempt])

  function apply(entry: Entry): void {
    if (entry.type === 'known') starts.add(key(entry.runId, entry.attempt))
    if (entry.type === 'started') {
      starts.add(key(entry.order.runId, entry.order.attempt))
      open = newRun(entry.order, entry.at)
    }
    if (entry.type === 'open') {
      starts.add(key(entry.run.order.runId, entry.run.order.attempt))
      open = entry.run
    }
    if (entry.type === 'ended') open = undefined
    if (open) applyToRun(open, entry)
  }

  function write(entry: Entry, isDurable: boolean): void {
    const text = recordLine(entry)
    // Writes all of it or throws, which writeSync alone does not.
    writeFileSync(file!, text)
    if (isDurable) fdatasyncSync(file!)
    length += Buffer.byteLength(text)
    grown += text.length
  }

  /**
   * A full disk must not stop a print that is under way; only a new one is not begun without its line here. But with one
   * record missing the others would be misread: so all that the disk knows of the open run's progress goes, and with it the
   * continuation after a crash, until it can be written as a whole again.
   */
  function tryToAdd(entry: Entry, isDurable = false): void {
    apply(entry)
    if (hasGap && (entry.type === 'own' || entry.type === 'reserved')) return
    try {
      if (hasGap || grown > rewriteAfter) rewrite()
      else write(entry, isDurable)
      hasGap = false
    } catch (error) {
      if (!hasGap) log('the journal cannot be written', { path, trouble: (error as Error).message })
      hasGap = true
      length = Math.min(length, floor)
      cut()
    }
  }

  /** Half a record would hide all that follow it. A disk that takes nothing any more does not even take this. */
  function cut(): void {
    try {
      ftruncateSync(file!, length)
    } catch {
      hasGap = true
    }
  }

  /** Without the positions of runs that are over it stays small for years. */
  function rewrite(): void {
    const known = [...starts].map((text): Entry => {
      const [runId, attempt] = JSON.parse(text) as [string, number]
      return { type: 'known', runId, attempt }
    })
    const text = known.map(recordLine).join('')
    const whole = text + (open ? recordLine({ type: 'open', run: open }) : '')
    writeDurably(path, whole)
    if (file !== undefined) closeSync(file)
    file = openSync(path, 'a')
    floor = Buffer.byteLength(text)
    length = Buffer.byteLength(whole)
    grown = 0
  }

  const found = existsSync(path) ? readRecords(readFileSync(path)) : { whole: [], beyond: [], length: 0 }
  for (const entry of found.whole) apply(entry as Entry)
  const left = open as OpenRun | undefined
  // Beyond a damage nothing is believed but that an attempt was started: too many is safe there.
  for (const entry of found.beyond as Entry[]) if (/^(?:started|known|open)$/.test(entry.type)) apply(entry)
  open = left
  try {
    rewrite()
  } catch (error) {
    // A disk as full as this must not keep the bridge from its first business, the heaters.
    log('the journal cannot be written', { path, trouble: (error as Error).message })
    floor = length = found.length
    hasGap = true
    try {
      file = openSync(path, 'a')
      cut()
    } catch {
      // A disk that can only be read: nothing is begun on it, and everything else goes on.
    }
  }

  return {
    hasStarted: (runId, attempt) => starts.has(key(runId, attempt)),
    openRun: () => open,
    started(order) {
      const entry: Entry = { type: 'started', order, at: momentNow() }
      try {
        if (hasGap || grown > rewriteAfter) rewrite()
        write(entry, true)
      } catch (error) {
        cut()
        throw error
      }
      hasGap = false
      floor = length
      apply(entry)
    },
    began: (firmware, linesTotal, heat) => tryToAdd({ type: 'began', firmware, linesTotal, heat }),
    numbered(upTo, own) {
      if (!open) return
      if (own.length > 0) tryToAdd({ type: 'own', lines: own })
      const isAside = own.at(-1)?.number === upTo && (open.aside || own.some(({ text }) => !questions.includes(text)))
      if (isAside !== open.aside) tryToAdd({ type: 'aside', is: isAside })
      if (upTo > open.reserved) tryToAdd({ type: 'reserved', to: upTo + block })
    },
    reached: (position, heat) => tryToAdd({ type: 'reached', position, heat, at: momentNow() }),
    paused: (as) => tryToAdd({ type: 'paused', as: as ?? null }),
    abandoned: () => tryToAdd({ type: 'abandoned' }),
    continued(position) {
      if (hasGap) throw new Error('the journal cannot be written')
      const entry: Entry = { type: 'continued', position, at: momentNow() }
      write(entry, true)
      apply(entry)
    },
    ended: (outcome, stream) => tryToAdd({ type: 'ended', outcome, ...(stream && { stream }) }, true),
    close: () => void (file !== undefined && closeSync(file)),
  }
}

function newRun(order: RunOrder, at: Moment): OpenRun {
  return {
    order,
    linesTotal: 0,
    firmware: undefined,
    reserved: 0,
    reached: start,
    own: [],
    heat: {},
    paused: undefined,
    aside: false,
    abandoned: false,
    incidents: 0,
    at,
  }
}

function applyToRun(run: OpenRun, entry: Entry): void {
  switch (entry.type) {
    case 'began':
      run.firmware = entry.firmware
      run.linesTotal = entry.linesTotal
      run.heat = entry.heat
      return
    case 'reserved':
      run.reserved = entry.to
      return
    case 'own':
      run.own.push(...entry.lines)
      return
    case 'reached':
      run.reached = entry.position
      run.own = run.own.filter(({ number }) => number > entry.position.number)
      run.heat = entry.heat
      run.at = entry.at
      return
    case 'continued':
      run.reached = entry.position
      // What the printer has not taken is written again, and told again.
      run.own = []
      run.incidents++
      run.at = entry.at
      return
    case 'aside':
      run.aside = entry.is
      return
    case 'paused':
      run.paused = entry.as ?? undefined
      return
    case 'abandoned':
      run.abandoned = true
      return
    case 'started':
    case 'known':
    case 'open':
    case 'ended':
      return
  }
}

import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { log } from './log.ts'
import type { RunOrder, RunOutcome, RunStatus } from './messages.ts'

/** One line of a printer's journal. */
type Entry =
  | { type: 'started'; order: RunOrder; at: number }
  | { type: 'acked'; runId: string; lines: number; linesTotal: number; bytes: number }
  | { type: 'ended'; runId: string; attempt: number; outcome: RunOutcome; at: number; stream?: StreamFigures }

/** How the stream of a run went: kept for whoever asks later who made the printer wait. */
type StreamFigures = Pick<RunStatus, 'linesAcked' | 'resends' | 'quality'>

/** A run that was open when the bridge last wrote: how far the printer had acknowledged it. */
export type OpenRun = { order: RunOrder; lines: number; linesTotal: number; bytes: number }

/**
 * What one printer was told to print, on disk before the first byte of it leaves. It answers the one question that no
 * database rolled back can: has this attempt been started before?
 */
export type Journal = {
  hasStarted: (runId: string, attempt: number) => boolean
  openRun: () => OpenRun | undefined
  /** Throws when the disk does not take it: then the run must not begin. */
  started: (order: RunOrder) => void
  /** Written at most twice a second: what a continuation after a crash starts from. */
  acked: (runId: string, lines: number, linesTotal: number, bytes: number) => void
  ended: (runId: string, attempt: number, outcome: RunOutcome, stream?: StreamFigures) => void
  close: () => void
}

export function openJournal(path: string): Journal {
  const starts = new Set<string>()
  let open: OpenRun | undefined
  const kept: string[] = []
  const key = (runId: string, attempt: number): string => `${runId}/${attempt}`

  const apply = (entry: Entry): void => {
    if (entry.type === 'started') {
      starts.add(key(entry.order.runId, entry.order.attempt))
      open = { order: entry.order, lines: 0, linesTotal: 0, bytes: 0 }
    } else if (entry.type === 'acked') {
      if (open?.order.runId === entry.runId) {
        const { lines, linesTotal, bytes } = entry
        Object.assign(open, { lines, linesTotal, bytes })
      }
    } else open = undefined
  }

  for (const text of existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []) {
    const entry = parse(text)
    if (!entry) continue
    apply(entry)
    if (entry.type !== 'acked') kept.push(text)
  }
  const still = open as OpenRun | undefined
  if (still) {
    const { order, ...reached } = still
    kept.push(JSON.stringify({ type: 'acked', runId: order.runId, ...reached }))
  }
  // Without the positions of runs that are over it stays small for years.
  writeFileSync(`${path}.new`, kept.map((text) => `${text}\n`).join(''))
  renameSync(`${path}.new`, path)

  const file = openSync(path, 'a')
  const append = (entry: Entry): void => {
    writeSync(file, `${JSON.stringify(entry)}\n`)
    if (entry.type !== 'acked') fdatasyncSync(file)
  }
  /** A full disk must not stop a print that is under way; only a new one is not begun without its line here. */
  const tryToAppend = (entry: Entry): void => {
    apply(entry)
    try {
      append(entry)
    } catch (error) {
      log('the journal cannot be written', { path, trouble: (error as Error).message })
    }
  }
  return {
    hasStarted: (runId, attempt) => starts.has(key(runId, attempt)),
    openRun: () => open,
    started: (order) => {
      const entry: Entry = { type: 'started', order, at: Date.now() }
      append(entry)
      apply(entry)
    },
    acked: (runId, lines, linesTotal, bytes) => tryToAppend({ type: 'acked', runId, lines, linesTotal, bytes }),
    ended: (runId, attempt, outcome, stream) =>
      tryToAppend({ type: 'ended', runId, attempt, outcome, at: Date.now(), ...(stream && { stream }) }),
    close: () => closeSync(file),
  }
}

/** A line cut by a crash is none. */
function parse(text: string): Entry | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as Entry)
  } catch {
    return undefined
  }
}

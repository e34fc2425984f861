import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { writeDurably } from '../durable-file.ts'
import { log } from '../log.ts'
import type { BridgeEvent } from '../messages.ts'

type WithoutEnvelope<T> = T extends unknown ? Omit<T, 'seq' | 'at'> : never
/** An event before it has a number. */
export type News = WithoutEnvelope<BridgeEvent>

/** Events that the backend has not acknowledged yet: numbered, on disk, given again after every reconnection. */
export type Outbox = {
  /** Event numbers are unique within this value. */
  journal: string
  add: (news: News) => BridgeEvent
  /** Oldest first. */
  pending: () => Iterable<BridgeEvent>
  acked: (seq: number) => void
  close: () => void
}

/** Lines of the file after which it is written anew. */
const rewriteAfter = 5000

/** `mostKept` bounds what waits; beyond it the events that are missed least go. */
export function openOutbox(path: string, mostKept = 10_000): Outbox {
  const waiting = new Map<number, BridgeEvent>()
  let journal: string = randomUUID()
  let seq = 0
  let file: number | undefined
  let lines = 0

  for (const text of existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []) {
    try {
      const entry = JSON.parse(text) as { journal?: string; seq?: number; event?: BridgeEvent; acked?: number }
      if (entry.journal !== undefined) journal = entry.journal
      if (entry.seq !== undefined) seq = Math.max(seq, entry.seq)
      if (entry.event) waiting.set(entry.event.seq, entry.event)
      if (entry.event) seq = Math.max(seq, entry.event.seq)
      if (entry.acked !== undefined) waiting.delete(entry.acked)
    } catch {
      // A line cut by a crash, or the empty one at the end.
    }
  }
  thin()
  rewrite()

  /** What is missed least goes first; the last word on a run never does. */
  function thin(): void {
    while (waiting.size > mostKept) {
      const seq = leastMissed(waiting)
      if (seq === undefined) return
      waiting.delete(seq)
    }
  }

  function rewrite(): void {
    const text = [{ journal, seq }, ...[...waiting.values()].map((event) => ({ event }))]
    lines = text.length
    try {
      writeDurably(path, text.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    } catch (error) {
      // A full disk: the file stays as it was, and says all of this and more.
      log('the outbox cannot be written anew', { path, trouble: (error as Error).message })
    }
    try {
      if (file !== undefined) closeSync(file)
      file = undefined
      file = openSync(path, 'a')
    } catch (error) {
      log('the outbox cannot be opened', { path, trouble: (error as Error).message })
    }
  }

  /** On a full disk events are kept in memory: better than to stop what prints. */
  function append(entry: unknown, durable: boolean): void {
    try {
      writeSync(file!, `${JSON.stringify(entry)}\n`)
      if (++lines > rewriteAfter + waiting.size) rewrite()
      if (durable) fdatasyncSync(file!)
    } catch (error) {
      log('the outbox cannot be written', { path, trouble: (error as Error).message })
    }
  }

  return {
    journal,
    add(news) {
      const event = { ...news, seq: ++seq, at: Date.now() } as BridgeEvent
      waiting.set(event.seq, event)
      append({ event }, true)
      thin()
      return event
    },
    pending: () => waiting.values(),
    acked(number) {
      if (waiting.delete(number)) append({ acked: number }, false)
    },
    close: () => void (file !== undefined && closeSync(file)),
  }
}

/** The oldest word on a printer itself; then the oldest move of a run that a later move of it has overtaken. */
function leastMissed(waiting: Map<number, BridgeEvent>): number | undefined {
  const lastOfRun = new Map<string, number>()
  for (const [seq, event] of waiting) {
    if (event.type !== 'run:moved') return seq
    lastOfRun.set(event.run.runId, seq)
  }
  for (const [seq, event] of waiting) {
    if (event.type === 'run:moved' && event.run.phase !== 'ended' && lastOfRun.get(event.run.runId) !== seq) return seq
  }
  return undefined
}

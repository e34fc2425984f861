import { escaped } from './framing.ts'
import { createLateness } from './lateness.ts'
import type { Port } from '../port/port.ts'
import { readReply, type Reply } from './reply.ts'
import { breakHeatWait, closingLines, coolDownLines, writeStop } from '../printer/safe-script.ts'
import { historyLength } from './state.ts'
import type { StreamQuality } from '../messages.ts'
import {
  newStream,
  ownLinesSince,
  progressOf,
  step,
  surePosition,
  type OwnLine,
  type StreamEvent,
  type StreamLine,
  type StreamPosition,
  type StreamSettings,
} from './stream.ts'
import { qualityOf } from './waits.ts'

export type StreamSource = { next: () => Promise<StreamLine[] | undefined> }

export type StreamEnd = {
  outcome: 'done' | 'cancelled' | 'stopped' | 'failed'
  reason?: 'firmware-error' | 'firmware-restarted' | 'no-answer' | 'printer-unplugged'
  /** The firmware's own words, escaped. */
  detail?: string
}

export type PlayOptions = {
  settings: StreamSettings
  /** Sent after the last line of the source. */
  closing?: readonly string[]
  /** Sent instead of the rest of the source when the stream is cancelled. */
  cancelled?: readonly string[]
  /** Whether the firmware reports temperatures by itself; otherwise they are asked for in a slot of the stream. */
  reportsHeat: boolean
  /** Whether M108 ends a heat wait at once. */
  emergencyParser: boolean
  onReply?: (reply: Reply, line: string) => void
  /** Where the firmware stands, when lines of this stream were sent before. */
  from?: StreamPosition
  /** Up to here numbers may have been written before, with lines that a question must not push aside. */
  takenUpTo?: number
  /** Hears up to which number lines will be written in a moment, and which of the new ones are not the source's. */
  onNumbered?: (upTo: number, own: OwnLine[]) => void
}

/** A stream being played. Only one may be on a port at a time. */
export type Playing = {
  pause: () => void
  resume: () => void
  /**
   * Lines of our own, now, whether the stream is paused or not. True once the firmware has answered the last of them,
   * false when the stream ended or was cancelled before.
   */
  aside: (lines: readonly string[]) => Promise<boolean>
  /** Heaters off, in the conversation itself; `ended` tells when the firmware has taken it. */
  cancel: () => void
  /** Text for firmware that looks at bytes as they arrive, past the conversation: one command. */
  interject: (text: string) => void
  /** The software stop: at once, whatever is under way. */
  stop: () => void
  /** The port is gone. */
  lost: (reason: string | undefined) => void
  progress: () => StreamProgress
  ended: Promise<StreamEnd>
}

export type StreamProgress = {
  lines: number
  bytes: number
  /** What the firmware has reached for certain. */
  sure: StreamPosition
  resends: number
  /** Missing until the first line is written. */
  quality: StreamQuality | undefined
  /** Lines written and not acknowledged yet. */
  inFlight: number
  /** What the firmware is at: the oldest line that it has not acknowledged. */
  oldest: string | undefined
  /** Whether the source's last line is acknowledged. */
  closing: boolean
}

const tickMs = 20
const pollMs = 5000
const lookAhead = 64
/** A clock that is later than this says that the process did not get to run. */
const lateMs = 20

/** Plays a stream on a real port: reads replies, keeps the time, feeds lines from disk, carries out the effects. */
export function playStream(port: Port, source: StreamSource, options: PlayOptions): Playing {
  const closing = (options.closing ?? closingLines).map((text) => ({ text }))
  const stream = newStream(options.settings, closing, performance.now(), options.from)
  let feeding = false
  let polledAt = performance.now()
  const lateness = createLateness(tickMs, lateMs, performance.now())
  let pending = ''
  let quietTimer: NodeJS.Timeout | undefined
  let cancelled = false
  let over = false
  const asides: ((said: boolean) => void)[] = []
  let settle: (end: StreamEnd) => void
  const ended = new Promise<StreamEnd>((resolve) => (settle = resolve))

  const end = (outcome: StreamEnd): void => {
    if (over) return
    flush()
    over = true
    clearInterval(timer)
    clearTimeout(quietTimer)
    leaveAside(false)
    settle(outcome)
  }

  const leaveAside = (said: boolean): void => asides.splice(0).forEach((heard) => heard(said))

  /** One write for all that a turn of the event loop has to say. */
  function flush(): void {
    if (pending === '') return
    const text = pending
    pending = ''
    port.write(text)
  }

  const play = (event: StreamEvent): void => {
    if (over) return
    const before = stream.sent
    for (const effect of step(stream, event)) {
      if (effect.type === 'write') {
        if (pending === '') queueMicrotask(flush)
        pending += effect.text
      }
      if (effect.type === 'done') end({ outcome: cancelled ? 'cancelled' : 'done' })
      if (effect.type === 'failed') {
        end({ outcome: 'failed', reason: effect.reason, detail: escaped(effect.detail) })
      }
    }
    if (stream.sent > before) options.onNumbered?.(stream.sent, ownLinesSince(stream, before))
    if (asides.length > 0 && stream.aside.length === 0 && stream.acked >= stream.asideEnd) leaveAside(true)
    if (stream.mode === 'quiet') lookWhenQuiet()
    if (stream.queue.length < lookAhead && !stream.sourceEnded && !feeding) void feed()
  }

  /** The end of a silence is worth milliseconds: the next tick may be far. */
  function lookWhenQuiet(): void {
    quietTimer ??= setTimeout(
      () => {
        quietTimer = undefined
        play({ type: 'tick', at: performance.now() })
      },
      Math.max(1, stream.quietUntil - performance.now()),
    )
  }

  async function feed(): Promise<void> {
    feeding = true
    try {
      const lines = await source.next()
      feeding = false
      if (!cancelled) play({ type: 'fed', lines: lines ?? [], ended: lines === undefined, at: performance.now() })
    } catch (error) {
      // The disk failed: the printer is told to cool down rather than left waiting.
      cancel()
      void ended.then(() => {})
      options.onReply?.({ type: 'other', text: `the file cannot be read: ${(error as Error).message}` }, '')
    }
  }

  function interject(text: string): void {
    port.write(text)
    play({ type: 'stray', at: performance.now() })
  }

  function cancel(): void {
    if (cancelled || over) return
    cancelled = true
    leaveAside(false)
    if (options.emergencyParser) interject(breakHeatWait)
    play({
      type: 'cancel',
      lines: (options.cancelled ?? coolDownLines).map((text) => ({ text })),
      at: performance.now(),
    })
  }

  port.onLine((line) => {
    const reply = readReply(line)
    options.onReply?.(reply, line)
    const at = performance.now()
    lateness.awake(at, stream.next - 1, stream.acked, stream.paceMs)
    play({ type: 'heard', reply, at })
    lateness.heard(at, stream.acked)
  })
  const timer = setInterval(() => {
    const at = performance.now()
    lateness.awake(at, stream.next - 1, stream.acked, stream.paceMs)
    play({ type: 'tick', at })
    if (options.reportsHeat || at - polledAt < pollMs || stream.sent < (options.takenUpTo ?? 0)) return
    polledAt = at
    play({ type: 'poll', at })
  }, tickMs)
  void feed()

  return {
    pause: () => play({ type: 'pause', at: performance.now() }),
    resume: () => play({ type: 'resume', at: performance.now() }),
    aside: (lines) =>
      new Promise((heard) => {
        if (over || cancelled) return heard(false)
        asides.push(heard)
        play({ type: 'aside', lines: lines.map((text) => ({ text })), at: performance.now() })
      }),
    cancel,
    interject,
    stop: () => {
      flush()
      writeStop(port, stream.sent)
      end({ outcome: 'stopped' })
    },
    lost: (reason) => end({ outcome: 'failed', reason: 'printer-unplugged', ...(reason && { detail: reason }) }),
    progress: () => ({
      ...progressOf(stream),
      sure: surePosition(stream),
      resends: stream.resends,
      quality: qualityOf(stream, lateness.ms(), performance.now()),
      inFlight: stream.next - 1 - stream.acked,
      oldest: stream.next - 1 > stream.acked ? stream.history[(stream.acked + 1) % historyLength]!.text : undefined,
      closing: stream.sourceEnded && stream.queue.length === 0 && stream.tail.length < closing.length,
    }),
    ended,
  }
}

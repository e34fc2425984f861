import { frame, longestFrame, probe } from './framing.ts'
import { bytesInFlight, count, inFlight, unwrapped } from './credit.ts'
import { isLongRunner, patienceFor } from './patience.ts'
import type { Reply } from './reply.ts'
import { climb, failedAgain, fallBack, learnDoubt, overran, quietMsFor, replyMsFor, surelyReadMs } from './care.ts'
import {
  believable,
  historyLength,
  type Effect,
  type Sent,
  type Stream,
  type StreamEvent,
  type StreamFailure,
  type StreamLine,
} from './state.ts'
import { flightBegins, flightEnded, inFlightIs, pauseBegins, pauseEnds } from './waits.ts'

export { newStream, ownLinesSince, progressOf, surePosition, usualSettings } from './state.ts'
export type { Effect, OwnLine, Stream, StreamEvent, StreamLine, StreamPosition, StreamSettings } from './state.ts'

/** A request for the first line, once so many are done, is that of a counter that went back: the firmware has restarted. */
const firstLines = 4
const busyMs = 3000

/**
 * Streaming G-code is a conversation: numbered lines with checksums, and replies that carry none. This file decides
 * every turn of it and touches nothing: no port, no timer, no clock. The same events give the same effects.
 *
 * Two facts carry it: firmware that checks line numbers takes lines strictly in order and once, so sending a line again
 * can do no harm; and the answer to a line numbered far ahead (the probe) tells which line it took last. Hence a single
 * reply, which may be damaged, never decides anything that cannot be taken back.
 *
 * Changes `stream` and returns what is to be done, in order.
 */
export function step(stream: Stream, event: StreamEvent): Effect[] {
  if (stream.mode === 'done' || stream.mode === 'failed') return []
  switch (event.type) {
    case 'fed':
      stream.queue.push(...event.lines)
      stream.sourceEnded ||= event.ended
      return pump(stream, event.at)
    case 'pause':
      stream.paused = true
      pauseBegins(stream, event.at)
      return []
    case 'resume':
      stream.paused = false
      pauseEnds(stream, event.at)
      return pump(stream, event.at)
    case 'poll':
      stream.pollDue = true
      return pump(stream, event.at)
    case 'stray':
      stream.strayOks++
      return []
    case 'aside':
      stream.aside.push(...event.lines)
      return pump(stream, event.at)
    case 'cancel':
      Object.assign(stream, { queue: [], tail: event.lines, aside: [], sourceEnded: true, paused: false })
      pauseEnds(stream, event.at)
      return pump(stream, event.at)
    case 'heard':
      return hear(stream, event.reply, event.at)
    case 'tick':
      return look(stream, event.at)
  }
}

/** Writes lines while the window admits them, first those to be sent again; after the last one asks for the proof that it arrived. */
function pump(s: Stream, at: number): Effect[] {
  const effects: Effect[] = []
  if (s.doubts && s.mode === 'run') {
    s.doubts = false
    return ask(s, at)
  }
  while (s.mode === 'run' && inFlight(s) < s.window) {
    const fresh = s.next > s.sent ? freshLine(s) : undefined
    const line = s.next > s.sent ? fresh : s.history[s.next % historyLength]
    if (!line) break
    const length = line.frame.length + 1
    if (length > longestFrame + 1) return [...effects, fail(s, 'firmware-error', `line too long: ${line.text}`)]
    if (inFlight(s) > 0 && bytesInFlight(s) + length > s.rxBudget) break
    if (fresh) taken(s, fresh)
    if (inFlight(s) === 0) {
      s.ackedAt = s.heardAt = at
      s.trouble.okRow = 0
      flightBegins(s, at)
    }
    line.at = at
    s.next++
    effects.push(write(s, line.frame, at))
  }
  inFlightIs(s, inFlight(s))
  const allSaid = s.mode === 'run' && isOver(s) && s.next > s.sent
  if (!allSaid || s.paused || s.acked < s.sent) return effects
  return [...effects, ...(s.settings.checked ? ask(s, at) : finish(s))]
}

/** Where the next line comes from that was never sent: a poll, lines of ours, the source, or the closing script. */
function nextSource(s: Stream): StreamLine[] {
  if (s.pollDue) return [{ text: 'M105' }]
  if (s.aside.length > 0) return s.aside
  if (s.paused) return []
  if (s.queue.length === 0 && s.sourceEnded) s.queue = s.tail.splice(0)
  return s.queue
}

function freshLine(s: Stream): Sent | undefined {
  const line = nextSource(s)[0]
  if (!line) return undefined
  const before = s.history[s.sent % historyLength]!
  return {
    frame: frame(s.sent + 1, line.text),
    text: line.text,
    fileLines: before.fileLines + (line.end === undefined ? 0 : 1),
    fileBytes: line.end ?? before.fileBytes,
    at: 0,
  }
}

function taken(s: Stream, line: Sent): void {
  const source = nextSource(s)
  if (source === s.aside) s.asideEnd = s.sent + 1
  source.shift()
  s.pollDue = false
  s.proofs = 0
  s.sent++
  s.history[s.sent % historyLength] = line
}

function hear(s: Stream, reply: Reply, at: number): Effect[] {
  s.heardAt = at
  // What the firmware says by itself is no sign of lines still under way.
  const answers = reply.type !== 'heat' && reply.type !== 'busy'
  if (s.mode === 'quiet' && answers) s.quietUntil = Math.max(s.quietUntil, at + quietMsFor(s))
  switch (reply.type) {
    case 'ok':
      return acknowledge(s, reply, at)
    case 'refused':
      s.said = unwrapped(s, reply.last + 1)
      return []
    case 'resend':
      return s.settings.checked ? rewind(s, unwrapped(s, reply.line), at) : []
    case 'overrun':
      overran(s)
      return []
    case 'busy':
      s.lively = true
      s.busyAt = s.ackedAt = at
      return []
    case 'heat':
      // A wait for a temperature tells it too, and then no more: firmware that reports all the time is lively.
      s.lively ||= s.settings.reportsHeat
      return []
    case 'wait':
      return s.mode === 'run' && inFlight(s) > 0 && at - s.wroteAt > 100 && s.settings.checked ? ask(s, at) : []
    case 'restarted':
      return [fail(s, 'firmware-restarted', 'start')]
    case 'failure':
      return [fail(s, 'firmware-error', reply.text)]
    case 'unknown-command':
    case 'capability':
    case 'identity':
    case 'action':
    case 'other':
      return []
  }
}

function acknowledge(s: Stream, ok: Extract<Reply, { type: 'ok' }>, at: number): Effect[] {
  if (s.swallowOk && ok.line === undefined) {
    s.swallowOk = false
    s.ackedAt = at
    // Everything that was under way has been answered: no need to wait for silence.
    return s.mode === 'quiet' && s.stale === 0 && s.asks <= 1 ? endQuiet(s, at) : []
  }
  // Which "ok" is the stray one is not known: one too few only costs a question, one too many would overrun the buffer.
  if (s.strayOks > 0 && ok.line === undefined && !ok.heat) {
    s.strayOks--
    s.ackedAt = at
    return []
  }
  const isCounted = count(s, ok, at)
  s.ackedAt = at
  if (!isCounted) return []
  if (s.mode === 'run') {
    s.asks = 0
    climb(s)
    return pump(s, at)
  }
  if (s.mode !== 'recover' || s.acked < s.pointer) return []
  // The line that was asked for has arrived: what follows it goes through the window again.
  s.retries = 0
  s.trouble.okRow = 0
  s.mode = 'run'
  climb(s)
  return pump(s, at)
}

/** A resend request: believed when it fits what we know, asked again when it does not, obeyed when said twice. */
function rewind(s: Stream, line: number, at: number): Effect[] {
  s.swallowOk = true
  const twice = s.said === line || s.suspect === line
  s.said = undefined
  const hasGoneBack = line === 1 ? s.acked > firstLines : line <= s.acked - believable - s.waited.mostInFlight
  const impossible = line > s.sent + 1 || line <= s.base || hasGoneBack
  if ((impossible || line <= s.accepted) && !twice) {
    s.suspect = line
    s.ackedAt = at
    return quiet(s, undefined, at)
  }
  if (impossible) {
    return line > s.sent
      ? [fail(s, 'firmware-error', `asks for line ${line}, which was never sent`)]
      : [fail(s, 'firmware-restarted', `its line counter went back to ${line - 1}`)]
  }
  s.suspect = undefined
  s.proofs = line === s.sent + 1 ? s.proofs + (twice ? 2 : 1) : 0
  if (line <= s.sent && s.mode !== 'quiet') {
    s.resends++
    fallBack(s, at)
  }
  if (s.mode === 'recover' && line === s.pointer) {
    // Once may be the echo of what was under way before.
    if (++s.retries > 1) failedAgain(s)
    if (s.retries > 20) return [fail(s, 'no-answer', `line ${line} was refused 20 times`)]
  }
  if (s.mode === 'asking' && line === s.sent + 1 && s.asks === 1) learnDoubt(s, inFlight(s) > 0)
  s.stale = s.mode === 'quiet' ? Math.max(0, s.stale - 1) : Math.max(0, s.next - 1 - line)
  s.ackedAt = at
  s.accepted = line - 1
  s.acked = Math.min(s.acked, line - 1)
  return quiet(s, line, at)
}

/** Waits for the wire to fall silent; `line` is where to go on, or undefined to ask first. */
function quiet(s: Stream, line: number | undefined, at: number): Effect[] {
  s.mode = 'quiet'
  s.pointer = line ?? 0
  s.quietUntil = at + quietMsFor(s)
  return []
}

function endQuiet(s: Stream, at: number): Effect[] {
  if (s.pointer === 0) return ask(s, at)
  if (s.pointer > s.sent && s.proofs >= 2 && isOver(s)) return finish(s)
  return sendAgain(s, at)
}

const isOver = (s: Stream): boolean =>
  s.sourceEnded && s.queue.length === 0 && s.tail.length === 0 && s.aside.length === 0 && !s.pollDue

function sendAgain(s: Stream, at: number): Effect[] {
  s.asks = 0
  if (s.acked < s.pointer - 1 && s.numberedOks < 3) s.isExact = false
  s.acked = s.pointer - 1
  s.next = s.pointer
  if (s.pointer > s.sent) {
    s.mode = 'run'
    flightEnded(s, at)
    return pump(s, at)
  }
  s.mode = 'recover'
  s.next++
  const again = s.history[s.pointer % historyLength]!
  again.at = at
  return [write(s, again.frame, at)]
}

/** Time passes: silences end, lost answers are asked for, and a printer that never answers is given up. */
function look(s: Stream, at: number): Effect[] {
  if (s.mode === 'quiet') return at >= s.quietUntil ? endQuiet(s, at) : []
  const waiting = s.mode === 'asking' || inFlight(s) > 0
  if (!waiting) return []
  const oldest = inFlight(s) > 0 ? s.history[(s.acked + 1) % historyLength]!.text : undefined
  const { patience, isLong } = patienceNow(s, at)
  const usual = s.settings.checked && !isLong ? replyMsFor(s) : s.settings.replyMs
  const wait = usual * 2 ** Math.min(s.asks, 3) * (s.settings.checked ? 1 : 5)
  if (
    at - s.heardAt > (s.lively ? s.settings.deadMs : patience) &&
    at - s.wroteAt > Math.min(wait, s.settings.replyMs) / 2
  ) {
    if (s.asks >= 3 || at - s.ackedAt > patience) return [fail(s, 'no-answer', oldest ?? 'M105')]
  }
  if (at - s.ackedAt > Math.max(patience, 2 * others)) return [fail(s, 'no-answer', oldest ?? 'M105')]
  const due = at - Math.max(s.wroteAt, s.ackedAt) >= wait && at - s.busyAt >= busyMs
  return due ? ask(s, at) : []
}

/** What is taken for a long silence whatever the command, in ms. */
const others = 60_000
/** How many lines back a command may still be under way whose "ok" we believe to have heard, and for how long at most. */
const creditedEarly = { lines: 16, ms: 600_000 }

/**
 * How long the firmware may be silent now, and whether a long command may be what it is at: the oldest line under way, or
 * one before it that a doubled "ok", or an "ok" on receipt, has credited too early.
 */
function patienceNow(s: Stream, at: number): { patience: number; isLong: boolean } {
  const oldest = inFlight(s) > 0 ? s.history[(s.acked + 1) % historyLength]!.text : undefined
  let patience = patienceFor(oldest)
  let isLong = isLongRunner(oldest)
  for (let n = Math.max(s.base + 1, s.acked - creditedEarly.lines + 1); n <= s.acked; n++) {
    const line = s.history[n % historyLength]
    if (!line || !isLongRunner(line.text)) continue
    const its = Math.min(patienceFor(line.text), creditedEarly.ms)
    if (at - line.at > its) continue
    patience = Math.max(patience, its)
    isLong = true
  }
  return { patience, isLong }
}

/** The probe, where the receive buffer has room for it; on firmware that does not count, a plain question. */
function ask(s: Stream, at: number): Effect[] {
  const text = s.settings.checked ? probe(s.sent) : 'M105'
  if (inFlight(s) === 0 && s.asks === 0) s.ackedAt = s.heardAt = at
  const bytes = bytesInFlight(s) + s.asks * (text.length + 1)
  // Where there is no room the buffer must have been read first: firmware that is busy for so long would have said so.
  const hasRoom = bytes === 0 || bytes + text.length + 1 <= s.rxBudget
  if (s.settings.checked && s.mode === 'quiet') s.mode = 'asking'
  if (!hasRoom && at - Math.max(s.ackedAt, s.wroteAt) < surelyReadMs(s, patienceNow(s, at).isLong)) return []
  s.asks++
  s.askedAt = s.sent
  if (s.settings.checked) s.mode = 'asking'
  return [write(s, text, at)]
}

function write(s: Stream, text: string, at: number): Effect {
  s.swallowOk = false
  s.wroteAt = at
  return { type: 'write', text: `${text}\n` }
}

function finish(s: Stream): Effect[] {
  s.mode = 'done'
  return [{ type: 'done' }]
}

function fail(s: Stream, reason: StreamFailure, detail: string): Effect {
  s.mode = 'failed'
  return { type: 'failed', reason, detail }
}

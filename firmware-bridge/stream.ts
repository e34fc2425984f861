import { frame, longestFrame, probe } from './framing.ts'
import { patienceFor } from './patience.ts'
import type { Reply } from './reply.ts'
import { historyLength, type Effect, type Stream, type StreamEvent, type StreamFailure } from './stream-state.ts'

export { newStream, progressOf, usualSettings } from './stream-state.ts'
export type { Effect, Stream, StreamEvent, StreamLine, StreamSettings } from './stream-state.ts'

/** How far behind the last "ok" the firmware can truly be: what its buffers hold. Further back it has restarted. */
const believable = 16
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
      return []
    case 'resume':
      stream.paused = false
      return pump(stream, event.at)
    case 'poll':
      stream.pollDue = true
      return pump(stream, event.at)
    case 'aside':
      stream.aside.push(...event.lines)
      return pump(stream, event.at)
    case 'cancel':
      Object.assign(stream, { queue: [], tail: event.lines, aside: [], sourceEnded: true, paused: false })
      return pump(stream, event.at)
    case 'heard':
      return hear(stream, event.reply, event.at)
    case 'tick':
      return look(stream, event.at)
  }
}

/** Writes fresh lines while the window admits them; after the last one asks for the proof that it arrived. */
function pump(s: Stream, at: number): Effect[] {
  const effects: Effect[] = []
  while (s.mode === 'run' && s.sent - s.acked < s.settings.window) {
    const poll = s.pollDue
    const ours = s.aside.length > 0
    if (!poll && !ours && s.paused) break
    if (!poll && !ours && s.queue.length === 0 && s.sourceEnded) s.queue = s.tail.splice(0)
    const line = poll ? { text: 'M105' } : (ours ? s.aside : s.queue)[0]
    if (!line) break
    const text = frame(s.sent + 1, line.text)
    if (text.length > longestFrame) return [...effects, fail(s, 'firmware-error', `line too long: ${line.text}`)]
    if (s.sent > s.acked && bytesInFlight(s) + text.length + 1 > s.settings.rxBudget) break
    if (poll) s.pollDue = false
    else if (ours) s.aside.shift()
    else s.queue.shift()
    if (s.sent === s.acked) s.ackedAt = s.heardAt = at
    s.proofs = 0
    const before = s.history[s.sent % historyLength]!
    s.sent++
    if (ours && !poll) s.asideEnd = s.sent
    s.history[s.sent % historyLength] = {
      frame: text,
      text: line.text,
      fileLines: before.fileLines + (line.end === undefined ? 0 : 1),
      fileBytes: line.end ?? before.fileBytes,
    }
    effects.push(write(s, text, at))
  }
  const allSaid = s.mode === 'run' && s.sourceEnded && s.queue.length === 0 && s.tail.length === 0
  if (!allSaid || s.paused || s.acked < s.sent) return effects
  return [...effects, ...(s.settings.checked ? ask(s, at) : finish(s))]
}

function hear(s: Stream, reply: Reply, at: number): Effect[] {
  s.heardAt = at
  // What the firmware says by itself is no sign of lines still under way.
  const answers = reply.type !== 'heat' && reply.type !== 'busy'
  if (s.mode === 'quiet' && answers) s.quietUntil = Math.max(s.quietUntil, at + s.settings.quietMs)
  switch (reply.type) {
    case 'ok':
      s.ackedAt = at
      return acknowledge(s, reply, at)
    case 'refused':
      s.said = reply.last + 1
      return []
    case 'resend':
      s.ackedAt = at
      return s.settings.checked ? rewind(s, reply.line, at) : []
    case 'busy':
      s.lively = true
      s.busyAt = s.ackedAt = at
      return []
    case 'heat':
      s.lively = true
      return []
    case 'wait':
      return s.mode === 'run' && s.sent > s.acked && at - s.wroteAt > 100 && s.settings.checked ? ask(s, at) : []
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
    // Nothing else can be under way: no need to wait for silence.
    return s.mode === 'quiet' && s.settings.window === 1 && s.asks <= 1 ? endQuiet(s, at) : []
  }
  if (!s.settings.checked && s.asks > 0 && ok.heat) {
    // The answer to our question on firmware that does not count: the line before it is done, its "ok" was lost.
    s.asks = 0
    s.acked = s.sent
    return pump(s, at)
  }
  if (ok.line !== undefined && ok.line > s.acked && ok.line <= Math.min(s.sent, s.acked + s.settings.window + 8)) {
    s.numberedOks++
    s.acked = ok.line
    s.accepted = Math.max(s.accepted, ok.line)
  } else if (ok.line === undefined && s.acked < s.sent) {
    // A printer that numbers its "ok"s has damaged this one, except the answer to M105, which has no number.
    const oldest = s.history[(s.acked + 1) % historyLength]!
    if (s.numberedOks < 3 || (ok.heat && oldest.text === 'M105')) s.acked++
  } else {
    return []
  }
  if (s.mode === 'run') {
    s.asks = 0
    return pump(s, at)
  }
  if (s.mode !== 'recover' || s.acked < s.pointer) return []
  s.pointer = s.acked + 1
  s.retries = 0
  return sendAgain(s, at)
}

/** A resend request: believed when it fits what we know, asked again when it does not, obeyed when said twice. */
function rewind(s: Stream, line: number, at: number): Effect[] {
  s.swallowOk = true
  const twice = s.said === line || s.suspect === line
  s.said = undefined
  const impossible = line > s.sent + 1 || line < 1 || line <= s.acked - believable - s.settings.window
  if ((impossible || line <= s.accepted) && !twice) {
    s.suspect = line
    return quiet(s, undefined, at)
  }
  if (impossible) {
    return line > s.sent
      ? [fail(s, 'firmware-error', `asks for line ${line}, which was never sent`)]
      : [fail(s, 'firmware-restarted', `its line counter went back to ${line - 1}`)]
  }
  s.suspect = undefined
  s.proofs = line === s.sent + 1 ? s.proofs + (twice ? 2 : 1) : 0
  if (line <= s.sent && s.mode !== 'quiet') s.resends++
  if (s.mode === 'recover' && line === s.pointer && ++s.retries > 20) {
    return [fail(s, 'no-answer', `line ${line} was refused 20 times`)]
  }
  s.accepted = line - 1
  s.acked = Math.min(s.acked, line - 1)
  return quiet(s, line, at)
}

/** Waits for the wire to fall silent; `line` is where to go on, or undefined to ask first. */
function quiet(s: Stream, line: number | undefined, at: number): Effect[] {
  s.mode = 'quiet'
  s.pointer = line ?? 0
  s.quietUntil = at + s.settings.quietMs
  return []
}

function endQuiet(s: Stream, at: number): Effect[] {
  if (s.pointer === 0) return ask(s, at)
  if (s.pointer > s.sent && s.proofs >= 2 && isOver(s)) return finish(s)
  return sendAgain(s, at)
}

const isOver = (s: Stream): boolean => s.sourceEnded && s.queue.length === 0 && s.tail.length === 0 && !s.pollDue

function sendAgain(s: Stream, at: number): Effect[] {
  s.asks = 0
  s.acked = s.pointer - 1
  if (s.pointer > s.sent) {
    s.mode = 'run'
    return pump(s, at)
  }
  s.mode = 'recover'
  return [write(s, s.history[s.pointer % historyLength]!.frame, at)]
}

/** Time passes: silences end, lost answers are asked for, and a printer that never answers is given up. */
function look(s: Stream, at: number): Effect[] {
  if (s.mode === 'quiet') return at >= s.quietUntil ? endQuiet(s, at) : []
  const waiting = s.mode === 'asking' || s.sent > s.acked
  if (!waiting) return []
  const oldest = s.sent > s.acked ? s.history[(s.acked + 1) % historyLength]!.text : undefined
  const patience = patienceFor(oldest)
  if (at - s.heardAt > (s.lively ? s.settings.deadMs : patience) && at - s.wroteAt > s.settings.replyMs) {
    if (s.asks >= 3 || at - s.ackedAt > patience) return [fail(s, 'no-answer', oldest ?? 'M105')]
  }
  if (at - s.ackedAt > Math.max(patience, 2 * others)) return [fail(s, 'no-answer', oldest ?? 'M105')]
  const wait = s.settings.replyMs * 2 ** Math.min(s.asks, 3) * (s.settings.checked ? 1 : 5)
  const due = at - Math.max(s.wroteAt, s.ackedAt) >= wait && at - s.busyAt >= busyMs
  return due ? ask(s, at) : []
}

/** What is taken for a long silence whatever the command, in ms. */
const others = 60_000

/** The probe, where the receive buffer has room for it; on firmware that does not count, a plain question. */
function ask(s: Stream, at: number): Effect[] {
  const text = s.settings.checked ? probe(s.sent) : 'M105'
  if (s.sent === s.acked && s.asks === 0) s.ackedAt = s.heardAt = at
  s.asks++
  const inFlight = bytesInFlight(s) + (s.asks - 1) * (text.length + 1)
  // Beyond the buffer only once it must have been read: long after.
  if (inFlight + text.length + 1 > s.settings.rxBudget && inFlight > 0 && s.asks <= 3) return []
  if (s.settings.checked) s.mode = 'asking'
  return [write(s, text, at)]
}

function bytesInFlight(s: Stream): number {
  let bytes = 0
  for (let n = Math.max(s.acked, s.accepted) + 1; n <= s.sent; n++) {
    bytes += s.history[n % historyLength]!.frame.length + 1
  }
  return bytes
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

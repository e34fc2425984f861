import type { Reply } from './reply.ts'
import { learnPace, learnQueue, queuedBehind } from './care.ts'
import { historyLength, type Stream } from './state.ts'
import { flightEnded } from './waits.ts'

/** Lines written and not taken for done. */
export const inFlight = (s: Stream): number => s.next - 1 - s.acked

/** What may stand in the firmware's receive buffer. */
export function bytesInFlight(s: Stream): number {
  let bytes = 0
  const outOfIt = Math.max(s.acked + (s.settings.okOnceDone && s.isExact ? 1 : 0), s.accepted)
  for (let n = outOfIt + 1; n < s.next; n++) bytes += s.history[n % historyLength]!.frame.length + 1
  return bytes
}

/** Firmware that counts in 16 bits says 3 for 65539: the number meant is the one nearest to what was sent. */
export function unwrapped(s: Stream, said: number): number {
  const wrap = s.settings.numbersWrapAt
  return wrap === undefined || said < 0 || said >= wrap ? said : said + Math.round((s.sent - said) / wrap) * wrap
}

/** Which lines this "ok" says are done. Whether it says anything. */
export function count(s: Stream, ok: Extract<Reply, { type: 'ok' }>, at: number): boolean {
  const line = ok.line === undefined ? undefined : unwrapped(s, ok.line)
  if (!s.settings.checked && s.asks > 0 && ok.heat) {
    // The answer to our question on firmware that does not count: the line before it is done, its "ok" was lost.
    s.asks = 0
    s.acked = s.sent
  } else if (line !== undefined && line > s.acked && line <= Math.min(s.sent, s.acked + s.settings.window + 8)) {
    learnPace(s, s.history[line % historyLength]!.at, at)
    learnQueue(s, ok)
    s.numberedOks++
    s.acked = line
    const queued = queuedBehind(s, ok)
    s.accepted = Math.max(s.accepted, Math.min(line + queued, s.next - 1), line)
  } else if (line === undefined && s.acked < s.next - 1) {
    // A printer that numbers its "ok"s has damaged this one, except the answer to M105, which has no number.
    const oldest = s.history[(s.acked + 1) % historyLength]!
    if (s.numberedOks >= 3 && !(ok.heat && oldest.text === 'M105')) return false
    learnPace(s, oldest.at, at)
    s.acked++
  } else {
    return false
  }
  if (s.next <= s.acked) s.next = s.acked + 1
  if (s.acked === s.next - 1) flightEnded(s, at)
  return true
}

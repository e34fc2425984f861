import type { Stream } from './state.ts'

/** So many clean lines, and the receive buffer is trusted with a little more again. */
const cleanLines = 10_000
const rxStep = 64
/** Below this a receive buffer holds not even one line: no firmware has less. */
const leastRxBudget = 48
/** Three retransmissions refused within a thousand lines: one line at a time for the next five thousand. */
const failures = { many: 3, within: 1000, carefulFor: 5000 }
/** Two refusals right after a silence within fifty lines: the receive buffer runs over while the firmware is busy. */
const overruns = { many: 2, within: 50, silenceMs: 300 }
/** After trouble a wire counts as noisy for so many lines. */
const noisyFor = 2000
/**
 * On a noisy wire lines that look so much older than usual at their "ok": one may have been lost. Asked at most once in so
 * many lines, and half as often after each time that nothing was: then it is this machine that is late, not the wire.
 */
const doubt = { after: 6, times: 1.2, forgets: 1.001, askEach: 10, askEachAtMost: 1280 }

/** An "ok" in the flow: one line more may be in flight. */
export function climb(s: Stream): void {
  const most = s.sent < s.trouble.carefulUntil ? 1 : s.settings.window
  s.window = Math.min(s.window + 1, most)
  if (s.rxBudget >= s.settings.rxBudget || s.sent - s.trouble.lastAt < cleanLines) return
  s.rxBudget = Math.min(s.rxBudget + rxStep, s.settings.rxBudget)
  s.trouble.lastAt = s.sent
}

/** A line was refused. Back to one line in flight; right after a silence it may have been an overrun. */
export function fallBack(s: Stream, at: number): void {
  s.window = 1
  s.trouble.lastAt = s.sent
  if (at - s.ackedAt < overruns.silenceMs || s.settings.window === 1) return
  s.trouble.overrunAt = recent(s.trouble.overrunAt, s.sent, overruns.within)
  if (s.trouble.overrunAt.length >= overruns.many) overran(s)
}

/** The firmware says that its receive buffer ran over, or behaves so. */
export function overran(s: Stream): void {
  s.rxBudget = Math.max(leastRxBudget, Math.floor(s.rxBudget / 2))
  s.trouble.overrunAt = []
  s.trouble.lastAt = s.sent
}

/** A line sent again was refused again. */
export function failedAgain(s: Stream): void {
  s.trouble.failedAt = recent(s.trouble.failedAt, s.sent, failures.within)
  if (s.trouble.failedAt.length >= failures.many) s.trouble.carefulUntil = s.sent + failures.carefulFor
}

const recent = (lines: number[], now: number, within: number): number[] => [
  ...lines.filter((line) => now - line < within),
  now,
]

/** Whether the wire has shown trouble lately. */
const isNoisy = (s: Stream): boolean => s.trouble.lastAt > 0 && s.sent - s.trouble.lastAt < noisyFor

/** How long firmware must have been silent before its receive buffer counts as read, whatever we believe is in it. */
export const surelyReadMs = (s: Stream, isLong: boolean): number => (isLong ? 60_000 : isNoisy(s) ? 300 : 5000)

/**
 * Learns the wire from an "ok" for the line that was written at `wroteAt`: its shortest round trip, the pace, and how old
 * lines are when their "ok" comes. Where "ok"s carry no number a lost one makes every later line look older than it is.
 */
export function learnPace(s: Stream, wroteAt: number, at: number): void {
  if (s.mode !== 'run') return
  const t = s.trouble
  const age = at - wroteAt
  s.roundTripMs = Math.min(s.roundTripMs, age)
  const difference = at - s.ackedAt - s.paceMs
  s.paceMs += difference / 8
  s.paceSpreadMs += (Math.abs(difference) - s.paceSpreadMs) / 4
  if (++t.okRow <= doubt.after) t.age = t.okRow === 1 ? age : t.age + (age - t.age) / t.okRow
  else t.age += (age - t.age) / doubt.after
  if (t.okRow < doubt.after) return
  t.usualAge = Math.min(t.usualAge * doubt.forgets, t.age)
  const isOld = t.age > doubt.times * t.usualAge && s.sent - s.askedAt >= t.askEach
  if (isOld && s.numberedOks < 3 && isNoisy(s)) s.doubts = true
}

/** What came of a question that a gap had raised: whether an "ok" was really missing. */
export function learnDoubt(s: Stream, wasLost: boolean): void {
  s.trouble.askEach = wasLost ? doubt.askEach : Math.min(2 * s.trouble.askEach, doubt.askEachAtMost)
}

type Free = { queueFree?: number }

/** The "ok" of a line that was alone: B still counts that line, so the queue is one longer. (Marlin's ok_to_send) */
export function learnQueue(s: Stream, { queueFree }: Free): void {
  if (queueFree !== undefined && s.next - 1 - s.acked === 1) s.firmwareQueue = queueFree + 1
}

/** Lines that stand in the firmware's queue behind the one it answers: they have left the receive buffer. */
export const queuedBehind = (s: Stream, { queueFree }: Free): number =>
  queueFree === undefined ? 0 : Math.max(0, s.firmwareQueue - queueFree - 1)

/** Longer than this without an "ok", and one was lost: as retransmission timers do (RFC 6298), within the settings' bounds. */
export const replyMsFor = (s: Stream): number =>
  Math.min(Math.max(s.paceMs + 4 * s.paceSpreadMs, s.settings.leastReplyMs), s.settings.replyMs)

/** How long nothing must come in before lines are sent again: what is under way must have arrived. */
export const quietMsFor = (s: Stream): number =>
  Math.min(Math.max(1.5 * s.roundTripMs, s.settings.leastQuietMs), s.settings.quietMs)

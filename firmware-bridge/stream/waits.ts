import type { StreamQuality } from '../messages.ts'
import type { Stream } from './state.ts'

/** Nothing is in flight any more. The firmware's queue is empty from now on. */
export function flightEnded(s: Stream, at: number): void {
  s.waited.endedAt = at
  if (s.waited.startedAt !== undefined) s.waited.idleSince = at
}

/** A line is written. With nothing before it under way, the firmware waited for it: for us, and for the wire. */
export function flightBegins(s: Stream, at: number): void {
  const w = s.waited
  w.startedAt ??= at
  if (w.idleSince !== undefined && w.pausedAt === undefined) {
    w.sourceMs += at - w.idleSince
    w.emptyMs += at - w.idleSince + (Number.isFinite(s.roundTripMs) ? s.roundTripMs : 0)
  }
  w.idleSince = undefined
}

export const inFlightIs = (s: Stream, lines: number): void => {
  if (lines > s.waited.mostInFlight) s.waited.mostInFlight = lines
}

export function pauseBegins(s: Stream, at: number): void {
  s.waited.pausedAt ??= at
}

export function pauseEnds(s: Stream, at: number): void {
  const w = s.waited
  if (w.pausedAt !== undefined) w.pausedMs += at - w.pausedAt
  w.pausedAt = undefined
  if (w.idleSince !== undefined) w.idleSince = at
}

/** `lateMs`: how long the firmware waited because this process did not get to run. */
export function qualityOf(s: Stream, lateMs: number, at: number): StreamQuality | undefined {
  const w = s.waited
  if (w.startedAt === undefined) return undefined
  const until = w.pausedAt ?? (s.acked < s.next - 1 ? at : w.endedAt)
  return {
    streamedMs: Math.round(Math.max(0, until - w.startedAt - w.pausedMs)),
    emptyMs: Math.round(w.emptyMs),
    hostMs: Math.round(w.sourceMs + lateMs),
    window: w.mostInFlight,
  }
}

import type { StreamQuality } from '#firmware-bridge/messages.ts'

/** What is known of how the lines of a run reached its printer. */
export type StreamFacts = StreamQuality & { lines: number; resends: number }

/**
 * Who made the printer wait. `perfect`: nobody, ever. `good`: nobody to speak of. `host`: this machine was late. `cable`: lines
 * or their answers were damaged on their way. `wire`: neither, and yet the firmware ran out of lines: the segments were shorter
 * than their way across the wire. `too-short`: too little was sent to say.
 */
export const streamCauses = ['too-short', 'perfect', 'good', 'host', 'cable', 'wire'] as const
export type StreamCause = (typeof streamCauses)[number]

export type StreamVerdict = {
  cause: StreamCause
  linesPerSecond: number
  resends: number
  /** Lines asked for again, for each line of the file. */
  resendRatio: number
  emptyMs: number
  /** 0 to 1 of the time from the first line to the last. */
  emptyShare: number
  hostMs: number
  window: number
}

/** From where on a figure is worth a word, and why there. */
const notable = {
  /** Fewer lines, or less time, are chance. */
  lines: 100,
  streamedMs: 2000,
  /** Late by one part in a hundred: a planner of 16 short moves holds 30 ms, so that lateness of this size reaches the nozzle. */
  hostShare: 0.01,
  /** In a print of ten hours a hundredth is six minutes; a nozzle that stood still for seconds leaves a mark long before. */
  hostMs: 5000,
  /** One line in a hundred asked for again: each costs some 30 ms of silence, 6 % of the time at 200 lines a second. */
  resendRatio: 0.01,
  /** The firmware without a line for one part in fifty: below, its planner bridges the gaps. */
  emptyShare: 0.02,
  /** What no planner lets through to the nozzle. */
  imperceptibleMs: 100,
} as const

/** How the stream of one run went, while it goes on and after its end. The first cause that is worth a word wins. */
export function judgeStream({ lines, resends, streamedMs, emptyMs, hostMs, window }: StreamFacts): StreamVerdict {
  const share = (ms: number): number => (streamedMs > 0 ? Math.min(1, Math.max(0, ms / streamedMs)) : 0)
  const figures = {
    linesPerSecond: streamedMs > 0 ? (lines * 1000) / streamedMs : 0,
    resends,
    resendRatio: lines > 0 ? resends / lines : 0,
    emptyMs,
    emptyShare: share(emptyMs),
    hostMs,
    window,
  }
  const cause = (): StreamCause => {
    if (lines < notable.lines || streamedMs < notable.streamedMs) return 'too-short'
    if (hostMs >= notable.hostMs || share(hostMs) >= notable.hostShare) return 'host'
    if (figures.resendRatio >= notable.resendRatio) return 'cable'
    // Some lines lost, and the firmware idle for longer than that: it waited for answers that never came.
    if (figures.emptyShare >= notable.emptyShare) return resends > 0 ? 'cable' : 'wire'
    return resends === 0 && hostMs < notable.imperceptibleMs ? 'perfect' : 'good'
  }
  return { cause: cause(), ...figures }
}

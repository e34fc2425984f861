/** How long a printer waited because this process did not get to run, in ms. */
export type Lateness = {
  /** This process runs: at each tick, and before each reply is dealt with. `sent` and `acked` are line numbers; `paceMs` is what the printer takes for a line. */
  awake: (at: number, sent: number, acked: number, paceMs: number) => void
  /** A reply has been dealt with. */
  heard: (at: number, acked: number) => void
  ms: () => number
}

/** What was said while a process slept is read as soon as it wakes: later answers belong to its waking hours. */
const catchUpMs = 5

/** What it has answered it has not done yet: the smallest planners hold eight moves. (Marlin's BLOCK_BUFFER_SIZE, 8 to 32) */
const planned = 8

/**
 * A process that sleeps for a moment does no harm while the printer still has lines. Only when every line sent before turns out,
 * on waking, to be answered already has the printer waited: at most for what the sleep was longer than its planner. `usualMs` is
 * how often the process wakes; longer than `lateMs` beyond that is sleep.
 */
export function createLateness(usualMs: number, lateMs: number, bornAt: number): Lateness {
  let awakeAt = bornAt
  let slept: { ms: number; last: number; until: number } | undefined
  let total = 0
  return {
    awake(at, sent, acked, paceMs) {
      const gap = at - awakeAt - usualMs
      awakeAt = at
      // With nothing under way we were waiting ourselves, for the file or for a person: that is counted there.
      if (gap > lateMs && sent > acked)
        slept = { ms: Math.max(0, gap - planned * paceMs), last: sent, until: at + catchUpMs }
      else if (slept && at > slept.until) slept = undefined
    },
    heard(at, acked) {
      if (!slept || acked < slept.last) return
      if (at <= slept.until) total += slept.ms
      slept = undefined
    },
    ms: () => total,
  }
}

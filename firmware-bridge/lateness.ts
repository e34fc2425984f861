/** How long a printer waited because this process did not get to run, in ms. */
export type Lateness = {
  /** This process runs: at each tick, and before each reply is dealt with. `sent` and `acked` are line numbers. */
  awake: (at: number, sent: number, acked: number) => void
  /** A reply has been dealt with. */
  heard: (at: number, acked: number) => void
  ms: () => number
}

/** What was said while a process slept is read as soon as it wakes: later answers belong to its waking hours. */
const catchUpMs = 5

/**
 * A process that sleeps for a moment does no harm while the printer still has lines. Only when every line sent before turns out,
 * on waking, to be answered already has the printer waited: at most for as long as the sleep was. `usualMs` is how often it
 * wakes; longer than `lateMs` beyond that is sleep.
 */
export function createLateness(usualMs: number, lateMs: number, bornAt: number): Lateness {
  let awakeAt = bornAt
  let slept: { ms: number; last: number; until: number } | undefined
  let total = 0
  return {
    awake(at, sent, acked) {
      const gap = at - awakeAt - usualMs
      awakeAt = at
      // With nothing under way we were waiting ourselves, for the file or for a person: that is counted there.
      if (gap > lateMs && sent > acked) slept = { ms: gap, last: sent, until: at + catchUpMs }
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

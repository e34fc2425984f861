import type { Timeline } from './timeline.ts'

/** How many times faster than life moves and heaters are; `max`: they take no time, every wait is skipped. */
export type Speed = number | 'max'

/** The printer's own time, in ms: that of its moves and heaters, not that of its wire. */
export type PrinterClock = {
  now: () => number
  /** Calls at a moment of the printer's time. */
  at: (time: number, happen: () => void) => void
  /** Goes on at `time`: at once where waits are skipped, and then this is true; else later. */
  waitUntil: (time: number, goOn: () => void) => boolean
  /** Every wait is skipped. */
  readonly skips: boolean
  /** `ms` of everybody's time in the printer's. */
  ofReal: (ms: number) => number
}

export function createPrinterClock(timeline: Timeline, speed: Speed): PrinterClock {
  const factor = speed === 'max' ? 1 : speed
  let skipped = 0
  const now = (): number => timeline.now() * factor + skipped
  const at = (time: number, happen: () => void): void => timeline.at((time - skipped) / factor, happen)
  return {
    now,
    at,
    waitUntil(time, goOn) {
      if (speed !== 'max') {
        at(time, goOn)
        return false
      }
      skipped += Math.max(0, time - now())
      return true
    },
    skips: speed === 'max',
    ofReal: (ms) => ms * factor,
  }
}

/** Sums of fractions do not meet exactly: a moment counts as reached a microsecond early. */
export const isReached = (time: number, now: number): boolean => time <= now + 1e-3

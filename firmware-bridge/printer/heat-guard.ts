import { isCooling, newCooling, newHeatWatch, watchHeat, type Cooling, type HeatTrouble } from './heat-watch.ts'
import type { HeatAlarm, PrinterConfig } from '../messages.ts'
import type { Heat } from '../stream/reply.ts'

/** Stands by one printer's heaters, whatever its firmware and its files say. */
export type HeatGuard = {
  /** What must not be; then the printer is stopped. `at` is our monotonic clock, ms. */
  hear: (heat: Heat, config: PrinterConfig, at: number) => HeatTrouble | undefined
  /** A run is over: from now on its heaters must be off, and get colder. */
  runEnded: () => void
  runBegins: () => void
  alarm: () => HeatAlarm | undefined
  /** The connection is gone: what was seen no longer counts, but a run's heaters must still be off. */
  forget: () => void
}

/** How long after a run its heaters may take to be off, ms. */
const offWithinMs = 10_000

export function createHeatGuard(): HeatGuard {
  let watch = newHeatWatch()
  let heat: Heat = {}
  let at = 0
  let ended: number | undefined
  let cooling: Cooling | undefined

  return {
    hear(news, config, time) {
      heat = { ...heat, ...news }
      at = time * paceOf(config.port)
      const isOff = heat.nozzleTarget === 0 && (heat.bedTarget ?? 0) === 0
      if (ended !== undefined && isOff) {
        ended = undefined
        cooling = newCooling(heat, at)
      }
      // Heated again by somebody: that is another story.
      if (!isOff) cooling = undefined
      return watchHeat(watch, news, config.limits, at)
    },
    runEnded: () => void (ended = at),
    runBegins: () => void (ended = cooling = undefined),
    alarm() {
      if (ended !== undefined && at - ended > offWithinMs) return 'heaters-on'
      return cooling && !isCooling(cooling, heat, at) ? 'not-cooling' : undefined
    },
    forget() {
      watch = newHeatWatch()
      heat = {}
      cooling = undefined
    },
  }
}

/** A virtual printer's time runs faster than ours, and so do its temperatures. */
function paceOf(port: string): number {
  const speed = /^virtual:\?(?:.*&)?speed=([\d.]+)/.exec(port)?.[1]
  return Math.max(1, Number(speed ?? 1)) || 1
}

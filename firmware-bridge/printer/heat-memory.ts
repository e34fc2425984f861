import type { Heat } from '../stream/reply.ts'

/** What the printer said last of its temperatures. Times are of the monotonic clock, in ms. */
export type HeatMemory = {
  hear: (heat: Heat, at: number) => void
  now: () => Heat
  /** Whether it has said since then that its heaters have nothing to reach. */
  saidCold: (since: number) => boolean
  forget: () => void
}

export function createHeatMemory(): HeatMemory {
  let heat: Heat = {}
  let heardAt = -Infinity
  return {
    hear(news, at) {
      heat = { ...heat, ...news }
      heardAt = at
    },
    now: () => heat,
    saidCold: (since) => heardAt > since && heat.nozzleTarget === 0 && (heat.bedTarget ?? 0) === 0,
    forget: () => void (heat = {}),
  }
}

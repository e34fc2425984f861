import type { Heat } from '../stream/reply.ts'

/** Heat that was turned on by hand, and when it goes off by itself. `at` is the monotonic clock, ms. */
export type HandHeat = {
  /** An act turned heat on, or used it. */
  used: (at: number, turnsOn: boolean) => void
  /** What the printer says of its targets: off is off, whoever did it. */
  hear: (heat: Heat, at: number) => void
  isOn: () => boolean
  /** Minutes left, rounded up; undefined when nothing is on. */
  endsIn: (at: number) => number | undefined
  isOver: (at: number) => boolean
  forget: () => void
}

/** Nobody has used it for so long: nobody is there. */
const idleMs = 30 * 60_000
/** A report that left the printer before it obeyed does not count. */
const settleMs = 10_000

export function createHandHeat(): HandHeat {
  let usedAt: number | undefined

  return {
    used(at, turnsOn) {
      if (turnsOn || usedAt !== undefined) usedAt = at
    },
    hear({ nozzleTarget, bedTarget }, at) {
      const isOff = nozzleTarget === 0 && (bedTarget ?? 0) === 0
      if (usedAt !== undefined && isOff && at - usedAt > settleMs) usedAt = undefined
    },
    isOn: () => usedAt !== undefined,
    endsIn: (at) => (usedAt === undefined ? undefined : Math.max(0, Math.ceil((usedAt + idleMs - at) / 60_000))),
    isOver: (at) => usedAt !== undefined && at - usedAt >= idleMs,
    forget: () => void (usedAt = undefined),
  }
}

import { isReached, type PrinterClock } from './printer-clock.ts'

/** What a firmware does by itself: reports, signs of life, a look at its heaters. Times in ms of the printer's clock. */
export type Watch = {
  reportEvery: (ms: number) => void
  busyEvery: (ms: number) => void
  /** A command keeps the main loop from the next one, from now on. */
  block: (why?: BlockedBy) => void
  unblock: () => void
  /** Something has begun that may have to be looked at. */
  arm: () => void
  stop: () => void
}

export type BlockedBy = 'processing' | 'paused for user'

const usualBusyMs = 2000
const heaterLookMs = 250
/** ms of everybody's time: what runs a thousand times faster than life still leaves the core to others. */
const shortest = 10

export function createWatch(
  clock: PrinterClock,
  acts: {
    report: () => void
    sayBusy: (why: BlockedBy) => void
    lookAtHeaters: () => void
    areHeatersWarm: () => boolean
  },
): Watch {
  let reportMs = 0
  let reportAt = Infinity
  let busyMs = usualBusyMs
  let blockedSince: number | undefined
  let blockedBy: BlockedBy = 'processing'
  let heatersAt = Infinity
  let armedFor = Infinity

  const busyAt = (): number => (blockedSince === undefined || busyMs === 0 ? Infinity : blockedSince + busyMs)

  function look(): void {
    const now = clock.now()
    if (isReached(heatersAt, now)) {
      heatersAt = Infinity
      acts.lookAtHeaters()
    }
    if (isReached(reportAt, now)) {
      reportAt = now + Math.max(reportMs, clock.ofReal(shortest))
      acts.report()
    }
    if (isReached(busyAt(), now)) {
      blockedSince = now
      acts.sayBusy(blockedBy)
    }
  }

  function arm(): void {
    if (heatersAt === Infinity && acts.areHeatersWarm())
      heatersAt = clock.now() + Math.max(heaterLookMs, clock.ofReal(shortest))
    wakeInTime()
  }

  function wakeInTime(): void {
    const due = Math.min(heatersAt, reportAt, busyAt())
    // An earlier look is under way, and will arm the later one.
    if (due >= armedFor) return
    armedFor = due
    clock.at(due, () => {
      if (armedFor !== due) return
      armedFor = Infinity
      look()
      arm()
    })
  }

  return {
    arm,
    reportEvery(ms) {
      reportMs = ms
      reportAt = ms > 0 ? clock.now() + ms : Infinity
      arm()
    },
    busyEvery(ms) {
      busyMs = ms
      arm()
    },
    block(why = 'processing') {
      blockedBy = why
      blockedSince = clock.now()
      wakeInTime()
    },
    unblock: () => void (blockedSince = undefined),
    stop() {
      reportAt = heatersAt = Infinity
      busyMs = usualBusyMs
      blockedSince = undefined
    },
  }
}

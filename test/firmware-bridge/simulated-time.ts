import { createTimeline, type Timeline } from '#firmware-bridge/virtual/timeline.ts'

/** A time that only moves when it is told to: hours of a printer in a blink, the same each time. */
export function simulatedTime(): Timeline & { pass: (ms: number) => void; runOut: () => void } {
  let time = 0
  let due: { at: number; wake: () => void } | undefined
  const timeline = createTimeline(
    () => time,
    (at, wake) => void (due = { at, wake }),
  )
  function passTo(end: number): void {
    while (due && due.at <= end) {
      const next = due
      due = undefined
      time = Math.max(time, next.at)
      next.wake()
    }
    time = end
  }
  return {
    ...timeline,
    pass: (ms) => passTo(time + ms),
    runOut: () => {
      while (due) passTo(Math.max(time, due.at))
    },
  }
}

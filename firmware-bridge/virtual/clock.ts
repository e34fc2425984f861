import { createTimeline, type Timeline } from './timeline.ts'

/** ms. Node's timers know whole milliseconds and fire late; nearer than this, the rest is slept in naps. */
const timersEnd = 1.5
/** ms. Short enough that bytes from a host are not noticed late, long enough to leave the core to others. */
const nap = 0.1

let shared: Timeline | undefined

/** The time that all virtual printers of this process live in: one timer for all of them, none while nothing is due. */
export const realTime = (): Timeline => (shared ??= createTimeline(() => performance.now(), wakeAt))

let timer: NodeJS.Timeout | undefined
let turn: NodeJS.Immediate | undefined

function wakeAt(due: number, wake: () => void): void {
  clearTimeout(timer)
  clearImmediate(turn)
  const away = due - performance.now()
  if (away > timersEnd) timer = setTimeout(() => wakeAt(due, wake), Math.min(away - timersEnd, 1e9))
  else turn = setImmediate(away > 0 ? () => (sleep(Math.min(away, nap)), wakeAt(due, wake)) : wake)
}

const cell = new Int32Array(new SharedArrayBuffer(4))
/** Blocks the whole process, which is why it is only ever a nap. */
const sleep = (ms: number): void => void Atomics.wait(cell, 0, 0, ms)

/**
 * How long moves take: trapezoids of speed with look-ahead, as firmware of the Marlin family plans them with classic jerk.
 * Units: mm, s, mm/s, mm/s². Heating and homing are not in it.
 */
export type MotionLimits = {
  /** Fastest feedrate, strongest acceleration and allowed sudden speed change, for X, Y, Z, E. */
  feed: [number, number, number, number]
  acceleration: [number, number, number, number]
  jerk: [number, number, number, number]
  /** For moves that extrude, travel, and only pull or push filament. */
  printing: number
  travel: number
  retract: number
}

/** PrusaSlicer's own defaults, for a file that names no limits. */
export function usualMotionLimits(): MotionLimits {
  return {
    feed: [500, 500, 12, 120],
    acceleration: [9000, 9000, 500, 10_000],
    jerk: [10, 10, 0.4, 2.5],
    printing: 1500,
    travel: 1500,
    retract: 1500,
  }
}

export type Planner = {
  /** May be changed between moves (M201, M203, M204, M205). */
  limits: MotionLimits
  /** A straight move by these distances at `feed` mm/s; `byte` is where the file stands after it. */
  line: (dx: number, dy: number, dz: number, de: number, feed: number, byte: number) => void
  /** A pause, after which motion starts from rest. */
  wait: (seconds: number, byte: number) => void
  /** Total seconds. */
  end: () => number
}

/** Moves known ahead, and how many of them stay undecided when the older ones are settled. */
const windowSize = 1024
const ahead = 128

/** `onTime` hears, in order, the seconds since the start at each byte offset given. */
export function createPlanner(onTime: (seconds: number, byte: number) => void): Planner {
  const limits = usualMotionLimits()
  const distance = new Float64Array(windowSize)
  const nominal = new Float64Array(windowSize)
  const acceleration = new Float64Array(windowSize)
  const highestEntry = new Float64Array(windowSize)
  const entry = new Float64Array(windowSize + 1)
  const bytes = new Float64Array(windowSize)
  /** Direction and nominal speed of the move before, for the corner between the two. */
  const before = new Float64Array(4)
  const direction = new Float64Array(4)
  let speedBefore = 0
  let slowestBefore = 0
  let count = 0
  let seconds = 0

  function line(dx: number, dy: number, dz: number, de: number, feed: number, byte: number): void {
    const travelled = Math.sqrt(dx * dx + dy * dy + dz * dz)
    const length = travelled > 0 ? travelled : Math.abs(de)
    if (length < 1e-9) return
    if (count === windowSize) settle(windowSize - ahead)
    direction[0] = dx / length
    direction[1] = dy / length
    direction[2] = dz / length
    direction[3] = de / length

    let speed = feed > 0 ? feed : 25
    let force = travelled === 0 ? limits.retract : de > 0 ? limits.printing : limits.travel
    for (let axis = 0; axis < 4; axis++) {
      const part = Math.abs(direction[axis]!)
      if (part * speed > limits.feed[axis]!) speed = limits.feed[axis]! / part
      if (part * force > limits.acceleration[axis]!) force = limits.acceleration[axis]! / part
    }
    // What the move may start or stop with without any acceleration.
    let slowest = speed
    for (let axis = 0; axis < 4; axis++) {
      const part = Math.abs(direction[axis]!)
      if (part * slowest > limits.jerk[axis]!) slowest = limits.jerk[axis]! / part
    }

    distance[count] = length
    nominal[count] = speed
    acceleration[count] = force
    highestEntry[count] = speedBefore > 0 ? cornerSpeed(speed, slowest) : slowest
    if (count === 0) entry[0] = highestEntry[0]!
    bytes[count] = byte
    count++
    before.set(direction)
    speedBefore = speed
    slowestBefore = slowest
  }

  /** The speed at which no axis jumps by more than its jerk between the last move and this one. */
  function cornerSpeed(speed: number, slowest: number): number {
    const shared = Math.min(speed, speedBefore)
    let factor = 1
    for (let axis = 0; axis < 4; axis++) {
      const out = before[axis]! * shared * factor
      const into = direction[axis]! * shared * factor
      const jump = out * into >= 0 ? Math.abs(out - into) : Math.max(Math.abs(out), Math.abs(into))
      if (jump > limits.jerk[axis]!) factor *= limits.jerk[axis]! / jump
    }
    const corner = shared * factor
    return slowestBefore > corner * 0.99 && slowest > corner * 0.99 ? slowest : corner
  }

  /** Plans everything known, from the end back and forth again, and lets go of the first `settled` moves. */
  function settle(settled: number): void {
    if (count === 0) return
    entry[count] = slowestBefore
    for (let i = count - 1; i > 0; i--) {
      const reachable = Math.sqrt(entry[i + 1]! ** 2 + 2 * acceleration[i]! * distance[i]!)
      entry[i] = Math.min(highestEntry[i]!, reachable)
    }
    for (let i = 0; i < settled; i++) {
      const reachable = Math.sqrt(entry[i]! ** 2 + 2 * acceleration[i]! * distance[i]!)
      if (entry[i + 1]! > reachable) entry[i + 1] = reachable
      seconds += moveSeconds(entry[i]!, entry[i + 1]!, nominal[i]!, acceleration[i]!, distance[i]!)
      onTime(seconds, bytes[i]!)
    }
    for (const list of [distance, nominal, acceleration, highestEntry, bytes]) list.copyWithin(0, settled, count)
    entry.copyWithin(0, settled, count + 1)
    count -= settled
  }

  function wait(pause: number, byte: number): void {
    settle(count)
    speedBefore = 0
    seconds += pause
    onTime(seconds, byte)
  }

  function end(): number {
    settle(count)
    return seconds
  }

  return { limits, line, wait, end }
}

/** Speeds up from `from`, holds `top` when there is room, slows down to `to`. */
function moveSeconds(from: number, to: number, top: number, acceleration: number, distance: number): number {
  const reach = Math.sqrt(acceleration * distance + (from * from + to * to) / 2)
  const peak = Math.max(Math.min(top, reach), from, to)
  const ramps = (2 * peak * peak - from * from - to * to) / (2 * acceleration)
  return (2 * peak - from - to) / acceleration + Math.max(0, distance - ramps) / peak
}

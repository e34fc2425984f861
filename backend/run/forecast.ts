import { secondsAt, type Timeline } from '#backend/gcode/timeline.ts'

/** What is known of a G-code file before it prints: where its time goes, and where its layers begin. */
export type PrintPlan = { timeline: Timeline; layerBytes: number[] }

export type Forecast = { progress: number; readyAt: number; layer: number; layers: number }

/**
 * When the print will be ready. The plan says how much of the time lies behind `byte`; the pace at which this print really goes
 * (slow heating, a virtual printer faster than life) takes over from the plan as it becomes known, over the first tenth.
 */
export function forecast({ timeline, layerBytes }: PrintPlan, byte: number, printingAt: number, now: number): Forecast {
  const total = timeline.seconds.at(-1) ?? 0
  const done = secondsAt(timeline, byte)
  const layers = layerBytes.length
  if (total <= 0) return { progress: 0, readyAt: now, layer: 0, layers }
  const known = Math.min(1, done / (total / 10))
  const pace = done > 0 ? 1 - known + (known * (now - printingAt)) / 1000 / done : 1
  return {
    progress: Math.min(1, done / total),
    readyAt: Math.round(now + (total - done) * pace * 1000),
    layer: countUpTo(layerBytes, byte),
    layers,
  }
}

/** How many of the rising `values` are at or below `limit`. */
function countUpTo(values: number[], limit: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? Infinity) <= limit) low = middle + 1
    else high = middle
  }
  return low
}

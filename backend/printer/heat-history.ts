import type { HeatSample } from '#backend/control/schema.ts'

/** How far back the plot of a printer goes. */
export const heatHistoryMs = 30 * 60_000
const apartMs = 2000

/** The last half hour of one printer's temperatures: a sample every two seconds at most, and one at each new target. */
export function createHeatHistory() {
  let samples: HeatSample[] = []

  const forgetBefore = (time: number): void => {
    const first = samples.findIndex(({ at }) => at >= time)
    samples = first < 0 ? [] : samples.slice(first)
  }

  return {
    add(sample: HeatSample): void {
      const last = samples.at(-1)
      const isNew = !last || last.nozzleTarget !== sample.nozzleTarget || last.bedTarget !== sample.bedTarget
      if (!isNew && sample.at - last.at < apartMs) return
      samples.push(sample)
      // Not each time: a slice for every sample would be work for nothing.
      if (samples.length > 1500) forgetBefore(sample.at - heatHistoryMs)
      if (samples.length > 3000) samples = samples.slice(-1500)
    },
    since(time: number): HeatSample[] {
      forgetBefore(time)
      return samples
    },
  }
}

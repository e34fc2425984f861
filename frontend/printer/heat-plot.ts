import type { HeatSample } from '#backend/control/schema.ts'

export type Series = 'nozzle' | 'nozzleTarget' | 'bed' | 'bedTarget'
export type Frame = {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
  minutes: number
}

export const plotMs = 30 * 60_000
const spans = [5, 10, 20, 30]

/** How many minutes the plot shows: as many as there is something to show of. */
export function spanOf(samples: readonly HeatSample[], now: number): number {
  const oldest = samples[0]?.at ?? now
  return spans.find((minutes) => now - oldest <= minutes * 60_000) ?? 30
}

/** News further apart than this are not joined: nobody knows what was in between. */
const gapMs = 60_000

/** The highest mark of the plot, °C: above everything shown, in fifties. */
export function topOf(samples: readonly HeatSample[]): number {
  const highest = samples.reduce(
    (most, { nozzle, nozzleTarget, bed, bedTarget }) =>
      Math.max(most, nozzle ?? 0, nozzleTarget ?? 0, bed ?? 0, bedTarget ?? 0),
    0,
  )
  return Math.max(100, Math.ceil((highest + 10) / 50) * 50)
}

export const xAt = (at: number, now: number, { width, left, right, minutes }: Frame): number =>
  left + Math.max(0, 1 - (now - at) / (minutes * 60_000)) * (width - left - right)

export const yAt = (degrees: number, top: number, frame: Frame): number =>
  frame.height - frame.bottom - (Math.max(0, degrees) / top) * (frame.height - frame.top - frame.bottom)

/** The line of one series as SVG writes it, with a gap where nothing was heard. A target of 0 is none. */
export function pathOf(samples: readonly HeatSample[], series: Series, now: number, top: number, frame: Frame): string {
  const isTarget = series === 'nozzleTarget' || series === 'bedTarget'
  let path = ''
  let before: { at: number; y: number } | undefined
  for (const { at, [series]: value } of samples) {
    if (value === null || (isTarget && value === 0) || now - at > frame.minutes * 60_000) {
      before = undefined
      continue
    }
    const [x, y] = [xAt(at, now, frame), yAt(value, top, frame)].map((n) => Math.round(n * 10) / 10) as [number, number]
    const joins = before !== undefined && at - before.at < gapMs
    // A target jumps: it never was in between.
    path += joins ? `${isTarget ? `H${x}` : ''}L${x} ${y}` : `M${x} ${y}`
    before = { at, y }
  }
  return path
}

import type { PrinterLimits, RunReason } from '../messages.ts'
import type { Heat } from '../stream/reply.ts'

/** What was seen, and in figures. */
export type HeatTrouble = {
  reason: Extract<RunReason, 'too-hot' | 'heats-too-fast' | 'not-heating' | 'cools-while-heating' | 'sensor-lost'>
  detail: string
}

type Heater = 'nozzle' | 'bed'

/** What is remembered of one heater. Times in ms, temperatures in °C. */
type Memory = {
  last?: { value: number; at: number }
  target: number
  /** Since when this target is wanted, and from which temperature. */
  since: number
  from: number
  /** It has been near its target. */
  arrived: boolean
  /** Since when it is far below a target that it had reached. */
  fallingSince?: number
  /** How often in a row something was seen that a damaged reply could say too. */
  tooHot: number
  tooFast: number
  lost: number
}

export type HeatWatch = Record<Heater, Memory>

/** Above the lab's own limit, °C. */
const margin = 10
/** °C per second. No hotend of a desktop printer does that; a thermistor that slips out and back does. */
const steepest = 15
/** What a slow heater still does, °C per second; twice the time that this takes, and a minute more, is too long. */
const slowest: Record<Heater, number> = { nozzle: 1, bed: 0.2 }
const near = 10
const farBelow = 15
const farBelowMs = 20_000
/** Replies carry no checksum: what only one of them says is not believed. */
const enough = 3
/** An open thermistor reads as deep frost on most boards. */
const frost = -10

export function newHeatWatch(): HeatWatch {
  const memory = (): Memory => ({ target: 0, since: 0, from: 0, arrived: false, tooHot: 0, tooFast: 0, lost: 0 })
  return { nozzle: memory(), bed: memory() }
}

/**
 * Looks at one report of a printer's temperatures, whatever its firmware thinks of them: the first thing that must not
 * be, or undefined. `at` is the printer's own time in ms. Changes `watch`.
 */
export function watchHeat(watch: HeatWatch, heat: Heat, limits: PrinterLimits, at: number): HeatTrouble | undefined {
  return (
    look(watch.nozzle, 'nozzle', heat.nozzle, heat.nozzleTarget, limits.maxNozzle, at) ??
    look(watch.bed, 'bed', heat.bed, heat.bedTarget, limits.maxBed, at)
  )
}

function look(
  its: Memory,
  heater: Heater,
  value: number | undefined,
  target: number | undefined,
  limit: number,
  at: number,
): HeatTrouble | undefined {
  // A heater of which nothing is said, not even what it is to reach, is not there.
  if (target === undefined && value === undefined) return undefined
  const wanted = target ?? its.target
  its.lost = value === undefined || (value <= frost && wanted > 0) ? its.lost + 1 : 0
  if (its.lost >= enough && wanted > 0) return { reason: 'sensor-lost', detail: `${heater} ${value ?? 'nan'} °C` }
  if (value === undefined) return undefined

  if (wanted !== its.target) {
    Object.assign(its, { target: wanted, since: at, from: value, arrived: value >= wanted - near })
    delete its.fallingSince
  }
  const found = hot(its, heater, value, limit) ?? fast(its, heater, value, at) ?? lazy(its, heater, value, at)
  its.last = { value, at }
  return found
}

function hot(its: Memory, heater: Heater, value: number, limit: number): HeatTrouble | undefined {
  its.tooHot = value > limit + margin ? its.tooHot + 1 : 0
  return its.tooHot < enough ? undefined : { reason: 'too-hot', detail: `${heater} ${value} °C > ${limit} °C` }
}

function fast(its: Memory, heater: Heater, value: number, at: number): HeatTrouble | undefined {
  const seconds = its.last ? (at - its.last.at) / 1000 : 0
  // Two reports in one breath say nothing of a slope.
  if (!its.last || seconds < 0.5) return undefined
  const slope = (value - its.last.value) / seconds
  its.tooFast = slope > steepest ? its.tooFast + 1 : 0
  const detail = `${heater} +${slope.toFixed(0)} °C/s, ${value} °C`
  return its.tooFast < enough - 1 ? undefined : { reason: 'heats-too-fast', detail }
}

function lazy(its: Memory, heater: Heater, value: number, at: number): HeatTrouble | undefined {
  const { target } = its
  if (target <= 0) return undefined
  const detail = `${heater} ${value} °C → ${target} °C`
  if (value >= target - near) its.arrived = true
  if (!its.arrived) {
    const allowed = 60_000 + (2 * Math.max(0, target - its.from) * 1000) / slowest[heater]
    return at - its.since > allowed ? { reason: 'not-heating', detail } : undefined
  }
  if (value >= target - farBelow) delete its.fallingSince
  else its.fallingSince ??= at
  const isFalling = its.fallingSince !== undefined && at - its.fallingSince >= farBelowMs
  return isFalling ? { reason: 'cools-while-heating', detail } : undefined
}

/** °C. Below this nothing burns, and nothing needs to be seen cooling. */
const harmless = 50
const coolingMs = 120_000
const fall = 5

export type Cooling = { from: Heat; since: number }

export const newCooling = (heat: Heat, at: number): Cooling => ({ from: heat, since: at })

/** After a run its heaters are off: two minutes later each of them is colder than it was, or something still heats it. */
export function isCooling({ from, since }: Cooling, heat: Heat, at: number): boolean {
  if (at - since < coolingMs) return true
  const falls = (was: number | undefined, now: number | undefined): boolean =>
    was === undefined || now === undefined || now < harmless || now <= was - fall
  return falls(from.nozzle, heat.nozzle) && falls(from.bed, heat.bed)
}

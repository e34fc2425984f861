import { judgeConsoleLine } from '#backend/gcode/console.ts'
import type { CommandRefusal, HandAct, PrinterLimits } from '../messages.ts'

export type Position = readonly [x: number, y: number, z: number]

/** What decides whether an act by hand may be done now. */
export type HandFacts = {
  limits: PrinterLimits
  /** Where the head is for certain, mm. */
  position: Position | undefined
  /** Where it was when it last moved, if it has found its origin since the printer was reached: its motors may have let go. */
  wasAt: Position | undefined
  /** Measured, °C. */
  nozzle: number | undefined
}

/** The lines of an act; those of a filament act come piece by piece. */
export type HandProgram = {
  lines: string[]
  /** The firmware is asked where its head is afterwards. */
  moves: boolean
  /** It may find its origin, or lose it. */
  homes: boolean
  releases: boolean
  heats: boolean
  feed?: { nozzle: number; steps: string[] }
}

/** Firmware refuses to push filament below this, °C. */
export const coldBelow = 170
/** The nozzle leaves the bed once it has found it, mm. */
const liftAfterHome = 10
/** mm that Z may always rise once it has found its origin, wherever it is. */
const safeRise = 10
const jogSteps = [0.1, 1, 10, 50]
const mostFilament = 50
/** mm/min */
const feeds = { xy: 3000, z: 600, push: 180, pull: 600 }
/** mm. Pieces, because a person may break it off at any moment. */
const loadPieces = { count: 12, length: 5 }
const unloadPieces = { count: 16, length: 5 }

/** What would be written for this act, or why not. */
export function programFor(act: HandAct, facts: HandFacts): HandProgram | { refusal: CommandRefusal } {
  const { limits } = facts
  switch (act.act) {
    case 'preheat':
      if (!within(act.nozzle, 0, limits.maxNozzle) || !within(act.bed, 0, limits.maxBed)) return no('too-hot')
      return {
        ...still,
        lines: [`M104 S${act.nozzle}`, `M140 S${act.bed}`, 'M105'],
        heats: act.nozzle > 0 || act.bed > 0,
      }
    case 'home': {
      const rise = Math.min(liftAfterHome, limits.bedZ)
      return { ...still, lines: ['G28', 'G90', `G1 Z${rise} F${feeds.z}`, 'M400'], moves: true, homes: true }
    }
    case 'jog':
      return jog(act, facts)
    case 'extrude': {
      if (!within(Math.abs(act.by), 0.1, mostFilament)) return no('not-possible-now')
      if (!isHot(facts)) return no('too-cold')
      return { ...still, lines: ['M83', `G1 E${act.by} F${act.by > 0 ? feeds.push : feeds.pull}`, 'M400', 'M82'] }
    }
    case 'load':
    case 'unload':
      if (!within(act.nozzle, coldBelow, limits.maxNozzle)) return no('too-hot')
      return {
        ...still,
        lines: [`M104 S${act.nozzle}`, 'M83'],
        heats: true,
        feed: { nozzle: act.nozzle, steps: [...(act.act === 'load' ? load : unload)] },
      }
    case 'fan':
      if (!Number.isInteger(act.speed) || !within(act.speed, 0, 255)) return no('not-possible-now')
      return { ...still, lines: [act.speed === 0 ? 'M107' : `M106 S${act.speed}`] }
    case 'console': {
      const { position, nozzle } = facts
      const verdict = judgeConsoleLine(act.line, limits, { position, nozzle })
      if ('refusal' in verdict) return no('line-refused')
      const { line, ...does } = verdict
      // Numbers mean the same at each line: places are the bed's, filament is counted from where it is.
      return { ...does, lines: does.moves ? ['G90', 'M83', line, 'M400', 'M82'] : [line] }
    }
  }
}

const load = Array.from({ length: loadPieces.count }, () => `G1 E${loadPieces.length} F${feeds.push}`)
/** A little forward first: what is molten would otherwise leave a thread that jams on the next filament. */
const unload = [
  `G1 E${unloadPieces.length} F${feeds.push}`,
  ...Array.from({ length: unloadPieces.count }, () => `G1 E-${unloadPieces.length} F${feeds.pull}`),
]

function jog(
  { axis, by }: Extract<HandAct, { act: 'jog' }>,
  { limits, position, wasAt }: HandFacts,
): HandProgram | { refusal: CommandRefusal } {
  if (!jogSteps.includes(Math.abs(by))) return no('not-possible-now')
  const letter = axis.toUpperCase()
  const feed = axis === 'z' ? feeds.z : feeds.xy
  const index = { x: 0, y: 1, z: 2 }[axis]
  const most = [limits.bedX, limits.bedY, limits.bedZ][index]!
  if (!position) {
    const mayRise = wasAt !== undefined && axis === 'z' && by > 0 && by <= safeRise && wasAt[2] + by <= most
    if (!mayRise) return no('not-homed')
    return { ...still, lines: ['G91', `G1 Z${by} F${feed}`, 'G90', 'M400'], moves: true }
  }
  const target = Math.round((position[index]! + by) * 100) / 100
  if (!within(target, 0, most)) return no('outside-bed')
  return { ...still, lines: ['G90', `G1 ${letter}${target} F${feed}`, 'M400'], moves: true }
}

const still = { moves: false, homes: false, releases: false, heats: false }
const no = (refusal: CommandRefusal): { refusal: CommandRefusal } => ({ refusal })
const within = (value: number, least: number, most: number): boolean =>
  Number.isFinite(value) && value >= least && value <= most
const isHot = ({ nozzle }: HandFacts): boolean => (nozzle ?? 0) >= coldBelow

/** `X:10.00 Y:20.00 Z:5.00 E:0.00 Count …`, where the firmware says its head is (M114). */
export function readPosition(line: string): Position | undefined {
  const found = /\bX:\s*(-?\d+(?:\.\d+)?)\s+Y:\s*(-?\d+(?:\.\d+)?)\s+Z:\s*(-?\d+(?:\.\d+)?)/.exec(line)
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined
}

import { isHomed, type MachineState } from '#backend/gcode/machine-state.ts'
import type { PrinterLimits, PrinterProfile } from '../messages.ts'
import type { Position } from './position.ts'

/** Where a print was left: what the printer said (undefined when it said nothing sure), and what its file had set by then. */
export type PausePoint = { at: Position | undefined; state: MachineState }

/** mm/min */
const feeds = { travel: 6000, lift: 600, filament: 1800 }
/** °C below which firmware refuses to move filament (Marlin: EXTRUDE_MINTEMP 170). */
const softAt = 175
/** mm. Enough for a motor to turn, too little to be seen. */
const twitch = 0.1

/** To the park position: filament back, up, then aside. Nothing moves before the printer has found its axes. */
export function parkLines(
  { at, state }: PausePoint,
  profile: PrinterProfile,
  limits: PrinterLimits,
  nozzle: number,
): string[] {
  if (!at || !isHomed(state)) return []
  const { motion } = state
  const x = within(profile.parkX, limits.bedX) - motion.shiftX
  const y = within(profile.parkY, limits.bedY) - motion.shiftY
  return [
    'G90',
    // Absolute, although the file may count otherwise: a line done twice then pulls back once.
    'M82',
    ...(nozzle >= softAt ? [`G1 E${text(at.e - profile.retract)} F${feeds.filament}`] : []),
    `G1 Z${text(liftedZ(at, state, profile, limits))} F${feeds.lift}`,
    `G1 X${text(x)} Y${text(y)} F${feeds.travel}`,
    'M400',
  ]
}

/** Back to where the print was left, hot, and counting as its file counts. */
export function returnLines({ at, state }: PausePoint, profile: PrinterProfile, limits: PrinterLimits): string[] {
  const heat = [
    ...(state.bed > 0 ? [`M190 S${state.bed}`] : []),
    ...(state.nozzle > 0 ? [`M109 S${state.nozzle}`] : []),
  ]
  if (!at || !isHomed(state)) return heat
  const { motion } = state
  const exact = exactPlace(at, state)
  return [
    ...heat,
    'G90',
    'M82',
    `G1 Z${text(liftedZ(at, state, profile, limits))} F${feeds.lift}`,
    `G1 X${text(exact.x)} Y${text(exact.y)} F${feeds.travel}`,
    `G1 Z${text(exact.z)} F${feeds.lift}`,
    ...(state.nozzle >= softAt ? [`G1 E${text(at.e)} F${feeds.filament}`] : []),
    `G92 E${text(exact.e)}`,
    ...(motion.feed > 0 ? [`G1 F${text(motion.feed)}`] : []),
    // The extruder's way of counting last: G90 and G91 change it too.
    motion.relative ? 'G91' : 'G90',
    motion.relativeE ? 'M83' : 'M82',
  ]
}

/**
 * Firmware lets its motors go after a while without a move (Marlin: two minutes), and the head is lost. A move that
 * nobody sees keeps them awake; `turn` counts up.
 */
export function awakeLines(
  { at, state }: PausePoint,
  profile: PrinterProfile,
  limits: PrinterLimits,
  turn: number,
): string[] {
  if (!at || !isHomed(state)) return []
  const z = liftedZ(at, state, profile, limits)
  return [`G1 Z${text(turn % 2 === 0 ? z - twitch : z)} F${feeds.lift}`]
}

/** As high as the profile says, where the printer is that high. */
function liftedZ(at: Position, { motion }: MachineState, { lift }: PrinterProfile, { bedZ }: PrinterLimits): number {
  return Math.max(at.z, Math.min(at.z + lift, bedZ - motion.shiftZ))
}

/** M114 rounds to hundredths; where the file agrees with it, the file's own number is the exact one. */
function exactPlace(at: Position, { motion }: MachineState): Position {
  const agreed = (said: number, known: number): number => (Math.abs(said - known) < 0.011 ? known : said)
  return {
    x: agreed(at.x, motion.x - motion.shiftX),
    y: agreed(at.y, motion.y - motion.shiftY),
    z: agreed(at.z, motion.z - motion.shiftZ),
    e: agreed(at.e, motion.e),
  }
}

const within = (value: number, most: number): number => Math.max(0, Math.min(value, most))
const text = (value: number): string => String(Number(value.toFixed(4)))

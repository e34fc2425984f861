import { canonicalLine, type Command } from '#backend/gcode/tokens.ts'
import { createMachineState, remember, type MachineState } from '#backend/gcode/machine-state.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'

/** What is known of a print where one of its layers begins: all that its first line takes for granted. */
export type RestartPoint = {
  state: MachineState
  /** Top of what is printed by then, in mm: the highest place where filament was laid. */
  height: number
  /** Speeds, accelerations, factors: the file's own commands, the last of each kind. */
  settings: string[]
  /** Commands of the file up to here. */
  lines: number
  /** The axes are called by other numbers than the machine's: then nobody can say where the head would go. */
  isShifted: boolean
}

const settingCodes = ['M201', 'M203', 'M204', 'M205', 'M220', 'M221', 'M900']
const hostOnly = ['M115', 'M117']

/** Reads the commands before a layer; `height` as in `createMotion`, for a file that is itself a restart. */
export function createRestartReader(height?: number): { take: (command: Command) => void; end: () => RestartPoint } {
  const state = createMachineState(height)
  const settings = new Map<string, string>()
  let top = 0
  let lines = 0

  return {
    take(command) {
      const { motion } = state
      const [x, y] = [motion.x, motion.y]
      remember(state, command)
      const code = `${command.letter}${command.code}`
      if (!hostOnly.includes(code)) lines++
      const isMove = command.letter === 'G' && command.code <= 3
      if (isMove && motion.de > 0 && (motion.x !== x || motion.y !== y)) top = Math.max(top, motion.z)
      // With other letters it sets something else.
      if (settingCodes.includes(code)) settings.set(`${code} ${command.present}`, canonicalLine(command))
    },
    end: () => ({
      state,
      height: top,
      settings: [...settings.values()],
      lines,
      isShifted: state.motion.shiftX !== 0 || state.motion.shiftY !== 0 || state.motion.shiftZ !== 0,
    }),
  }
}

/** mm, and mm/min */
const lift = 5
const purge = 15
const pulledBack = 2
const feeds = { lift: 300, travel: 6000, purge: 150, filament: 1800 }

/**
 * What is sent before the layer's first line. It begins with the nozzle touching the top of the part: a person has brought it
 * there. Z is never homed, the part is in the way; X and Y are, above it. Then hot, purged, and exactly as the file
 * left everything.
 */
export function restartLines({ state, height, settings }: RestartPoint, limits: PrinterLimits): string[] {
  const { motion, nozzle, bed, fan } = state
  const above = Math.max(0, Math.min(lift, limits.bedZ - height))
  return [
    'M17',
    `G92 Z${text(height)}`,
    ...(bed > 0 ? [`M140 S${text(bed)}`] : []),
    'G91',
    `G1 Z${text(above)} F${feeds.lift}`,
    'G90',
    'G28 X Y',
    ...(bed > 0 ? [`M190 S${text(bed)}`] : []),
    `M109 S${text(nozzle)}`,
    'M83',
    `G1 E${purge} F${feeds.purge}`,
    `G1 E-${pulledBack} F${feeds.filament}`,
    ...settings,
    `G1 X${text(motion.x)} Y${text(motion.y)} F${feeds.travel}`,
    `G1 Z${text(motion.z)} F${feeds.lift}`,
    `G1 E${pulledBack} F${feeds.filament}`,
    `G92 E${text(motion.e)}`,
    ...(motion.feed > 0 ? [`G1 F${text(motion.feed)}`] : []),
    fan > 0 ? `M106 S${text(fan)}` : 'M107',
    // The extruder's way of counting last: G90 and G91 change it too.
    motion.relative ? 'G91' : 'G90',
    motion.relativeE ? 'M83' : 'M82',
  ]
}

const text = (value: number): string => String(Number(value.toFixed(5)))

/** The last acknowledged lines may still have been waiting in the printer when it stopped. */
const waiting = 64

/**
 * How many layers were surely finished, and how many had begun, when the printer had acknowledged `lines`. `layerLines` is
 * the number of commands before each layer.
 */
export function layersDone(layerLines: readonly number[], lines: number): { finished: number; begun: number } {
  const before = (limit: number): number => layerLines.filter((start) => start < limit).length
  return { finished: Math.max(0, before(lines - waiting) - 1), begun: before(lines) }
}

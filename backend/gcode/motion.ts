import { param, type Command } from '#backend/gcode/command.ts'

/**
 * Where the nozzle goes: the part of the firmware that remembers positions. The gate, the planner and the preview all read
 * this one, so that they cannot disagree. Millimetres; positions are the machine's, whatever G92 calls them.
 */
export type Motion = {
  /** Before the last move. */
  x0: number
  y0: number
  z0: number
  /** Now. */
  x: number
  y: number
  z: number
  /** Filament pushed by the last move, negative when pulled back. */
  de: number
  /** mm/min, as the last F said; 0 before the first. */
  feed: number
  /** Axes that G28 has found: 1 = X, 2 = Y, 4 = Z. */
  homed: number
  relative: boolean
  relativeE: boolean
  /** Set by an arc: its centre, and +1 for G3 (counter-clockwise) or -1 for G2. 0 for straight moves. */
  turn: number
  centreX: number
  centreY: number
  /** What G92 shifted: machine position = the file's number + shift. */
  shiftX: number
  shiftY: number
  shiftZ: number
  /** The extruder's position as the file counts it. */
  e: number
}

/** `height`: where the nozzle stands when a person has told it, in mm; otherwise nobody knows before G28. */
export function createMotion(height?: number): Motion {
  return {
    x0: 0,
    y0: 0,
    z0: 0,
    x: 0,
    y: 0,
    z: height ?? 0,
    de: 0,
    feed: 0,
    homed: height === undefined ? 0 : 4,
    relative: false,
    relativeE: false,
    turn: 0,
    centreX: 0,
    centreY: 0,
    shiftX: 0,
    shiftY: 0,
    shiftZ: 0,
    e: 0,
  }
}

export type Moved = 'line' | 'arc' | 'bad-arc' | undefined

/** Obeys one command. Says whether it moved something, and how; commands that only change a mode give undefined. */
export function move(motion: Motion, command: Command): Moved {
  if (command.letter === 'G') {
    if (command.code <= 3) return travel(motion, command)
    if (command.code === 28) home(motion, command)
    else if (command.code === 92) rename(motion, command)
    // As Marlin 2 and Prusa do, G90 and G91 take the extruder along; M82 and M83 set it apart.
    else if (command.code === 90) motion.relative = motion.relativeE = false
    else if (command.code === 91) motion.relative = motion.relativeE = true
  } else if (command.letter === 'M') {
    if (command.code === 82) motion.relativeE = false
    else if (command.code === 83) motion.relativeE = true
    else if (command.code === 18 || command.code === 84) release(motion, command)
  }
  return undefined
}

const [bitE, bitF, bitI, bitJ, bitR] = [1 << param.E, 1 << param.F, 1 << param.I, 1 << param.J, 1 << param.R]
const [bitS, bitX, bitY, bitZ] = [1 << param.S, 1 << param.X, 1 << param.Y, 1 << param.Z]

function travel(motion: Motion, command: Command): Moved {
  const { valued, values } = command
  motion.x0 = motion.x
  motion.y0 = motion.y
  motion.z0 = motion.z
  motion.turn = 0
  if ((valued & bitX) !== 0) motion.x = values[param.X]! + (motion.relative ? motion.x : motion.shiftX)
  if ((valued & bitY) !== 0) motion.y = values[param.Y]! + (motion.relative ? motion.y : motion.shiftY)
  if ((valued & bitZ) !== 0) motion.z = values[param.Z]! + (motion.relative ? motion.z : motion.shiftZ)
  motion.de = 0
  if ((valued & bitE) !== 0) {
    const e = values[param.E]!
    motion.de = motion.relativeE ? e : e - motion.e
    motion.e = motion.relativeE ? motion.e + e : e
  }
  if ((valued & bitF) !== 0 && values[param.F]! > 0) motion.feed = values[param.F]!
  if (command.code < 2) return 'line'
  return bend(motion, command) ? 'arc' : 'bad-arc'
}

/** Finds the centre of an arc from I and J, or from R (negative for the long way round). */
function bend(motion: Motion, command: Command): boolean {
  const { valued, values } = command
  motion.turn = command.code === 3 ? 1 : -1
  if ((valued & (bitI | bitJ)) !== 0) {
    motion.centreX = motion.x0 + ((valued & bitI) !== 0 ? values[param.I]! : 0)
    motion.centreY = motion.y0 + ((valued & bitJ) !== 0 ? values[param.J]! : 0)
    const before = Math.hypot(motion.x0 - motion.centreX, motion.y0 - motion.centreY)
    const after = Math.hypot(motion.x - motion.centreX, motion.y - motion.centreY)
    return before > 0 && Math.abs(before - after) < 0.5 + before * 0.05
  }
  if ((valued & bitR) === 0) return false
  const radius = values[param.R]!
  const dx = motion.x - motion.x0
  const dy = motion.y - motion.y0
  const chord = Math.hypot(dx, dy)
  if (chord === 0 || Math.abs(radius) < chord / 2) return false
  const height = Math.sqrt(radius * radius - (chord / 2) ** 2)
  const side = motion.turn * Math.sign(radius)
  motion.centreX = motion.x0 + dx / 2 - (side * height * dy) / chord
  motion.centreY = motion.y0 + dy / 2 + (side * height * dx) / chord
  return true
}

/** Angle swept by the last arc, in radians, positive. Start and end in one place make a full circle, as in firmware. */
export function sweep(motion: Motion): number {
  const from = Math.atan2(motion.y0 - motion.centreY, motion.x0 - motion.centreX)
  const to = Math.atan2(motion.y - motion.centreY, motion.x - motion.centreX)
  let angle = motion.turn * (to - from)
  if (angle <= 1e-9) angle += 2 * Math.PI
  return angle
}

function home(motion: Motion, command: Command): void {
  const named = command.present & (bitX | bitY | bitZ)
  if (named === 0 || (named & bitX) !== 0) {
    motion.x = motion.shiftX = 0
    motion.homed |= 1
  }
  if (named === 0 || (named & bitY) !== 0) {
    motion.y = motion.shiftY = 0
    motion.homed |= 2
  }
  if (named === 0 || (named & bitZ) !== 0) {
    motion.z = motion.shiftZ = 0
    motion.homed |= 4
  }
}

/** Free motors can be pushed by hand: where they are is not known until the next G28. With S it is only a later time-out. */
function release(motion: Motion, command: Command): void {
  if ((command.present & bitS) !== 0) return
  const named = command.present & (bitX | bitY | bitZ | bitE)
  if (named === 0 || (named & bitX) !== 0) motion.homed &= ~1
  if (named === 0 || (named & bitY) !== 0) motion.homed &= ~2
  if (named === 0 || (named & bitZ) !== 0) motion.homed &= ~4
}

function rename(motion: Motion, command: Command): void {
  const { valued, values } = command
  const all = command.present === 0
  if (all || (valued & bitE) !== 0) motion.e = all ? 0 : values[param.E]!
  if (all || (valued & bitX) !== 0) motion.shiftX = motion.x - (all ? 0 : values[param.X]!)
  if (all || (valued & bitY) !== 0) motion.shiftY = motion.y - (all ? 0 : values[param.Y]!)
  if (all || (valued & bitZ) !== 0) motion.shiftZ = motion.z - (all ? 0 : values[param.Z]!)
}

import { allowedCodes, gateReasons, neverCodes, troubleReasons } from '#backend/gcode/allowed.ts'
import type { Allowed, GateReasonCode } from '#backend/gcode/allowed.ts'
import { canonicalLine, createTokenizer, param, type Command } from '#backend/gcode/tokens.ts'
import { createMotion, move, sweep, type Motion, type Moved } from '#backend/gcode/motion.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'

/** Why a file is not safe, or deserves a look. The first line where it shows, and how often it came back. */
export type GateReason = {
  code: GateReasonCode
  line: number
  /** Where the line begins in the file. */
  byte: number
  /** The canonical command, cut at 60 characters. */
  text: string
  /** Numbers for the sentence: mm, °C, mm/s, as the code says. */
  detail: Record<string, number>
  count: number
}

/** `look`: a person at the desk should know before approving. What refuses comes first, then in the order of the file; at most 20. */
export type GateVerdict = { verdict: 'safe' | 'look' | 'refused'; reasons: GateReason[] }

export type Gate = {
  /** Judges one command, after `move` has obeyed it. */
  check: (command: Command, motion: Motion, moved: Moved) => void
  verdict: () => GateVerdict
}

/** A file checked by itself, as the bridge does before it sends: bytes in, verdict out. */
export function gateFile(limits?: PrinterLimits, options?: GateOptions): GateFile {
  const gate = createGate(limits, options)
  const motion = createMotion(options?.height)
  const tokenizer = createTokenizer((command) => gate.check(command, motion, move(motion, command)))
  return {
    push: tokenizer.push,
    end: () => {
      tokenizer.end()
      return gate.verdict()
    },
  }
}
export type GateFile = { push: (chunk: Uint8Array) => void; end: () => GateVerdict }

/**
 * `bedMargin`: how far a move may leave the bed's rectangle, in mm: purge lines of common slicers do. `height`: where the
 * nozzle stands at the first line, in mm, as a person at the printer has told it: the print is restarted on its part.
 */
export type GateOptions = { bedMargin?: number; height?: number }

/** Below the bed by more than this is a crash; first layers and bed meshes come close to 0. */
const zMargin = 0.05
/** Firmware refuses to push filament below this; a file that tries is wrong. °C. */
const coldBelow = 170
/** Without a printer to ask: what no printer of a fablab should exceed. °C. */
const anyPrinter = { maxNozzle: 300, maxBed: 120 }
const maxReasons = 20

/** Judges a program against what one printer may be told; without `limits`, only what holds for every printer. */
export function createGate(limits?: PrinterLimits, { bedMargin = 5 }: GateOptions = {}): Gate {
  const reasons: GateReason[] = []
  const seen = new Map<string, GateReason>()
  const { maxNozzle, maxBed } = limits ?? anyPrinter
  let refused = false
  let nozzle = 0
  let waitedHot = false
  let feedFactor = 1
  let last: Command | undefined

  function give(code: GateReasonCode, command: Command, detail: Record<string, number> = {}): void {
    if (gateReasons[code] === 'refused') refused = true
    // One sentence per kind of trouble and code: ten thousand moves outside the bed are one mistake.
    const key = `${code} ${command.letter}${command.code}`
    const known = seen.get(key)
    if (known !== undefined) known.count++
    else if (reasons.length < maxReasons) {
      const { line, start: byte } = command
      const reason = { code, line, byte, text: canonicalLine(command).slice(0, 60), detail, count: 1 }
      reasons.push(reason)
      seen.set(key, reason)
    }
  }

  function check(command: Command, motion: Motion, moved: Moved): void {
    last = command
    const { trouble, letter, code } = command
    const rule = ruleOf(command)
    if (rule === undefined && letter !== '') return give(neverReason(command), command)
    if (trouble !== undefined || rule === undefined) {
      return give(trouble === undefined ? 'not-gcode' : troubleReasons[trouble], command)
    }
    if (!carriesOnlyAllowed(rule, command)) return
    if (moved !== undefined) return checkMove(command, motion, moved)
    if (letter !== 'M') return
    if (code === 104 || code === 109) heatNozzle(command, code === 109)
    else if (code === 140 || code === 190) heatBed(command)
    else if (code === 220 && has(command, param.S)) feedFactor = command.values[param.S]! / 100
    else if (code === 600) give('filament-change', command)
  }

  function carriesOnlyAllowed(rule: CompiledRule, command: Command): boolean {
    if ((command.present & ~rule.letters) !== 0) {
      give('parameter-not-allowed', command)
      return false
    }
    // A letter without its number is 0 to one firmware and nothing to another: they would end in different places.
    const isMissing = !rule.bare && (command.present & ~command.valued) !== 0
    if (isMissing || (rule.needs !== 0 && (command.valued & rule.needs) === 0)) {
      give('number-missing', command)
      return false
    }
    for (const { index, min, max } of rule.ranges) {
      if (!has(command, index)) continue
      const value = command.values[index]!
      if (value >= min && value <= max) continue
      give(index === param.T ? 'no-such-tool' : 'number-out-of-range', command, { value, min, max })
      return false
    }
    return true
  }

  function heatNozzle(command: Command, waits: boolean): void {
    const target = hottest(command)
    nozzle = target
    if (target < coldBelow) waitedHot = false
    else if (waits) waitedHot = true
    if (target > maxNozzle) give('nozzle-too-hot', command, { value: target, max: maxNozzle })
  }

  function heatBed(command: Command): void {
    const bed = hottest(command)
    if (bed > maxBed) give('bed-too-hot', command, { value: bed, max: maxBed })
  }

  function checkMove(command: Command, motion: Motion, moved: 'line' | 'arc' | 'bad-arc'): void {
    if (moved === 'bad-arc') return give('bad-arc', command)
    if (motion.de > 0 && !waitedHot) give('cold-extrusion', command, { value: nozzle, min: coldBelow })
    if (limits !== undefined && (motion.feed / 60) * feedFactor > limits.maxFeed * 1.0001) {
      give('too-fast', command, { value: Math.round((motion.feed / 60) * feedFactor), max: limits.maxFeed })
    }
    const named = (has(command, param.X) ? 1 : 0) | (has(command, param.Y) ? 2 : 0) | (has(command, param.Z) ? 4 : 0)
    if (named === 0 && moved === 'line') return
    // Before homing nobody knows where the nozzle is; start code of common slicers lifts it a little, and no more.
    if ((named & ~motion.homed) !== 0) {
      const lift = named === 4 && motion.z <= 20 && (motion.relative ? motion.z >= motion.z0 : motion.z >= 1)
      if (!lift) give('not-homed', command)
      return
    }
    if (limits === undefined) {
      if (motion.z < -zMargin) give('below-bed', command, { z: motion.z })
      return
    }
    checkPlace(command, motion.x, motion.y)
    if (moved === 'arc') checkBulge(command, motion)
    if (motion.z < -zMargin) give('below-bed', command, { z: motion.z })
    if (motion.z > limits.bedZ + zMargin) give('above-height', command, { z: motion.z, max: limits.bedZ })
  }

  function checkPlace(command: Command, x: number, y: number): void {
    if (limits === undefined) return
    const { bedX, bedY } = limits
    if (x >= -bedMargin && x <= bedX + bedMargin && y >= -bedMargin && y <= bedY + bedMargin) return
    give('outside-bed', command, { x, y, bedX, bedY })
  }

  /** The four sides of the circle, where the arc reaches them. */
  function checkBulge(command: Command, motion: Motion): void {
    const { centreX, centreY, turn } = motion
    const radius = Math.hypot(motion.x0 - centreX, motion.y0 - centreY)
    const from = Math.atan2(motion.y0 - centreY, motion.x0 - centreX)
    const angle = sweep(motion)
    for (let side = 0; side < 4; side++) {
      const sideAngle = (side * Math.PI) / 2
      const full = 2 * Math.PI
      const reached = (((turn * (sideAngle - from)) % full) + full) % full
      if (reached > angle) continue
      checkPlace(command, centreX + radius * Math.cos(sideAngle), centreY + radius * Math.sin(sideAngle))
    }
  }

  function verdict(): GateVerdict {
    // A bed left warm is PrusaSlicer's own default; the bridge turns both off at the end of every run.
    if (last !== undefined && nozzle > 0) give('heaters-left-on', last, { nozzle })
    nozzle = 0
    const weighty = reasons.filter(({ code }) => gateReasons[code] === 'refused')
    const others = reasons.filter(({ code }) => gateReasons[code] === 'look')
    return { verdict: refused ? 'refused' : others.length > 0 ? 'look' : 'safe', reasons: [...weighty, ...others] }
  }

  return { check, verdict }
}

/** A row of the table of allowed codes, as bits. */
type CompiledRule = {
  letters: number
  needs: number
  bare: boolean
  ranges: { index: number; min: number; max: number }[]
}

const compiled = new Map<number, CompiledRule>()
const never = new Map<number, GateReasonCode>()
for (const [name, rule] of Object.entries(allowedCodes)) compiled.set(keyOfName(name), compile(rule))
for (const [reason, names] of Object.entries(neverCodes)) {
  // The keys of a table written with this type are exactly these codes.
  for (const name of names ?? []) never.set(keyOfName(name), reason as GateReasonCode)
}

function compile({ params, ranges = {}, needs = '', bare = false }: Allowed): CompiledRule {
  const entries = Object.entries(ranges).flatMap(([letter, range]) =>
    range === undefined ? [] : [{ index: letter.charCodeAt(0) - 65, min: range[0], max: range[1] }],
  )
  return { letters: bitsOf(params), needs: bitsOf(needs), bare: bare || params === '*', ranges: entries }
}

function bitsOf(letters: string): number {
  let bits = 0
  for (const letter of letters) if (letter !== '*') bits |= 1 << (letter.charCodeAt(0) - 65)
  return bits
}

/** One integer per code: letter, number and subcode. */
function keyOf(letter: string, code: number, subcode: number): number {
  return ((letter === 'G' ? 0 : letter === 'M' ? 1 : 2) * 10_000 + code) * 10_000 + subcode
}

function keyOfName(name: string): number {
  const [code = '', subcode = '0'] = name.slice(1).split('.')
  return keyOf(name.slice(0, 1), Number(code), Number(subcode))
}

const straight = compile(allowedCodes.G1!)

function ruleOf(command: Command): CompiledRule | undefined {
  if (command.letter === '') return undefined
  // Nearly every line of a print.
  if (command.code <= 1 && command.letter === 'G' && command.subcode === 0) return straight
  return compiled.get(keyOf(command.letter, command.code, command.subcode))
}

function neverReason(command: Command): GateReasonCode {
  if (command.letter === 'T') return 'no-such-tool'
  return never.get(keyOf(command.letter, command.code, 0)) ?? 'unknown-code'
}

function has(command: Command, index: number): boolean {
  return (command.valued & (1 << index)) !== 0
}

/** The target in S or R, the larger when a line has both. */
function hottest(command: Command): number {
  const s = has(command, param.S) ? command.values[param.S]! : 0
  const r = has(command, param.R) ? command.values[param.R]! : 0
  return Math.max(s, r)
}

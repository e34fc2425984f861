import { createGate, type GateOptions, type GateVerdict } from '#backend/gcode/gate.ts'
import { readHeaderComment, type Header } from '#backend/gcode/header.ts'
import { featureIn } from '#backend/gcode/features.ts'
import { createLayers, type LayerSink } from '#backend/gcode/layers.ts'
import { createMotion, move, sweep, type Motion, type Moved } from '#backend/gcode/motion.ts'
import { createPlanner, type Planner } from '#backend/gcode/planner.ts'
import { createTimeline, secondsAt, stretch, type Timeline } from '#backend/gcode/timeline.ts'
import { createTokenizer, valueOf, type Command } from '#backend/gcode/tokens.ts'
import { createToolpath, type ToolpathRecorder } from '#backend/gcode/toolpath.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'

/** What a G-code file would do. Millimetres, seconds, grams, °C. */
export type GcodeFacts = {
  slicer: string | undefined
  lines: number
  /** Lines that hold a command, as the bridge counts them. */
  commands: number
  bytes: number
  /** Box around the extruding moves; undefined when nothing is extruded. Start-up purge lines are left out where the slicer marks layers. */
  min: [number, number, number] | undefined
  max: [number, number, number] | undefined
  layers: number
  layerHeight: number | undefined
  timeSeconds: number
  timeFrom: 'header' | 'planner'
  filamentMm: number
  /** From the header, else from the density that it names. */
  filamentGrams: number | undefined
  /** As the slicer names it; undefined where it does not. */
  material: string | undefined
  /** What it was sliced for, where the slicer says so; mm. */
  printerModel: string | undefined
  nozzleDiameter: number | undefined
  maxNozzle: number
  maxBed: number
  timeline: Timeline
  /** Where each layer begins in the file, and its height. */
  layerIndex: { bytes: number[]; z: number[] }
}

/** `endLayers` gives the index of the layers that went into the sink. */
export type GcodeReading = {
  facts: GcodeFacts
  verdict: GateVerdict
  toolpath: ToolpathRecorder
  endLayers: () => Uint8Array
}

/** One pass over the bytes, in pieces of any size: facts, gate and toolpath together. */
export function createGcodeReading(
  limits?: PrinterLimits,
  options?: GateOptions,
  sink: LayerSink = nowhere,
): {
  push: (chunk: Uint8Array) => void
  end: () => GcodeReading
} {
  const gate = createGate(limits, options)
  const reader = createGcodeReader(sink)
  const motion = createMotion(options?.height)
  const tokenizer = createTokenizer((command) => {
    const moved = move(motion, command)
    gate.check(command, motion, moved)
    reader.take(command, motion, moved)
  }, reader.comment)
  return {
    push: tokenizer.push,
    end: () => {
      const totals = tokenizer.end()
      return { ...reader.end(totals), verdict: gate.verdict() }
    },
  }
}

/** More layers than this are not indexed: 20 m of print at 0.2 mm would need fewer. */
const maxLayers = 100_000
const decoder = new TextDecoder()

const nowhere: LayerSink = { write: () => undefined, restart: () => undefined }

function createGcodeReader(sink: LayerSink) {
  const header: Header = {}
  const timeline = createTimeline()
  const planner = createPlanner(timeline.add)
  const toolpath = createToolpath()
  const layers = createLayers(sink)
  const box = createBox()
  const marked = { bytes: [] as number[], z: [] as number[] }
  const risen = { bytes: [] as number[], z: [] as number[] }
  let filamentMm = 0
  let maxNozzle = 0
  let maxBed = 0
  let nozzle = 0
  let feature = 0
  let awaitingZ = false

  function take(command: Command, motion: Motion, moved: Moved): void {
    if (moved !== undefined) return takeMove(command, motion, moved)
    const { letter, code } = command
    if (letter === 'G' && code === 4) {
      const pause = valueOf(command, 'S') ?? (valueOf(command, 'P') ?? 0) / 1000
      planner.wait(Math.min(Math.max(0, pause), 3600), command.end)
    }
    if (letter !== 'M') return
    const target = valueOf(command, 'S') ?? valueOf(command, 'R') ?? 0
    if (code === 104 || code === 109) {
      nozzle = target
      maxNozzle = Math.max(maxNozzle, target)
    } else if (code === 140 || code === 190) maxBed = Math.max(maxBed, target)
    else if (code >= 201 && code <= 205) obeyLimits(planner, command)
  }

  function takeMove(command: Command, motion: Motion, moved: Exclude<Moved, undefined>): void {
    const { x0, y0, z0, x, y, z, de } = motion
    const feed = motion.feed / 60
    if (moved === 'arc') bendInto(planner, motion, feed, command.end)
    else planner.line(x - x0, y - y0, z - z0, de, feed, command.end)
    if (de <= 0 || (x === x0 && y === y0)) return

    filamentMm += de
    if (awaitingZ) {
      marked.z[marked.bytes.length - 1] = z
      awaitingZ = false
    }
    const highest = risen.z[risen.z.length - 1]
    if ((highest === undefined || z > highest + 0.04) && risen.z.length < maxLayers) {
      risen.z.push(z)
      risen.bytes.push(command.start)
      if (marked.z.length === 0) {
        toolpath.layer(z, command.start)
        layers.layer(z)
      }
    }
    box.add(x0, y0, z)
    box.add(x, y, z)
    layers.as(feature, feed, nozzle)
    if (moved === 'arc') alongArc(motion, (px, py, qx, qy) => record(px, py, qx, qy, z))
    else record(x0, y0, x, y, z)
  }

  function record(x0: number, y0: number, x: number, y: number, z: number): void {
    toolpath.segment(x0, y0, x, y, z)
    layers.segment(x0, y0, x, y, z)
  }

  function comment(bytes: Uint8Array, start: number, end: number, _line: number, offset: number): void {
    if (isLayerMark(bytes, start, end)) {
      // What came before the first mark is the purge line, not the part.
      if (marked.bytes.length === 0) {
        box.clear()
        toolpath.clear()
        layers.clear()
      }
      if (marked.bytes.length < maxLayers) {
        const z = heightIn(bytes, start, end) ?? risen.z[risen.z.length - 1] ?? 0
        marked.bytes.push(offset)
        marked.z.push(z)
        toolpath.layer(z, offset)
        layers.layer(z)
        awaitingZ = true
      }
      return
    }
    const announced = featureIn(bytes, start, end)
    if (announced !== undefined) {
      feature = announced
      return
    }
    // Long ones are configuration lists, short ones say nothing.
    if (end - start < 7 || end - start > 400) return
    readHeaderComment(header, decoder.decode(bytes.subarray(start, end)))
  }

  function end(totals: { lines: number; commands: number; bytes: number }): {
    facts: GcodeFacts
    toolpath: ToolpathRecorder
    endLayers: () => Uint8Array
  } {
    const planned = planner.end()
    const timeSeconds = header.timeSeconds ?? Math.round(planned)
    const layerIndex = marked.bytes.length > 0 ? marked : risen
    const facts: GcodeFacts = {
      ...totals,
      slicer: header.slicer,
      min: box.min(),
      max: box.max(),
      layers: layerIndex.bytes.length,
      layerHeight: header.layerHeight ?? usualStep(layerIndex.z),
      timeSeconds,
      timeFrom: header.timeSeconds === undefined ? 'planner' : 'header',
      filamentMm: Math.round(filamentMm * 100) / 100,
      filamentGrams: header.grams ?? gramsOf(filamentMm, header),
      material: header.material || undefined,
      printerModel: header.printerModel || undefined,
      nozzleDiameter: header.nozzleDiameter,
      maxNozzle,
      maxBed,
      timeline: stretch(timeline.end(), timeSeconds),
      layerIndex,
    }
    const endLayers = () => layers.end((layer) => secondsAt(facts.timeline, layerIndex.bytes[layer] ?? 0))
    return { facts, toolpath, endLayers }
  }

  return { take, comment, end }
}

/** Grows around points; mm. */
function createBox() {
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  return {
    add(x: number, y: number, z: number): void {
      if (x < low[0]!) low[0] = x
      if (y < low[1]!) low[1] = y
      if (z < low[2]!) low[2] = z
      if (x > high[0]!) high[0] = x
      if (y > high[1]!) high[1] = y
      if (z > high[2]!) high[2] = z
    },
    clear(): void {
      low.fill(Infinity)
      high.fill(-Infinity)
    },
    min: (): [number, number, number] | undefined => (low[0]! <= high[0]! ? [low[0]!, low[1]!, low[2]!] : undefined),
    max: (): [number, number, number] | undefined => (low[0]! <= high[0]! ? [high[0]!, high[1]!, high[2]!] : undefined),
  }
}

function obeyLimits({ limits }: Planner, command: Command): void {
  const axes = ['X', 'Y', 'Z', 'E'] as const
  const table = command.code === 201 ? limits.acceleration : command.code === 203 ? limits.feed : limits.jerk
  if (command.code === 204) {
    const all = valueOf(command, 'S')
    limits.printing = positive(valueOf(command, 'P') ?? all, limits.printing)
    limits.travel = positive(valueOf(command, 'T') ?? all, limits.travel)
    limits.retract = positive(valueOf(command, 'R'), limits.retract)
  } else if (command.code !== 202) {
    axes.forEach((axis, i) => (table[i] = positive(valueOf(command, axis), table[i]!)))
  }
}

function positive(value: number | undefined, otherwise: number): number {
  return value !== undefined && value > 0 ? value : otherwise
}

/** An arc as chords of at most ~1 mm, at least 4 and at most 400. */
function alongArc(motion: Motion, chord: (px: number, py: number, qx: number, qy: number) => void): number {
  const { x0, y0, centreX, centreY, turn } = motion
  const radius = Math.hypot(x0 - centreX, y0 - centreY)
  const angle = sweep(motion)
  const chords = Math.min(400, Math.max(4, Math.ceil(radius * angle)))
  const from = Math.atan2(y0 - centreY, x0 - centreX)
  let px = x0
  let py = y0
  for (let i = 1; i <= chords; i++) {
    const at = from + (turn * angle * i) / chords
    const qx = i === chords ? motion.x : centreX + radius * Math.cos(at)
    const qy = i === chords ? motion.y : centreY + radius * Math.sin(at)
    chord(px, py, qx, qy)
    px = qx
    py = qy
  }
  return chords
}

function bendInto(planner: Planner, motion: Motion, feed: number, byte: number): void {
  const chords = alongArc(motion, () => undefined)
  const dz = (motion.z - motion.z0) / chords
  alongArc(motion, (px, py, qx, qy) => planner.line(qx - px, qy - py, dz, motion.de / chords, feed, byte))
}

const marks = ['LAYER_CHANGE', 'LAYER:', ' CHANGE_LAYER', ' layer '].map((text) => new TextEncoder().encode(text))

/** PrusaSlicer and Orca, Cura, Bambu Studio, Simplify3D. */
function isLayerMark(bytes: Uint8Array, start: number, end: number): boolean {
  return marks.some((mark) => {
    if (end - start < mark.length) return false
    for (let i = 0; i < mark.length; i++) if (bytes[start + i] !== mark[i]) return false
    // "; layer 12, Z = 2.4" begins a layer; "; layer end" does not.
    const next = bytes[start + mark.length]
    return mark !== marks[3] || (next !== undefined && next >= 48 && next <= 57)
  })
}

/** The height that Simplify3D writes in its mark. */
function heightIn(bytes: Uint8Array, start: number, end: number): number | undefined {
  const equals = bytes.subarray(start, end).indexOf(61)
  if (equals === -1) return undefined
  const value = Number(decoder.decode(bytes.subarray(start + equals + 1, Math.min(end, start + equals + 16))))
  return Number.isFinite(value) ? value : undefined
}

/** The height between layers that occurs most, to 0.01 mm. */
function usualStep(heights: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (let i = 1; i < heights.length; i++) {
    const step = Math.round((heights[i]! - heights[i - 1]!) * 100) / 100
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  let best: number | undefined
  for (const [step, count] of counts) if (best === undefined || count > counts.get(best)!) best = step
  return best
}

function gramsOf(filamentMm: number, { density, diameter = 1.75 }: Header): number | undefined {
  if (density === undefined) return undefined
  const cubicMm = filamentMm * Math.PI * (diameter / 2) ** 2
  return Math.round((cubicMm / 1000) * density * 100) / 100
}

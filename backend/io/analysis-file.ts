import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { GateVerdict } from '#backend/gcode/gate.ts'
import type { LayerSink } from '#backend/gcode/layers.ts'
import { createGcodeReading, type GcodeFacts, type GcodeReading } from '#backend/gcode/read-gcode.ts'
import { toolpathThumbnail } from '#backend/gcode/toolpath-thumbnail.ts'
import { encodeToolpath } from '#backend/gcode/toolpath.ts'
import { canonicalStl } from '#backend/mesh/canonical-stl.ts'
import { survey, type Check } from '#backend/mesh/check.ts'
import { headLength, identify, type FileKind } from '#backend/mesh/identify.ts'
import { measure, unitQuestion, type Measures } from '#backend/mesh/measure.ts'
import type { Mesh } from '#backend/mesh/mesh.ts'
import { encodePreview, forPreview } from '#backend/mesh/preview.ts'
import { create3mfReader } from '#backend/mesh/read-3mf.ts'
import { createAsciiStlReader } from '#backend/mesh/read-ascii-stl.ts'
import { createObjReader } from '#backend/mesh/read-obj.ts'
import { createBinaryStlReader, type MeshReader } from '#backend/mesh/read-stl.ts'
import { encodeFaults, repair } from '#backend/mesh/repair.ts'
import { rests, type Rest } from '#backend/mesh/rest.ts'
import { MeshRefusal, type MeshRefusalCode, type MeshRefusalDetail } from '#backend/mesh/refusal.ts'
import { thicknessOf, type Thickness } from '#backend/mesh/thin.ts'
import { meshThumbnail } from '#backend/mesh/thumbnail.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'
import { encodePng } from './analysis-png.ts'

export type InspectRequest = {
  /** The file's name, which only helps to word a refusal. */
  name?: string
  /** The printer that G-code is judged for. */
  limits?: PrinterLimits
  /** Where the nozzle stands at the first line of a restarted print, in mm. */
  height?: number
  /** Existing folder for `preview.bin`, `thumbnail.png`, `canonical.stl` and perhaps `faults.bin` and `repaired.stl` (models), `toolpath.bin`,
   * `layers.bin`, `layer-index.bin` and `thumbnail.png` (G-code). */
  outDir?: string
}

export type MeshInspection = {
  kind: 'mesh'
  encoding: 'binary' | 'ascii' | '3mf' | 'obj'
  unitQuestion: 'inches' | 'micrometres' | undefined
  /** The sides on which it can lie, the best for printing first. */
  rests: Rest[]
  /** What could be mended, and what would be true then; undefined where nothing can, or nothing must. */
  repair: Mended | undefined
} & Thickness &
  Measures &
  Check
export type GcodeInspection = { kind: 'gcode'; facts: GcodeFacts } & GateVerdict
export type RefusedInspection = { kind: 'refused'; code: MeshRefusalCode; detail: MeshRefusalDetail }
export type Inspection = MeshInspection | GcodeInspection | RefusedInspection

export type Mended = { holes: number; added: number; turned: number; volume: number | undefined }

/** Reads a file in one go, a mebibyte at a time. Slow for large files: the server lets a worker do it. */
export function inspectFile(path: string, request: InspectRequest = {}): Inspection {
  const file = openSync(path, 'r')
  try {
    return inspectOpen(file, request)
  } catch (error) {
    if (error instanceof MeshRefusal) return { kind: 'refused', code: error.code, detail: error.detail }
    throw error
  } finally {
    closeSync(file)
  }
}

/** Kept between files: the first touch of fresh memory costs more than reading into it. */
const chunk = new Uint8Array(1024 * 1024)

function inspectOpen(file: number, { name, limits, outDir, height }: InspectRequest): Inspection {
  const { size } = fstatSync(file)
  const head = chunk.subarray(0, readSync(file, chunk, 0, headLength, 0))
  const kind = identify(head, size, name)
  return kind === 'gcode' ? inspectGcode(file, limits, outDir, height) : inspectMesh(file, kind, size, outDir)
}

function inspectMesh(file: number, kind: Exclude<FileKind, 'gcode'>, size: number, outDir?: string): MeshInspection {
  const reader = readers[kind](size)
  feed(file, reader.push)
  const mesh = reader.end()
  const measures = measure(mesh)
  const { check: checked, open } = survey(mesh)
  const mended = checked.closed && checked.reversed === 0 ? undefined : repair(mesh)
  if (outDir !== undefined) {
    writeMeshFiles(mesh, measures, outDir)
    if (open.length > 0 || mended) writeFileSync(join(outDir, 'faults.bin'), encodeFaults(mesh, open, mended))
    if (mended) writeStl(mended.mesh, join(outDir, 'repaired.stl'))
  }
  return {
    kind: 'mesh',
    encoding: encodings[kind],
    unitQuestion: unitQuestion(measures.size),
    // Facets that look the wrong way say the wrong thing of where it can lie.
    rests: rests(mended?.mesh ?? mesh),
    ...thicknessOf(mended?.mesh ?? mesh),
    repair: mended && {
      ...{ holes: mended.holes, added: mended.added, turned: mended.turned },
      volume: mended.check.volume,
    },
    ...measures,
    ...checked,
  }
}

const readers: Record<Exclude<FileKind, 'gcode'>, (size: number) => MeshReader> = {
  'binary-stl': createBinaryStlReader,
  'ascii-stl': createAsciiStlReader,
  '3mf': create3mfReader,
  obj: createObjReader,
}

const encodings = { 'binary-stl': 'binary', 'ascii-stl': 'ascii', '3mf': '3mf', obj: 'obj' } as const

function inspectGcode(file: number, limits?: PrinterLimits, outDir?: string, height?: number): Inspection {
  const layers = outDir === undefined ? undefined : openLayers(join(outDir, 'layers.bin'))
  try {
    const reading = createGcodeReading(limits, height === undefined ? {} : { height }, layers?.sink)
    feed(file, reading.push)
    return finishGcode(reading.end(), outDir)
  } finally {
    layers?.close()
  }
}

/** Blocks go straight to the disk: a file has many layers, and the worker little memory. */
function openLayers(path: string): { sink: LayerSink; close: () => void } {
  const file = openSync(path, 'w')
  let at = 0
  const write = (block: Uint8Array): void => {
    for (let done = 0; done < block.length;) done += writeSync(file, block, done, block.length - done, at + done)
    at += block.length
  }
  const restart = (): void => {
    at = 0
    ftruncateSync(file)
  }
  return { sink: { write, restart }, close: () => closeSync(file) }
}

function finishGcode({ facts, verdict, toolpath: recorder, endLayers }: GcodeReading, outDir?: string): Inspection {
  if (verdict.verdict !== 'refused') {
    if (facts.min === undefined) throw new MeshRefusal('nothing-to-print')
    if (outDir !== undefined) {
      const toolpath = recorder.end()
      writeFileSync(join(outDir, 'toolpath.bin'), encodeToolpath(toolpath))
      writeFileSync(join(outDir, 'layer-index.bin'), endLayers())
      const picture = toolpathThumbnail(toolpath)
      if (picture !== undefined) writeFileSync(join(outDir, 'thumbnail.png'), encodePng(picture))
    }
  }
  return { kind: 'gcode', facts, ...verdict }
}

function writeMeshFiles(mesh: Mesh, measures: Measures, outDir: string): void {
  const shown = forPreview(mesh, measures)
  writeFileSync(join(outDir, 'preview.bin'), encodePreview(shown, measures))
  writeFileSync(join(outDir, 'thumbnail.png'), encodePng(meshThumbnail(shown, measures)))
  writeStl(mesh, join(outDir, 'canonical.stl'))
}

function writeStl(mesh: Mesh, path: string): void {
  const file = openSync(path, 'w')
  try {
    for (const piece of canonicalStl(mesh)) writeWhole(file, piece)
  } finally {
    closeSync(file)
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}

function feed(file: number, push: (bytes: Uint8Array) => void): void {
  for (let at = 0; ;) {
    const read = readSync(file, chunk, 0, chunk.length, at)
    if (read === 0) return
    push(chunk.subarray(0, read))
    at += read
  }
}

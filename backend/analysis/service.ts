import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '#backend/base/refusal.ts'
import type { GateReason } from '#backend/gcode/gate.ts'
import { gateSentence } from '#backend/gcode/sentences.ts'
import type { GcodeInspection, MeshInspection } from '#backend/io/analysis.ts'
import type { App } from '#backend/io/app.ts'
import { meshSentence } from '#backend/mesh/sentences.ts'
import type { PrintPlan } from '#backend/run/forecast.ts'

/** What an uploaded file turned out to be. */
export type Analysed = (
  { source: 'model'; facts: object } | { source: 'gcode'; facts: object; verdict: string; reasons: PlacedReason[] }
) & {
  material: string | null
}

/** Reads an uploaded file in the worker, writes its pictures into `folder`, and refuses in words what nobody should print. */
export async function analyse(app: App, path: string, name: string, folder: string): Promise<Analysed> {
  const found = await app.analysis.inspect(path, { name, outDir: folder })
  if (found.kind === 'refused') {
    const { code, detail } = found
    const sentence = { fr: meshSentence(code, detail, 'fr'), en: meshSentence(code, detail, 'en') }
    throw new Refusal('upload.refused', { reason: code, ...detail, sentence })
  }
  if (found.kind === 'mesh') return { source: 'model', facts: modelFacts(found), material: null }
  const [worst] = found.reasons
  if (found.verdict === 'refused' && worst) {
    const sentence = { fr: gateSentence(worst, 'fr'), en: gateSentence(worst, 'en') }
    throw new Refusal('upload.refused', { reason: worst.code, line: worst.line, sentence })
  }
  await writeFile(join(folder, 'plan.json'), JSON.stringify(planOf(found)))
  const material = found.facts.material ?? null
  return { source: 'gcode', facts: gcodeFacts(found), verdict: found.verdict, reasons: placedReasons(found), material }
}

/** A reason with the layer in which it stands, from 1; null before the first. */
export type PlacedReason = GateReason & { layer: number | null }

export const placedReasons = ({ reasons, facts }: GcodeInspection): PlacedReason[] =>
  reasons.map((reason) => {
    const next = facts.layerIndex.bytes.findIndex((byte) => byte > reason.byte)
    return { ...reason, layer: (next === -1 ? facts.layerIndex.bytes.length : next) || null }
  })

const modelFacts = (mesh: MeshInspection) => ({
  sizeMm: mesh.size,
  volumeCm3: mesh.volume === undefined ? null : mesh.volume / 1000,
  facing: mesh.facing.map((mm2) => Math.round(mm2 * 100) / 100),
  triangles: mesh.triangles,
  closed: mesh.closed,
  shells: mesh.shells,
  openEdges: mesh.openEdges,
  reversedFacets: mesh.reversed,
  unitQuestion: mesh.unitQuestion ?? null,
  repair: mesh.repair
    ? { ...mesh.repair, volumeCm3: mesh.repair.volume === undefined ? null : mesh.repair.volume / 1000 }
    : null,
  rests: mesh.rests,
  walls: mesh.walls,
})

/** 1.75 mm filament of PLA, where the file names neither grams nor a density: g for each mm. */
const gramsPerMm = (Math.PI * (1.75 / 2) ** 2 * 1.24) / 1000

export const gcodeFacts = ({ facts }: GcodeInspection) => ({
  lines: facts.commands,
  layers: facts.layers,
  seconds: Math.round(facts.timeSeconds),
  filamentMm: facts.filamentMm,
  grams: facts.filamentGrams ?? facts.filamentMm * gramsPerMm,
  maxNozzle: facts.maxNozzle,
  maxBed: facts.maxBed,
  slicer: facts.slicer ?? null,
  printerModel: facts.printerModel ?? null,
  nozzleDiameter: facts.nozzleDiameter ?? null,
})

/** What of a file is needed while it prints. */
export const planOf = ({ facts }: GcodeInspection): PrintPlan => ({
  timeline: facts.timeline,
  layerBytes: facts.layerIndex.bytes,
})

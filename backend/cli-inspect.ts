import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { preferredLanguage, locales, type Language } from '#backend/base/language.ts'
import { gateSentence } from '#backend/gcode/sentences.ts'
import { meshSentence } from '#backend/mesh/sentences.ts'
import { inspectFile, type GcodeInspection, type Inspection, type MeshInspection } from '#backend/io/analysis-file.ts'

const help = `etabli inspect FILE [--json]

Says what the upload page would say of an STL, 3MF, OBJ or G-code file: sizes, volume, triangles, whether it is closed;
layers, time, filament, temperatures. Ends with code 1, and a sentence, when the file would be refused.

  --json   one JSON object instead of words`

/** `etabli inspect`: the whole reading in this process, no server needed. */
export async function inspectCommand(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    allowPositionals: true,
  })
  const [path] = positionals
  if (values.help || path === undefined) {
    console.log(help)
    return values.help ? 0 : 2
  }
  const language = preferredLanguage(process.env.LC_ALL ?? process.env.LC_MESSAGES ?? process.env.LANG ?? 'en')
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    console.error(language === 'fr' ? `Fichier introuvable\u202f: ${path}` : `No such file: ${path}`)
    return 1
  }
  const inspection = inspectFile(path, { name: basename(path) })
  const sentences = refusalSentences(inspection, language)
  if (sentences.length > 0) {
    if (values.json) console.log(JSON.stringify(refusedJson(inspection, sentences)))
    else console.error(sentences.join('\n'))
    return 1
  }
  console.log(values.json ? JSON.stringify(inspectionJson(inspection)) : inWords(inspection, language))
  return 0
}

function refusalSentences(inspection: Inspection, language: Language): string[] {
  if (inspection.kind === 'refused') return [meshSentence(inspection.code, inspection.detail, language)]
  if (inspection.kind === 'mesh' || inspection.verdict !== 'refused') return []
  return inspection.reasons.map((reason) => gateSentence(reason, language))
}

function refusedJson(inspection: Inspection, sentences: string[]): object {
  if (inspection.kind === 'refused') {
    return { kind: 'refused', code: inspection.code, detail: inspection.detail, sentence: sentences[0] }
  }
  const reasons = inspection.kind === 'gcode' ? inspection.reasons : []
  return { kind: 'refused', code: 'gate', detail: { reasons }, sentence: sentences.join(' ') }
}

/** The keys that scripts know. Holes and turned facets are named where there are some. */
export function inspectionJson(inspection: Inspection): object {
  if (inspection.kind === 'mesh') return meshJson(inspection)
  return inspection.kind === 'gcode' ? gcodeJson(inspection) : inspection
}

function meshJson(mesh: MeshInspection): object {
  return {
    kind: 'mesh',
    size_mm: mesh.size.map((size) => round(size, 6)),
    volume_cm3: mesh.volume === undefined ? null : round(mesh.volume / 1000, 9),
    triangles: mesh.triangles,
    closed: mesh.closed,
    shells: mesh.shells,
    encoding: mesh.encoding,
    ...(mesh.openEdges > 0 && { open_edges: mesh.openEdges }),
    ...(mesh.reversed > 0 && { reversed_facets: mesh.reversed }),
    min_mm: mesh.min.map((value) => round(value, 6)),
    max_mm: mesh.max.map((value) => round(value, 6)),
  }
}

function gcodeJson({ facts }: GcodeInspection): object {
  return {
    kind: 'gcode',
    slicer: facts.slicer ?? null,
    lines: facts.lines,
    filament_mm: facts.filamentMm,
    filament_g: facts.filamentGrams ?? null,
    time_s: facts.timeSeconds,
    max_nozzle_c: facts.maxNozzle,
    max_bed_c: facts.maxBed,
    layer_height_mm: facts.layerHeight ?? null,
    layers: facts.layers,
    min_mm: facts.min?.map((value) => round(value, 3)) ?? null,
    max_mm: facts.max?.map((value) => round(value, 3)) ?? null,
  }
}

function round(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals
}

function inWords(inspection: Inspection, language: Language): string {
  const format = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 })
  const n = (value: number): string => format.format(value)
  const fr = language === 'fr'
  if (inspection.kind === 'mesh') {
    const { size, triangles, volume, closed, shells, openEdges, reversed } = inspection
    const lines = [
      `${fr ? 'Modèle 3D' : '3D model'} (${encodings[inspection.encoding][language]})`,
      `${size.map(n).join(' × ')} mm${volume === undefined ? '' : `, ${n(volume / 1000)} cm³`}`,
      fr
        ? `${n(triangles)} triangles, enveloppes\u202f: ${n(shells)}`
        : `${n(triangles)} triangles, shells: ${n(shells)}`,
    ]
    if (closed) lines.push(fr ? 'La surface est fermée.' : 'The surface is closed.')
    else
      lines.push(
        fr
          ? `La surface n’est pas fermée (arêtes ouvertes\u202f: ${n(openEdges)}).`
          : `The surface is not closed (open edges: ${n(openEdges)}).`,
      )
    if (reversed > 0) lines.push(fr ? `Facettes retournées\u202f: ${n(reversed)}.` : `Reversed facets: ${n(reversed)}.`)
    return lines.join('\n')
  }
  if (inspection.kind === 'refused') return meshSentence(inspection.code, inspection.detail, language)
  const { facts, reasons } = inspection
  const hours = Math.floor(facts.timeSeconds / 3600)
  const minutes = Math.round((facts.timeSeconds % 3600) / 60)
  const grams = facts.filamentGrams === undefined ? '' : `, ${n(facts.filamentGrams)} g`
  return [
    `G-code${facts.slicer === undefined ? '' : ` (${facts.slicer})`}`,
    fr ? `${n(facts.lines)} lignes, ${n(facts.layers)} couches` : `${n(facts.lines)} lines, ${n(facts.layers)} layers`,
    fr
      ? `Durée\u202f: ${hours} h ${minutes} min\u202f; filament\u202f: ${n(facts.filamentMm / 1000)} m${grams}`
      : `Time: ${hours} h ${minutes} min; filament: ${n(facts.filamentMm / 1000)} m${grams}`,
    fr
      ? `Buse ${n(facts.maxNozzle)} °C, plateau ${n(facts.maxBed)} °C au plus`
      : `Nozzle at most ${n(facts.maxNozzle)} °C, bed at most ${n(facts.maxBed)} °C`,
    ...reasons.map((reason) => gateSentence(reason, language)),
  ].join('\n')
}

const encodings = {
  binary: { fr: 'STL, binaire', en: 'STL, binary' },
  ascii: { fr: 'STL, texte', en: 'STL, text' },
  '3mf': { fr: '3MF', en: '3MF' },
  obj: { fr: 'OBJ', en: 'OBJ' },
} as const

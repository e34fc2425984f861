import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '#backend/base/refusal.ts'
import { gateSentence } from '#backend/gcode/sentences.ts'
import type { GateReason } from '#backend/gcode/gate.ts'
import type { GcodeInspection, MeshInspection } from '#backend/io/analysis.ts'
import type { App } from '#backend/io/app.ts'
import { randomId } from '#backend/io/random.ts'
import { findPrinter, type PrinterRow } from '#backend/machine/store.ts'
import { meshSentence } from '#backend/mesh/sentences.ts'
import { quotePrint } from '#backend/pricing/price.ts'
import { priceListAt } from '#backend/pricing/store.ts'
import { findJob, jobsBeingSliced, updateJob, type PrintJobRow } from '#backend/print-job/store.ts'
import { publishJob } from '#backend/print-job/views.ts'
import { limitsOf } from '#backend/printer/limits.ts'
import type { PrintPlan } from '#backend/run/forecast.ts'
import type { SlicingProblem } from './problem.ts'
import { fitsPrinter, usualProfile } from './profile.ts'

/** What an uploaded file turned out to be. */
export type Analysed =
  { source: 'model'; facts: object } | { source: 'gcode'; facts: object; verdict: string; reasons: GateReason[] }

/** Reads an uploaded file in the worker, writes its pictures into `folder`, and refuses in words what nobody should print. */
export async function analyse(app: App, path: string, name: string, folder: string): Promise<Analysed> {
  const found = await app.analysis.inspect(path, { name, outDir: folder })
  if (found.kind === 'refused') {
    const { code, detail } = found
    const sentence = { fr: meshSentence(code, detail, 'fr'), en: meshSentence(code, detail, 'en') }
    throw new Refusal('upload.refused', { reason: code, ...detail, sentence })
  }
  if (found.kind === 'mesh') return { source: 'model', facts: modelFacts(found) }
  const [worst] = found.reasons
  if (found.verdict === 'refused' && worst) {
    const sentence = { fr: gateSentence(worst, 'fr'), en: gateSentence(worst, 'en') }
    throw new Refusal('upload.refused', { reason: worst.code, line: worst.line, sentence })
  }
  await writeFile(join(folder, 'plan.json'), JSON.stringify(planOf(found)))
  return { source: 'gcode', facts: gcodeFacts(found), verdict: found.verdict, reasons: found.reasons }
}

const modelFacts = (mesh: MeshInspection) => ({
  sizeMm: mesh.size,
  volumeCm3: mesh.volume === undefined ? null : mesh.volume / 1000,
  triangles: mesh.triangles,
  closed: mesh.closed,
  shells: mesh.shells,
  openEdges: mesh.openEdges,
  reversedFacets: mesh.reversed,
})

/** 1.75 mm filament of PLA, where the file names neither grams nor a density: g for each mm. */
const gramsPerMm = (Math.PI * (1.75 / 2) ** 2 * 1.24) / 1000

const gcodeFacts = ({ facts }: GcodeInspection) => ({
  lines: facts.commands,
  layers: facts.layers,
  seconds: Math.round(facts.timeSeconds),
  filamentMm: facts.filamentMm,
  grams: facts.filamentGrams ?? facts.filamentMm * gramsPerMm,
  maxNozzle: facts.maxNozzle,
  maxBed: facts.maxBed,
  slicer: facts.slicer ?? null,
})

const planOf = ({ facts }: GcodeInspection): PrintPlan => ({
  timeline: facts.timeline,
  layerBytes: facts.layerIndex.bytes,
})

/**
 * What the chosen printer makes of a job: G-code is checked against its limits at once, a model is sliced for it in the
 * background. Does nothing where there is no printer, or nothing left to do.
 */
export async function prepareGcode(app: App, labId: string, jobId: string): Promise<void> {
  const job = await findJob(app.db, labId, jobId)
  if (!job?.machineId || job.quote || job.slicing === 'running') return
  const printer = await findPrinter(app.db, job.machineId)
  if (!printer) return
  if (job.source === 'gcode') return settle(app, job, printer, job.fileSha256, undefined)
  if (!app.slicer.isPresent) return fail(app, job, 'slicer-absent')
  const { sizeMm } = JSON.parse(job.modelFacts ?? '{}') as { sizeMm?: [number, number, number] }
  if (sizeMm && !fitsPrinter(sizeMm, printer)) return fail(app, job, 'does-not-fit')
  await updateJob(app.db, jobId, {
    slicing: 'running',
    slicingProblem: null,
    gcodeFacts: null,
    gcodeSha256: null,
    gcodeBytes: null,
  })
  publishJob(app, job)
  inBackground(app, job, printer)
}

/** After a restart: what was being sliced is sliced again. */
export async function takeUpSlicing(app: App): Promise<void> {
  for (const job of await jobsBeingSliced(app.db)) {
    const printer = job.machineId ? await findPrinter(app.db, job.machineId) : undefined
    if (printer && app.slicer.isPresent) inBackground(app, job, printer)
    else await updateJob(app.db, job.id, { slicing: 'none' })
  }
}

/** One at a time: the lab's small computer also serves and streams. */
let queue: Promise<unknown> = Promise.resolve()

function inBackground(app: App, job: PrintJobRow, printer: PrinterRow): void {
  queue = queue
    .then(() => sliceFor(app, job, printer))
    .catch(async (error: unknown) => {
      app.log.error({ err: error, jobId: job.id }, 'slicing failed')
      await fail(app, job, 'slicer-failed').catch(() => undefined)
    })
}

async function sliceFor(app: App, job: PrintJobRow, printer: PrinterRow): Promise<void> {
  if (!(await isStillWanted(app, job))) return
  const folder = await app.files.newFolder(randomId())
  try {
    const sliced = await app.slicer.slice({
      stlPath: app.files.derived(job.fileSha256, 'canonical.stl'),
      profile: usualProfile(limitsOf(printer)),
      outDir: folder,
    })
    if (!sliced.ok) {
      app.log.warn({ jobId: job.id, ...sliced }, 'not sliced')
      return await fail(app, job, sliced.problem)
    }
    const derived = await app.files.newFolder(randomId())
    const sha256 = await app.files.hash(sliced.gcodePath)
    await settle(app, job, printer, sha256, { path: sliced.gcodePath, derived })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Checks the G-code against the printer, keeps it, and says what it costs. */
async function settle(
  app: App,
  job: PrintJobRow,
  printer: PrinterRow,
  sha256: string,
  fresh: { path: string; derived: string } | undefined,
): Promise<void> {
  const path = fresh?.path ?? app.files.path(sha256)
  const found = await app.analysis.inspect(path, { limits: limitsOf(printer), ...(fresh && { outDir: fresh.derived }) })
  if (found.kind !== 'gcode') return fail(app, job, 'slicer-failed')
  if (fresh) {
    await writeFile(join(fresh.derived, 'plan.json'), JSON.stringify(planOf(found)))
    await app.files.keep(fresh.path, sha256)
    await app.files.keepDerived(fresh.derived, sha256)
  }
  const facts = { sha256, ...gcodeFacts(found) }
  const list = await priceListAt(app.db, job.labId, app.now())
  const bytes = (await stat(app.files.path(sha256))).size
  if (!(await isStillWanted(app, job))) return
  await updateJob(app.db, job.id, {
    slicing: 'done',
    slicingProblem: null,
    gcodeFacts: JSON.stringify(facts),
    gcodeSha256: sha256,
    gcodeBytes: bytes,
    verdict: found.verdict,
    gateReasons: JSON.stringify(found.reasons),
    quote: list ? JSON.stringify(quotePrint(list, facts)) : null,
  })
  publishJob(app, job)
}

async function fail(app: App, job: PrintJobRow, problem: SlicingProblem): Promise<void> {
  if (!(await isStillWanted(app, job))) return
  await updateJob(app.db, job.id, { slicing: 'failed', slicingProblem: problem })
  publishJob(app, job)
}

/** The maker may have chosen another printer, or sent another file, meanwhile: then this answer is to nobody's question. */
async function isStillWanted(app: App, job: PrintJobRow): Promise<boolean> {
  const now = await findJob(app.db, job.labId, job.id)
  return now?.machineId === job.machineId && now.fileSha256 === job.fileSha256 && now.uploadId === job.uploadId
}

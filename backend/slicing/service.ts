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
import { quoteFor } from '#backend/pricing/service.ts'
import { nextState, type PrintJobState } from '#backend/print-job/lifecycle.ts'
import { findJob, jobsBeingSliced, updateJob, type PrintJobRow } from '#backend/print-job/store.ts'
import { publishJob } from '#backend/print-job/views.ts'
import { limitsOf } from '#backend/printer/limits.ts'
import type { PrintPlan } from '#backend/run/forecast.ts'
import type { SlicingProblem } from './problem.ts'
import { fitsPrinter, usualProfile } from './profile.ts'

/** What an uploaded file turned out to be. */
export type Analysed = (
  { source: 'model'; facts: object } | { source: 'gcode'; facts: object; verdict: string; reasons: GateReason[] }
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
  // The lab slices with its own profile, which is one of PLA.
  if (found.kind === 'mesh') return { source: 'model', facts: modelFacts(found), material: 'PLA' }
  const [worst] = found.reasons
  if (found.verdict === 'refused' && worst) {
    const sentence = { fr: gateSentence(worst, 'fr'), en: gateSentence(worst, 'en') }
    throw new Refusal('upload.refused', { reason: worst.code, line: worst.line, sentence })
  }
  await writeFile(join(folder, 'plan.json'), JSON.stringify(planOf(found)))
  const material = found.facts.material ?? null
  return { source: 'gcode', facts: gcodeFacts(found), verdict: found.verdict, reasons: found.reasons, material }
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

/** What of a file is needed while it prints. */
export const planOf = ({ facts }: GcodeInspection): PrintPlan => ({
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
  const question = { job, printer }
  if (job.source === 'gcode') return settle(app, question, job.fileSha256)
  if (!app.slicer.isPresent) return fail(app, question, 'slicer-absent')
  const { sizeMm } = JSON.parse(job.modelFacts ?? '{}') as { sizeMm?: [number, number, number] }
  if (sizeMm && !fitsPrinter(sizeMm, printer)) return fail(app, question, 'does-not-fit')
  await answer(app, question, {
    slicing: 'running',
    slicingProblem: null,
    gcodeFacts: null,
    gcodeSha256: null,
    gcodeBytes: null,
  })
  inBackground(app, question)
}

/** After a restart: what was being sliced is sliced again. */
export async function takeUpSlicing(app: App): Promise<void> {
  for (const job of await jobsBeingSliced(app.db)) {
    const printer = job.machineId ? await findPrinter(app.db, job.machineId) : undefined
    if (printer && app.slicer.isPresent) inBackground(app, { job, printer })
    else await updateJob(app.db, job.id, { slicing: 'none' })
  }
}

/** What this printer makes of this job's file. */
type Question = { job: PrintJobRow; printer: PrinterRow }

/** One at a time: the lab's small computer also serves and streams. */
let queue: Promise<unknown> = Promise.resolve()

/** Asked twice, answered once: pages that choose the same printer again wait for the slicing that is under way. */
const pending = new Set<string>()

function inBackground(app: App, question: Question): void {
  const { job, printer } = question
  const key = `${job.id} ${job.uploadId} ${printer.machineId}`
  if (pending.has(key)) return
  pending.add(key)
  queue = queue
    .then(() => sliceFor(app, question))
    .catch(async (error: unknown) => {
      app.log.error({ err: error, jobId: job.id }, 'slicing failed')
      await fail(app, question, 'slicer-failed').catch(() => undefined)
    })
    .finally(() => pending.delete(key))
}

async function sliceFor(app: App, question: Question): Promise<void> {
  const { job, printer } = question
  if (!isWanted(await findJob(app.db, job.labId, job.id), question)) return
  const [folder, derived] = [await app.files.newFolder(randomId()), await app.files.newFolder(randomId())]
  try {
    const sliced = await app.slicer.slice({
      stlPath: app.files.derived(job.fileSha256, 'canonical.stl'),
      profile: usualProfile(limitsOf(printer)),
      outDir: folder,
    })
    if (!sliced.ok) {
      app.log.warn({ jobId: job.id, ...sliced }, 'not sliced')
      return await fail(app, question, sliced.problem)
    }
    await settle(app, question, await app.files.hash(sliced.gcodePath), { path: sliced.gcodePath, derived })
  } finally {
    for (const dir of [folder, derived]) await rm(dir, { recursive: true, force: true })
  }
}

/** Checks the G-code against the printer, keeps it, and says what it costs. */
async function settle(
  app: App,
  question: Question,
  sha256: string,
  fresh?: { path: string; derived: string },
): Promise<void> {
  const { job, printer } = question
  const path = fresh?.path ?? app.files.path(sha256)
  const found = await app.analysis.inspect(path, { limits: limitsOf(printer), ...(fresh && { outDir: fresh.derived }) })
  if (found.kind !== 'gcode') return fail(app, question, 'slicer-failed')
  if (fresh) {
    await writeFile(join(fresh.derived, 'plan.json'), JSON.stringify(planOf(found)))
    await app.files.keep(fresh.path, sha256)
    await app.files.keepDerived(fresh.derived, sha256)
  }
  const facts = { sha256, ...gcodeFacts(found) }
  await answer(app, question, {
    slicing: 'done',
    slicingProblem: null,
    gcodeFacts: JSON.stringify(facts),
    gcodeSha256: sha256,
    gcodeBytes: (await stat(app.files.path(sha256))).size,
    verdict: found.verdict,
    gateReasons: JSON.stringify(found.reasons),
    quote: await quoteFor(app, app.db, job, facts),
  })
}

const fail = (app: App, question: Question, problem: SlicingProblem): Promise<void> =>
  answer(app, question, { slicing: 'failed', slicingProblem: problem })

/** Written only where the question still stands, in the transaction that finds out. */
async function answer(app: App, question: Question, change: Partial<PrintJobRow>): Promise<void> {
  const { job } = question
  const isWritten = await app.db.transaction().execute(async (tx) => {
    if (!isWanted(await findJob(tx, job.labId, job.id), question)) return false
    await updateJob(tx, job.id, change)
    return true
  })
  if (isWritten) publishJob(app, job)
}

/** The maker may have chosen another printer, sent another file, sent the job or given it up: then this answers nobody's question. */
function isWanted(now: PrintJobRow | undefined, { job, printer }: Question): boolean {
  const maySubmit = now !== undefined && nextState(now.state as PrintJobState, 'submit') !== undefined
  return maySubmit && now.machineId === printer.machineId && now.uploadId === job.uploadId
}

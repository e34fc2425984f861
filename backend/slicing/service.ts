import { createHash } from 'node:crypto'
import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '#backend/io/app.ts'
import { randomId } from '#backend/io/random.ts'
import { findMachine, findPrinter, type PrinterRow } from '#backend/machine/store.ts'
import { quoteFor } from '#backend/pricing/service.ts'
import { nextState, type PrintJobState } from '#backend/print-job/lifecycle.ts'
import { findJob, isFileUsed, jobsBeingSliced, updateJob, type PrintJobRow } from '#backend/print-job/store.ts'
import { placementOf, publishJob } from '#backend/print-job/views.ts'
import { limitsOf } from '#backend/printer/limits.ts'
import { roughCost } from '#backend/print-offer/estimate.ts'
import { solidOf } from '#backend/print-offer/service.ts'
import { profileOf, type Profile } from '#backend/slicing-profile/choose.ts'
import { listProfiles } from '#backend/slicing-profile/store.ts'
import { gcodeFacts, placedReasons, planOf } from '#backend/analysis/service.ts'
import type { SlicingProblem } from './problem.ts'
import { wholeValues, type SliceSettings } from './profile.ts'
import { noteProgress } from './progress.ts'
import { findSliced, forgetSliced, keepSliced, unusedGcode, type SlicedRow } from './store.ts'

/**
 * What the chosen printer makes of a job: G-code is checked against its limits at once, a model is sliced for it in the
 * background, or was before. Does nothing where there is no printer, or nothing left to do.
 */
export async function prepareGcode(app: App, labId: string, jobId: string): Promise<void> {
  const job = await findJob(app.db, labId, jobId)
  if (!job?.machineId || job.quote || job.slicing === 'running') return
  const printer = await findPrinter(app.db, job.machineId)
  if (!printer) return
  const question = await questionOf(app, job, printer)
  if (job.source === 'gcode') return settle(app, question, await judge(app, question, app.files.path(job.fileSha256)))
  if (!app.slicer.isPresent) return fail(app, question, 'slicer-absent')
  const before = await slicedBefore(app, question)
  if (before) return settle(app, question, before)
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
    if (printer && app.slicer.isPresent) inBackground(app, await questionOf(app, job, printer))
    else await updateJob(app.db, job.id, { slicing: 'none' })
  }
}

/** What this printer makes of this job's file, as it lies, in this quality. */
type Question = { job: PrintJobRow; printer: PrinterRow; profile: Profile }

async function questionOf(app: App, job: PrintJobRow, printer: PrinterRow): Promise<Question> {
  const materials = (await findMachine(app.db, job.labId, printer.machineId))?.materials ?? ''
  return { job, printer, profile: profileOf(await listProfiles(app.db, job.labId), { ...printer, materials }, job) }
}

/** What a job asks: another file, printer, position or quality is another question. */
const askedBy = ({ uploadId, machineId, placement, profileId, support, repaired }: PrintJobRow): string =>
  JSON.stringify([uploadId, machineId, placement, profileId, support, repaired])

/** What is being sliced for each job. Asked twice, answered once; asked otherwise, the slicer stops and begins anew. */
const pending = new Map<string, { asked: string; abort: AbortController }>()

function inBackground(app: App, question: Question): void {
  const { job } = question
  const asked = askedBy(job)
  const before = pending.get(job.id)
  if (before?.asked === asked) return
  before?.abort.abort()
  noteProgress(job.id, undefined)
  const mine = { asked, abort: new AbortController() }
  pending.set(job.id, mine)
  void sliceFor(app, question, mine.abort.signal)
    .catch(async (error: unknown) => {
      if (mine.abort.signal.aborted) return
      app.log.error({ err: error, jobId: job.id }, 'slicing failed')
      await fail(app, question, 'slicer-failed').catch(() => undefined)
    })
    .finally(() => {
      if (pending.get(job.id) !== mine) return
      pending.delete(job.id)
      noteProgress(job.id, undefined)
    })
}

/** Nobody waits for it any more. */
export function stopSlicing(jobId: string): void {
  pending.get(jobId)?.abort.abort()
  pending.delete(jobId)
  noteProgress(jobId, undefined)
}

/** What was tried and not taken is kept for a week: turned back, it is there at once. */
const keptMs = 7 * 86_400_000

export async function forgetUnusedGcode(app: App): Promise<void> {
  for (const sha256 of await unusedGcode(app.db, app.now() - keptMs)) {
    // First the row: who asks meanwhile slices anew instead of finding half a file.
    await forgetSliced(app.db, sha256)
    if (!(await isFileUsed(app.db, sha256))) await app.files.forget(sha256)
  }
}

async function sliceFor(app: App, question: Question, signal: AbortSignal): Promise<void> {
  const { job, printer } = question
  if (!isWanted(await findJob(app.db, job.labId, job.id), question)) return
  const [folder, derived] = [await app.files.newFolder(randomId()), await app.files.newFolder(randomId())]
  try {
    const stlPath = join(folder, 'placed.stl')
    const placed = await app.analysis.place(
      app.files.derived(job.fileSha256, job.repaired === 1 ? 'repaired.stl' : 'canonical.stl'),
      {
        placement: placementOf(job),
        bed: limitsOf(printer),
        to: stlPath,
      },
    )
    const placedMm = JSON.stringify(placed.size)
    if (placed.kind !== 'placed') return await fail(app, question, placed.kind, placedMm)
    const onProgress = (part: number): void => {
      if (noteProgress(job.id, part)) publishJob(app, job)
    }
    const settings = settingsOf(question)
    const sliced = await app.slicer.slice({ stlPath, settings, outDir: folder, signal, onProgress })
    if (!sliced.ok) {
      app.log.warn({ jobId: job.id, ...sliced }, 'not sliced')
      return await fail(app, question, sliced.problem, placedMm)
    }
    const made = await judge(app, question, sliced.gcodePath, derived)
    if (!made) return await fail(app, question, 'slicer-failed', placedMm)
    await app.files.keep(sliced.gcodePath, made.gcodeSha256)
    await app.files.keepDerived(derived, made.gcodeSha256)
    const found = { ...made, placedMm, ...ratios(question, placedMm, made.gcodeFacts) }
    await keepSliced(app.db, { ...found, key: keyOf(app, question), at: app.now() })
    await settle(app, question, found)
  } finally {
    for (const dir of [folder, derived]) await rm(dir, { recursive: true, force: true })
  }
}

const settingsOf = ({ job, printer, profile }: Question): SliceSettings => ({
  limits: limitsOf(printer),
  values: profile.values,
  support: job.support === 1,
})

/** What was found divided by what geometry alone would have said: the next estimates of this profile learn from it. */
function ratios({ job, printer, profile }: Question, placedMm: string, gcodeFacts: string) {
  const solid = job.support === 0 ? solidOf({ ...job, placedMm }) : undefined
  const { seconds, grams } = JSON.parse(gcodeFacts) as { seconds: number; grams: number }
  const rough = solid && roughCost(solid, wholeValues({ values: profile.values, limits: limitsOf(printer) }))
  return {
    profileValues: JSON.stringify(profile.values),
    secondsRatio: rough ? seconds / rough.seconds : null,
    gramsRatio: rough ? grams / rough.grams : null,
  }
}

/** Same model, same position, same settings, same slicer: the same G-code. */
const keyOf = (app: App, question: Question): string => {
  const { job } = question
  const all = [job.fileSha256, job.repaired, placementOf(job), settingsOf(question), app.slicer.version]
  return createHash('sha256').update(JSON.stringify(all)).digest('hex')
}

async function slicedBefore(app: App, question: Question): Promise<SlicedRow | undefined> {
  const found = await findSliced(app.db, keyOf(app, question))
  return found?.gcodeSha256 && (await app.files.has(found.gcodeSha256)) ? found : undefined
}

/** G-code as this printer sees it. `placedMm` where it was made from a model. */
type Made = Pick<SlicedRow, 'gcodeSha256' | 'gcodeFacts' | 'verdict' | 'gateReasons'> & { placedMm?: string }

/** Checks G-code against the printer; writes what is shown and needed of it into `outDir`. Undefined when it is none. */
async function judge(app: App, { printer }: Question, path: string, outDir?: string): Promise<Made | undefined> {
  const found = await app.analysis.inspect(path, { limits: limitsOf(printer), ...(outDir && { outDir }) })
  if (found.kind !== 'gcode') return undefined
  if (outDir) await writeFile(join(outDir, 'plan.json'), JSON.stringify(planOf(found)))
  const sha256 = await app.files.hash(path)
  return {
    gcodeSha256: sha256,
    gcodeFacts: JSON.stringify({ sha256, ...gcodeFacts(found) }),
    verdict: found.verdict,
    gateReasons: JSON.stringify(placedReasons(found)),
  }
}

/** Says what it costs, and that it is ready. */
async function settle(app: App, question: Question, made: Made | undefined): Promise<void> {
  if (!made) return fail(app, question, 'slicer-failed')
  const { gcodeSha256, gcodeFacts, verdict, gateReasons, placedMm = null } = made
  const { job, profile } = question
  const isModel = job.source === 'model'
  const { name, version } = profile
  const material = isModel ? profile.material : job.material
  await answer(app, question, {
    slicing: 'done',
    slicingProblem: null,
    gcodeFacts,
    gcodeSha256,
    gcodeBytes: (await stat(app.files.path(gcodeSha256))).size,
    verdict,
    gateReasons,
    placedMm,
    material,
    slicedWith: isModel ? JSON.stringify({ name, material, version, support: job.support === 1 }) : null,
    quote: await quoteFor(app, app.db, { ...job, material }, JSON.parse(gcodeFacts)),
  })
}

const fail = (
  app: App,
  question: Question,
  slicingProblem: SlicingProblem,
  placedMm: string | null = null,
): Promise<void> => answer(app, question, { slicing: 'failed', slicingProblem, placedMm })

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

/** The maker may have asked otherwise meanwhile, sent the job or given it up: then this answers nobody's question. */
function isWanted(now: PrintJobRow | undefined, { job }: Question): boolean {
  const maySubmit = now !== undefined && nextState(now.state as PrintJobState, 'submit') !== undefined
  return maySubmit && askedBy(now) === askedBy(job)
}

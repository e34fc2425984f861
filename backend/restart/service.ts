import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '#backend/base/refusal.ts'
import { createRestartReader, layersDone, restartLines, type RestartPoint } from '#backend/gcode/restart.ts'
import { gateSentence } from '#backend/gcode/sentences.ts'
import { canonicalLine, createTokenizer, isHostOnly } from '#backend/gcode/tokens.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { isDuplicate, type Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findMachine, findPrinter } from '#backend/machine/store.ts'
import type { PrintJob, RestartPlan } from '#backend/print-job/schema.ts'
import { getJob, move, mustSee } from '#backend/print-job/service.ts'
import type { NamedJobRow } from '#backend/print-job/store.ts'
import { limitsOf } from '#backend/printer/limits.ts'
import type { PrintPlan } from '#backend/run/forecast.ts'
import { beginRun, claimRun } from '#backend/run/service.ts'
import { lastRunOf, lastRuns, openRunOf, type RunRow } from '#backend/run/store.ts'
import { planOf } from '#backend/analysis/service.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'

/** What a restart would do: nothing moves. Without `layer`, from the first that was not surely finished. */
export async function planRestart(
  app: App,
  caller: MemberCaller,
  jobId: string,
  layer: number | undefined,
): Promise<RestartPlan> {
  const { point, ...found } = await findRestart(app, app.db, caller, jobId, layer)
  const { motion, nozzle, bed, fan } = point.state
  return {
    ...found.range,
    layer: found.layer,
    linesAcked: found.run.linesAcked,
    linesTotal: found.run.linesTotal,
    height: point.height,
    x: motion.x,
    y: motion.y,
    nozzle,
    bed,
    fan: fan / 255,
    relativeE: motion.relativeE,
    before: restartLines(point, found.limits),
    first: found.first,
  }
}

/**
 * A person at the printer says that the part sticks and that the nozzle touches its top. What is printed is a file of its own:
 * the lines that lead back into the print, and the rest of the approved one; the gate reads it like any other.
 */
export async function restartRun(app: App, caller: MemberCaller, jobId: string, layer: number): Promise<PrintJob> {
  const found = await findRestart(app, app.db, caller, jobId, layer)
  const file = await writeRest(app, found)
  const run = await claim(app, caller, jobId, layer, file)
  await beginRun(app, run)
  return getJob(app, caller, jobId)
}

type Restart = {
  run: RunRow
  limits: PrinterLimits
  layer: number
  range: Pick<RestartPlan, 'from' | 'to' | 'layers' | 'finished'>
  /** Where the layer begins in the run's file. */
  byte: number
  point: RestartPoint
  first: string[]
}

async function findRestart(
  app: App,
  db: Db,
  caller: MemberCaller,
  jobId: string,
  wanted: number | undefined,
): Promise<Restart> {
  const { run, limits } = await mustBeRestartable(app, db, await mustSee(db, caller, jobId))
  const plan = await readPlan(app, run.gcodeSha256)
  const reading = await readLayers(app, run, plan.layerBytes, wanted)
  const { finished, begun } = layersDone(reading.layerLines, run.linesAcked)
  const range = { from: 2, to: begun, layers: plan.layerBytes.length, finished }
  const layer = wanted ?? Math.min(Math.max(finished + 1, 2), begun)
  if (layer < range.from || layer > range.to) throw new Refusal('run.no-restart', range)
  // The default layer is known only now.
  if (wanted === undefined) return findRestart(app, db, caller, jobId, layer)
  const { point, first } = reading
  if (!point || point.isShifted || point.state.nozzle === 0) throw new Refusal('run.no-restart')
  return { run, limits, layer, range, byte: plan.layerBytes[layer - 1]!, point, first }
}

/** The part of the last run still lies there, as it was left; and all that a start needs, but a clear bed. */
async function mustBeRestartable(
  app: App,
  db: Db,
  job: NamedJobRow,
): Promise<{ run: RunRow; limits: PrinterLimits; machineId: string }> {
  const run = (await lastRuns(db, [job.id])).get(job.id)
  if (job.state !== 'failed' || !job.machineId || !run || run.printingAt === null) throw new Refusal('run.no-restart')
  if (!job.approvedSha256 || job.approvedSha256 !== job.gcodeSha256) throw new Refusal('print-job.file-changed')
  const { machineId } = job
  const printer = await findPrinter(db, machineId)
  const machine = await findMachine(db, job.labId, machineId)
  if (!printer || !machine) throw new Refusal('machine.not-a-printer')
  if (machine.outOfOrder !== null) throw new Refusal('run.machine-out-of-order')
  if (await openRunOf(db, machineId)) throw new Refusal('run.printer-busy')
  const isStillThere = printer.bed !== 'clear' && (await lastRunOf(db, machineId))?.id === run.id
  if (!isStillThere) throw new Refusal('run.no-restart')
  if (!app.printers.get(machineId).online) throw new Refusal('run.printer-offline')
  return { run, limits: limitsOf(printer), machineId }
}

async function readPlan(app: App, sha256: string): Promise<PrintPlan> {
  try {
    return JSON.parse(await readFile(app.files.derived(sha256, 'plan.json'), 'utf8')) as PrintPlan
  } catch {
    throw new Refusal('run.no-restart')
  }
}

const shownLines = 12

/** One pass over the file: the number of commands before each layer, and everything about where the wanted one begins. */
async function readLayers(
  app: App,
  run: RunRow,
  layerBytes: number[],
  layer: number | undefined,
): Promise<{ layerLines: number[]; point: RestartPoint | undefined; first: string[] }> {
  const layerLines: number[] = []
  const first: string[] = []
  const reader = createRestartReader(run.fromHeight ?? undefined)
  const begins = layer === undefined ? undefined : layerBytes[layer - 1]
  let point: RestartPoint | undefined
  let lines = 0
  const tokenizer = createTokenizer((command) => {
    while (layerBytes[layerLines.length] !== undefined && command.start >= layerBytes[layerLines.length]!)
      layerLines.push(lines)
    if (begins !== undefined && command.start < begins) reader.take(command)
    else if (begins !== undefined) {
      point ??= reader.end()
      if (first.length < shownLines && !isHostOnly(command)) first.push(canonicalLine(command))
    }
    if (!isHostOnly(command)) lines++
  })
  for await (const chunk of createReadStream(app.files.path(run.gcodeSha256))) tokenizer.push(chunk as Uint8Array)
  tokenizer.end()
  return { layerLines, point, first }
}

type RestFile = { gcodeSha256: string; linesTotal: number; fromHeight: number }

async function writeRest(app: App, { run, limits, layer, byte, point }: Restart): Promise<RestFile> {
  const folder = await app.files.newFolder(randomId())
  const path = join(folder, 'rest.gcode')
  try {
    const before = [`; print ${run.id} restarted at layer ${layer}`, ...restartLines(point, limits)]
    await writeFile(path, `${before.join('\n')}\n`)
    await pipeline(
      createReadStream(app.files.path(run.gcodeSha256), { start: byte }),
      createWriteStream(path, { flags: 'a' }),
    )
    const derived = await app.files.newFolder(randomId())
    const found = await app.analysis.inspect(path, { limits, height: point.height, outDir: derived })
    if (found.kind !== 'gcode') throw new Refusal('run.no-restart')
    const [worst] = found.reasons
    if (found.verdict === 'refused' && worst) {
      const sentence = { fr: gateSentence(worst, 'fr'), en: gateSentence(worst, 'en') }
      throw new Refusal('print-job.gate-refused', { reason: worst.code, line: worst.line, sentence })
    }
    await writeFile(join(derived, 'plan.json'), JSON.stringify(planOf(found)))
    const sha256 = await app.files.hash(path)
    await app.files.keep(path, sha256)
    await app.files.keepDerived(derived, sha256)
    return { gcodeSha256: sha256, linesTotal: found.facts.commands, fromHeight: point.height }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Once more, in one transaction: while the file was written another person may have cleared the bed. */
async function claim(
  app: App,
  caller: MemberCaller,
  jobId: string,
  fromLayer: number,
  file: RestFile,
): Promise<RunRow> {
  try {
    return await app.db.transaction().execute(async (tx) => {
      const job = await mustSee(tx, caller, jobId)
      const { run: before, machineId } = await mustBeRestartable(app, tx, job)
      const run = await claimRun(app, tx, caller, job, machineId, { ...file, fromLayer })
      const evidence = { runId: run.id, before: before.id, fromLayer, sha256: file.gcodeSha256, nozzleTouches: true }
      await move(app, tx, job, 'restart', { actorId: caller.id, evidence })
      return run
    })
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('run.printer-busy')
    throw error
  }
}

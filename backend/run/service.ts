import { readFile, stat } from 'node:fs/promises'
import { Refusal, type RefusalCode } from '#backend/base/refusal.ts'
import { atLeast } from '#backend/base/role.ts'
import { commandPrinter } from '#backend/bridge/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { isDuplicate, type Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findMachine, findPrinter, setBed } from '#backend/machine/store.ts'
import { publishCard } from '#backend/machine/views.ts'
import { tellMember } from '#backend/message/service.ts'
import { getJob, move, mustSee } from '#backend/print-job/service.ts'
import type { PrintJob } from '#backend/print-job/schema.ts'
import { findJob, queuedJobs, type NamedJobRow } from '#backend/print-job/store.ts'
import { publishJob } from '#backend/print-job/views.ts'
import type { CommandRefusal, RunOrder, RunStatus } from '#firmware-bridge/messages.ts'
import type { PrintPlan } from './forecast.ts'
import { allowedRunActions, jobActionAfter, mayBecome, takesBed, type RunAction, type RunState } from './lifecycle.ts'
import { countRuns, findRun, insertRun, openRunOf, updateRun, type RunRow } from './store.ts'

/**
 * A person at the printer says that the bed is clear and starts. The claim is one transaction; the command that follows is
 * refused by the bridge once it is a minute old, so an answer that never comes starts nothing later.
 */
export async function startRun(app: App, caller: MemberCaller, jobId: string): Promise<PrintJob> {
  await beginRun(app, await claim(app, caller, jobId))
  return getJob(app, caller, jobId)
}

/** The claimed run is given to its bridge. */
export async function beginRun(app: App, run: RunRow): Promise<void> {
  await publishRun(app, run)
  const order = await orderOf(app, run)
  const answer = await commandPrinter(app, run.machineId, 'run:start', { runId: run.id, order })
  // Silence is not a no: the lease decides (see sweepLeases), on what the bridge then says of this run.
  if (answer !== 'silent' && (answer === 'offline' || !answer.ok)) {
    const refusal = answer === 'offline' ? 'run.printer-offline' : 'run.bridge-refused'
    await endRun(app, run.id, {
      outcome: 'failed',
      reason: 'transfer-failed',
      detail: answer === 'offline' ? 'offline' : answer.refusal,
    })
    throw new Refusal(refusal, answer === 'offline' ? undefined : { refusal: answer.refusal })
  }
}

async function claim(app: App, caller: MemberCaller, jobId: string): Promise<RunRow> {
  try {
    return await app.db.transaction().execute(async (tx) => {
      const job = await mustSee(tx, caller, jobId)
      const machine = await mustBeReady(app, tx, job)
      const facts = JSON.parse(job.gcodeFacts ?? '{}') as { lines?: number }
      const file = { gcodeSha256: job.gcodeSha256 ?? '', linesTotal: facts.lines ?? 0 }
      const run = await claimRun(app, tx, caller, job, machine, file)
      await move(app, tx, job, 'claim', {
        actorId: caller.id,
        evidence: { runId: run.id, sha256: run.gcodeSha256, bedIsClear: true },
      })
      return run
    })
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal('run.printer-busy')
    throw error
  }
}

/** A run of this file that the bridge has not been told of yet. */
export async function claimRun(
  app: App,
  tx: Db,
  caller: MemberCaller,
  job: NamedJobRow,
  machineId: string,
  file: Pick<RunRow, 'gcodeSha256' | 'linesTotal'> & Partial<Pick<RunRow, 'fromLayer' | 'fromHeight'>>,
): Promise<RunRow> {
  const { hands = 0, heard } = app.printers.get(machineId)
  if (hands > 0 || heard?.byHand?.act) throw new Refusal('control.by-hand')
  const run: RunRow = {
    id: randomId(),
    labId: job.labId,
    jobId: job.id,
    machineId,
    attempt: (await countRuns(tx, job.id)) + 1,
    state: 'claimed',
    outcome: null,
    reason: null,
    detail: null,
    startedBy: caller.id,
    claimedAt: app.now(),
    printingAt: null,
    endedAt: null,
    linesAcked: 0,
    resends: 0,
    tookBed: 0,
    streamQuality: null,
    incidents: 0,
    fromLayer: null,
    fromHeight: null,
    ...file,
  }
  await insertRun(tx, run)
  return run
}

/** Everything a start needs besides the person: approved bytes, a printer that is there, free and clear, and its turn. */
async function mustBeReady(app: App, tx: Db, job: NamedJobRow): Promise<string> {
  if (job.state !== 'queued' || !job.machineId)
    throw new Refusal('print-job.bad-transition', { from: job.state, action: 'claim' })
  if (!job.approvedSha256 || job.approvedSha256 !== job.gcodeSha256) throw new Refusal('print-job.file-changed')
  if (!(await app.files.has(job.approvedSha256))) throw new Refusal('print-job.file-changed')
  const printer = await findPrinter(tx, job.machineId)
  const machine = await findMachine(tx, job.labId, job.machineId)
  if (!printer || !machine) throw new Refusal('machine.not-a-printer')
  if (machine.outOfOrder !== null) throw new Refusal('run.machine-out-of-order')
  if (await openRunOf(tx, job.machineId)) throw new Refusal('run.printer-busy')
  if (printer.bed !== 'clear') throw new Refusal('run.bed-not-clear')
  if (!app.printers.get(job.machineId).online) throw new Refusal('run.printer-offline')
  const first = (await queuedJobs(tx, job.labId)).find(({ machineId }) => machineId === job.machineId)
  if (first?.id !== job.id) throw new Refusal('run.bad-transition', { first: first?.id })
  return job.machineId
}

async function orderOf(app: App, run: RunRow): Promise<RunOrder> {
  return {
    runId: run.id,
    printerId: run.machineId,
    attempt: run.attempt,
    gcodeSha256: run.gcodeSha256,
    gcodeBytes: (await stat(app.files.path(run.gcodeSha256))).size,
    gcodeUrl: `/api/bridge/files/${run.gcodeSha256}`,
    ...(run.fromHeight !== null && { height: run.fromHeight }),
  }
}

/** Its owner or the team pauses, resumes or cancels; the run moves when the bridge says that it has. */
export async function actOnRun(app: App, caller: MemberCaller, runId: string, action: RunAction): Promise<PrintJob> {
  const run = await findRun(app.db, runId)
  if (!run || run.labId !== caller.labId) throw new Refusal('run.not-found')
  const job = await findJob(app.db, run.labId, run.jobId)
  if (!job || (job.ownerId !== caller.id && !atLeast(caller.role, 'volunteer'))) throw new Refusal('run.not-found')
  if (!allowedRunActions(run.state as RunState, run.reason).includes(action))
    throw new Refusal('run.bad-transition', { from: run.state, action })
  const answer = await commandPrinter(app, run.machineId, `run:${action}`, { runId })
  if (answer === 'offline' || answer === 'silent') throw new Refusal('run.printer-offline')
  if (!answer.ok) throw new Refusal(bridgeRefusals[answer.refusal] ?? 'run.bridge-refused', { refusal: answer.refusal })
  app.log.info({ runId, action, by: caller.id }, 'a person acted on a run')
  return getJob(app, caller, run.jobId)
}

/** Refusals of the bridge about which a person can do something. */
const bridgeRefusals: Partial<Record<CommandRefusal, RefusalCode>> = {
  'paused-at-the-printer': 'run.paused-at-printer',
  'position-lost': 'run.position-lost',
}

/** What the bridge says of a run, applied once, in the transaction of its event. Returns the run when it moved. */
export async function applyStatus(app: App, tx: Db, machineId: string, status: RunStatus): Promise<RunRow | undefined> {
  const run = await findRun(tx, status.runId)
  if (!run || run.machineId !== machineId || run.attempt !== status.attempt) return undefined
  // After a cut only the end may arrive, and a run may have been given up for lost: lines that were printed take the bed.
  const takesItNow = run.tookBed === 0 && (takesBed(status.phase) || status.linesAcked > 0)
  if (takesItNow) await setBed(tx, machineId, 'not_clear', app.now(), null)
  // The bridge has restarted and gone on: nothing else moves.
  if ((status.incidents ?? 0) > run.incidents) {
    run.incidents = status.incidents!
    await updateRun(tx, run.id, { incidents: run.incidents })
    if (run.state === status.phase) return run
  }
  if (run.state === status.phase && isOnItsWay(status) && run.reason !== (status.reason ?? null)) {
    const news = { reason: status.reason ?? null, detail: status.detail ?? null, tookBed: takesItNow ? 1 : run.tookBed }
    await updateRun(tx, run.id, news)
    return { ...run, ...news }
  }
  if (!mayBecome(run.state as RunState, status.phase)) {
    if (takesItNow) await updateRun(tx, run.id, { tookBed: 1 })
    return takesItNow ? { ...run, tookBed: 1 } : undefined
  }
  const change: Partial<RunRow> = {
    state: status.phase,
    reason: status.reason ?? null,
    detail: status.detail ?? null,
    linesAcked: status.linesAcked,
    linesTotal: status.linesTotal,
    resends: status.resends,
    tookBed: takesItNow ? 1 : run.tookBed,
    printingAt: run.printingAt ?? (hasPrinted(status) ? app.now() : null),
    ...(status.phase === 'ended' && {
      outcome: status.outcome ?? 'unknown',
      endedAt: app.now(),
      streamQuality: status.quality ? JSON.stringify(status.quality) : null,
    }),
  }
  await updateRun(tx, run.id, change)
  const moved = { ...run, ...change }
  if (status.phase === 'ended') await settleJob(app, tx, moved)
  else if (run.printingAt === null && moved.printingAt !== null) await tellStarted(app, tx, moved)
  return moved
}

/** The plastic flows. When it is ready follows from the file, unless it goes on from the middle of it. */
async function tellStarted(app: App, tx: Db, run: RunRow): Promise<void> {
  const job = await findJob(tx, run.labId, run.jobId)
  const machine = await findMachine(tx, run.labId, run.machineId)
  if (!job || !machine) return
  const { seconds } = JSON.parse(job.gcodeFacts ?? '{}') as { seconds?: number }
  const readyAt = seconds && run.fromLayer === null ? app.now() + seconds * 1000 : null
  const facts = { jobId: job.id, title: job.title, code: job.code, printer: machine.name, readyAt }
  const [memberId, once] = [job.ownerId, `started:${run.id}`]
  await tellMember(app, tx, { labId: run.labId, memberId, kind: 'job_started', facts, subject: job.id, once })
}

/** A pause has its reasons, and its way in and out, within one and the same state. */
const isOnItsWay = ({ phase }: RunStatus): boolean => phase === 'printing' || phase === 'paused'

const hasPrinted = ({ phase, linesAcked }: RunStatus): boolean =>
  phase === 'printing' || phase === 'paused' || phase === 'finishing' || (phase === 'ended' && linesAcked > 0)

/** Where the end of a run leaves its job. */
async function settleJob(app: App, tx: Db, run: RunRow): Promise<void> {
  const job = await findJob(tx, run.labId, run.jobId)
  if (!job || job.state !== 'running') return
  const action = jobActionAfter({ outcome: run.outcome, hasPrinted: run.printingAt !== null, attempt: run.attempt })
  const evidence = {
    runId: run.id,
    outcome: run.outcome,
    reason: run.reason,
    linesAcked: run.linesAcked,
    linesTotal: run.linesTotal,
  }
  await move(app, tx, job, action, { actorId: null, evidence, ...(run.reason && { reason: run.reason }) })
}

/** Ends a run of which the bridge will say nothing more. Where nobody knows how it ended, a person looks at the bed first. */
export async function endRun(
  app: App,
  runId: string,
  end: Pick<RunRow, 'outcome' | 'reason' | 'detail'>,
): Promise<void> {
  const ended = await app.db.transaction().execute(async (tx) => {
    const run = await findRun(tx, runId)
    if (!run || run.state === 'ended') return undefined
    const mayHavePrinted = end.outcome === 'unknown' && run.tookBed === 0
    if (mayHavePrinted) await setBed(tx, run.machineId, 'unknown', app.now(), null)
    const change = { ...end, state: 'ended', endedAt: app.now(), ...(mayHavePrinted && { tookBed: 1 }) }
    await updateRun(tx, runId, change)
    await settleJob(app, tx, { ...run, ...change })
    return { ...run, ...change }
  })
  if (ended) await publishRun(app, ended)
}

/** After each move of a run, once it is committed: the job's people and every screen hear of it. */
export async function publishRun(app: App, run: RunRow): Promise<void> {
  await planAhead(app, run)
  const job = await findJob(app.db, run.labId, run.jobId)
  if (job) publishJob(app, job)
  await publishCard(app, run.machineId)
}

/** Loads what the forecast needs once a run prints, and forgets it at its end. */
export async function planAhead(app: App, run: RunRow): Promise<void> {
  const live = app.printers.get(run.machineId)
  if (run.state === 'ended') {
    live.plan = undefined
    return
  }
  if (run.printingAt === null || live.plan?.runId === run.id) return
  try {
    const plan = JSON.parse(await readFile(app.files.derived(run.gcodeSha256, 'plan.json'), 'utf8')) as PrintPlan
    live.plan = { ...plan, runId: run.id, printingAt: run.printingAt }
  } catch (error) {
    app.log.warn({ err: error, runId: run.id }, 'no plan for this run: progress is shown by bytes')
  }
}

import { atLeast } from '#backend/base/role.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { listMachines, listPrinters } from '#backend/machine/store.ts'
import { authorizedFor } from '#backend/authorization/store.ts'
import { todayIn } from '#backend/lab/views.ts'
import { memberNames } from '#backend/member/store.ts'
import { nameFor } from '#backend/member/shown-name.ts'
import { asItComes, type Placement } from '#backend/mesh/placement.ts'
import { allowedRunActions, type RunState } from '#backend/run/lifecycle.ts'
import { lastRuns, openRunsIn, type RunRow } from '#backend/run/store.ts'
import { judgeStream, type StreamVerdict } from '#backend/run/stream-verdict.ts'
import { slicingProgress } from '#backend/slicing/progress.ts'
import type { RunStatus } from '#firmware-bridge/messages.ts'
import { allowedActions, type PrintJobState } from './lifecycle.ts'
import { whyWaits, type PrinterFacts } from './queue.ts'
import type { PrintJob, RunView } from './schema.ts'
import { findAnyJob, queuedJobs, type NamedJobRow, type PrintJobRow } from './store.ts'

/** Its owner and the team read the job again. */
export function publishJob(app: App, job: PrintJobRow): void {
  const news = { id: job.id, state: job.state as PrintJobState }
  app.publish('job:changed', { to: 'team' }, news)
  app.publish('job:changed', { to: 'member', id: job.ownerId }, news)
}

/** The same for a job that was thrown away or put back. */
export async function publishJobById(app: App, labId: string, id: string): Promise<void> {
  const row = await findAnyJob(app.db, labId, id)
  if (row) publishJob(app, row)
}

/** The jobs as this viewer may see them, with what they may do. All of the lab's facts are read once. */
export async function jobViews(app: App, caller: MemberCaller, rows: NamedJobRow[]): Promise<PrintJob[]> {
  if (rows.length === 0) return []
  const runs = await lastRuns(
    app.db,
    rows.map(({ id }) => id),
  )
  const names = await memberNames(app.db, caller.labId)
  const nameOf = (id: string | null): string | null => nameFor(caller, names.get(id ?? ''))
  const authorized = await authorizedFor(app.db, caller.labId, 'printer', await todayIn(app, app.db))
  const printers = await printerFacts(app, caller.labId)
  const positions = positionsIn(await queuedJobs(app.db, caller.labId))
  const isVolunteer = atLeast(caller.role, 'volunteer')

  return rows.map((row) => {
    const state = row.state as PrintJobState
    const position = state === 'queued' ? (positions.get(row.id) ?? 1) : null
    const waits = position === null ? null : whyWaits(position, printers.get(row.machineId ?? '')?.facts)
    const run = runs.get(row.id)
    const isOwner = row.ownerId === caller.id
    return {
      id: row.id,
      code: row.code,
      title: row.title,
      state,
      since: row.since,
      createdAt: row.createdAt,
      owner: { id: row.ownerId, name: row.ownerName },
      mine: isOwner,
      ownerAuthorized: authorized.has(row.ownerId),
      source: row.source as PrintJob['source'],
      fileName: row.fileName,
      fileBytes: row.fileBytes,
      fileSha256: row.fileSha256,
      machineId: row.machineId,
      machineName: row.machineName,
      // Models that were read before these were asked for.
      model:
        row.modelFacts === null
          ? null
          : { unitQuestion: null, repair: null, walls: [], rests: [], ...parse(row.modelFacts) },
      placement: row.source === 'model' ? { ...placementOf(row), sizeMm: parse(row.placedMm) } : null,
      gcode:
        row.slicing === 'running' || row.gcodeFacts === null
          ? null
          : { printerModel: null, nozzleDiameter: null, ...parse(row.gcodeFacts) },
      slicing: row.slicing as PrintJob['slicing'],
      slicingProgress: row.slicing === 'running' ? slicingProgress(row.id) : null,
      slicingProblem: row.slicingProblem as PrintJob['slicingProblem'],
      repaired: row.repaired === 1,
      support: row.support === 1,
      slicedWith: row.slicing === 'running' ? null : parse(row.slicedWith),
      verdict: row.verdict as PrintJob['verdict'],
      reasons: reasonsOf(row.gateReasons),
      material: row.material,
      quote: parse(row.quote),
      bin: state === 'awaiting_pickup' ? row.binName : null,
      note: row.note,
      answer: row.answer,
      position,
      waits,
      run: run ? runView(app, run, printers.get(run.machineId)?.name ?? '', nameOf, isOwner || isVolunteer) : null,
      actions: allowedActions(state, { isOwner, isVolunteer, isStaff: atLeast(caller.role, 'staff') }),
      canStart: isVolunteer && waits === 'ready',
    }
  })
}

/** How the model of a job lies: as it came, until its maker turns it. */
export const placementOf = ({ placement }: Pick<PrintJobRow, 'placement'>): Placement =>
  placement === null ? asItComes : JSON.parse(placement)

/** Those that were found before the layer was asked for stand in none. */
const reasonsOf = (json: string): PrintJob['reasons'] =>
  (JSON.parse(json) as PrintJob['reasons']).map((reason) => ({
    ...reason,
    byte: reason.byte ?? 0,
    layer: reason.layer ?? null,
  }))

const parse = (json: string | null) => (json === null ? null : JSON.parse(json))

function positionsIn(queue: { id: string; machineId: string | null }[]): Map<string, number> {
  const lengths = new Map<string, number>()
  const positions = new Map<string, number>()
  for (const { id, machineId } of queue) {
    const position = (lengths.get(machineId ?? '') ?? 0) + 1
    lengths.set(machineId ?? '', position)
    positions.set(id, position)
  }
  return positions
}

async function printerFacts(app: App, labId: string): Promise<Map<string, { name: string; facts: PrinterFacts }>> {
  const machines = new Map((await listMachines(app.db, labId)).map((machine) => [machine.id, machine]))
  const busy = new Set((await openRunsIn(app.db, labId)).map(({ machineId }) => machineId))
  const rows = await listPrinters(app.db, labId)
  return new Map(
    rows.map(({ machineId, bed }) => {
      const machine = machines.get(machineId)
      const facts = {
        outOfOrder: machine?.outOfOrder != null,
        online: app.printers.get(machineId).online,
        busy: busy.has(machineId),
        bedClear: bed === 'clear',
      }
      return [machineId, { name: machine?.name ?? '', facts }]
    }),
  )
}

function runView(
  app: App,
  run: RunRow,
  machineName: string,
  nameOf: (id: string | null) => string | null,
  mayAct: boolean,
): RunView {
  const live = app.printers.get(run.machineId)
  const isOpen = run.state !== 'ended'
  const status = live.run?.runId === run.id ? live.run : undefined
  const report = isOpen && status ? app.printers.report(run.machineId, app.now()) : null
  return {
    id: run.id,
    attempt: run.attempt,
    state: run.state as RunState,
    outcome: run.outcome as RunView['outcome'],
    reason: run.reason,
    detail: run.detail,
    machineId: run.machineId,
    machineName,
    startedBy: nameOf(run.startedBy),
    claimedAt: run.claimedAt,
    printingAt: run.printingAt,
    endedAt: run.endedAt,
    linesAcked: status?.linesAcked ?? run.linesAcked,
    linesTotal: status?.linesTotal ?? run.linesTotal,
    resends: status?.resends ?? run.resends,
    incidents: Math.max(status?.incidents ?? 0, run.incidents),
    fromLayer: run.fromLayer,
    stream: streamOf(run, status),
    progress: report?.progress ?? null,
    readyAt: report?.readyAt ?? null,
    layer: report?.layer ?? null,
    layers: report?.layers ?? null,
    actions: mayAct ? allowedRunActions(run.state as RunState, run.reason) : [],
  }
}

/** From the bridge's last word while it is remembered, else from what was written at the run's end. */
function streamOf(run: RunRow, status: RunStatus | undefined): StreamVerdict | null {
  const quality = status?.quality ?? parse(run.streamQuality)
  if (!quality) return null
  const { linesAcked, resends } = status ?? run
  return judgeStream({ ...quality, lines: linesAcked, resends })
}

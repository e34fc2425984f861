import { Refusal } from '#backend/base/refusal.ts'
import { atLeast } from '#backend/base/role.ts'
import { undoableMs } from '#backend/change/acts.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { isInducted } from '#backend/induction/store.ts'
import { publishCard } from '#backend/machine/views.ts'
import { allowsMaterial } from '#backend/machine/materials.ts'
import { findMachine, findPrinter } from '#backend/machine/store.ts'
import { tellMember, type Teller } from '#backend/message/service.ts'
import { findMemberRow } from '#backend/member/store.ts'
import { isAsItComes, tidy, type Placement } from '#backend/mesh/placement.ts'
import type { Quote } from '#backend/pricing/price.ts'
import { quoteFor } from '#backend/pricing/service.ts'
import { nameFor } from '#backend/member/shown-name.ts'
import { memberNames } from '#backend/member/store.ts'
import { findProfile } from '#backend/slicing-profile/store.ts'
import { allowedActions, nextState, reasonedActions, type PrintJobAction, type PrintJobState } from './lifecycle.ts'
import { newsOf } from './news.ts'
import type { JobEvent, PrintJob } from './schema.ts'
import { jobViews, publishJob } from './views.ts'
import {
  findJob,
  findJobByUpload,
  insertJobEvent,
  jobEvents,
  jobsInBin,
  jobsInStates,
  jobsOf,
  queuedJobs,
  updateJob,
  type NamedJobRow,
  type PrintJobRow,
} from './store.ts'

const aliveOnTheDesk: PrintJobState[] = ['submitted', 'queued', 'running', 'awaiting_pickup', 'failed']

export async function listJobs(app: App, caller: MemberCaller, scope: 'mine' | 'bin' | 'desk'): Promise<PrintJob[]> {
  if (scope === 'desk' && !atLeast(caller.role, 'volunteer')) throw new Refusal('auth.forbidden')
  const rows = {
    desk: () => jobsInStates(app.db, caller.labId, aliveOnTheDesk),
    bin: () => jobsInBin(app.db, caller.id, app.now() - undoableMs),
    mine: () => jobsOf(app.db, caller.id),
  }
  return jobViews(app, caller, await rows[scope]())
}

export async function getJob(app: App, caller: MemberCaller, id: string): Promise<PrintJob> {
  return view(app, caller, await mustSee(app.db, caller, id))
}

export async function jobOfUpload(app: App, caller: MemberCaller, uploadId: string): Promise<PrintJob> {
  const found = await findJobByUpload(app.db, caller.labId, uploadId)
  if (!found || found.ownerId !== caller.id) throw new Refusal('print-job.not-found')
  return view(app, caller, found)
}

export async function historyOf(app: App, caller: MemberCaller, id: string): Promise<JobEvent[]> {
  await mustSee(app.db, caller, id)
  const rows = await jobEvents(app.db, id)
  const names = await memberNames(app.db, caller.labId)
  return rows.map(({ at, actorId, action, fromState, toState, reason }) => ({
    at,
    actor: nameFor(caller, names.get(actorId ?? '')),
    action,
    from: fromState,
    to: toState,
    reason,
  }))
}

type JobWish = {
  title?: string | undefined
  note?: string | undefined
  machineId?: string | undefined
  material?: string | undefined
  placement?: Placement | undefined
  profileId?: string | undefined
  support?: boolean | undefined
  repaired?: boolean | undefined
}

/** Before it is sent: its title, note, material, printer, position. What was said of the G-code for another printer or position is void. */
export async function configure(
  app: App,
  caller: MemberCaller,
  id: string,
  { machineId, placement, profileId, support, repaired, ...words }: JobWish,
): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const job = await mustSee(tx, caller, id)
    if (job.ownerId !== caller.id) throw new Refusal('auth.forbidden')
    if (nextState(job.state as PrintJobState, 'submit') === undefined) throw new Refusal('print-job.bad-transition')
    const isNewPrinter = machineId !== undefined && machineId !== job.machineId
    if (isNewPrinter) await mustBePrinter(tx, caller.labId, machineId)
    const isMoved = placement !== undefined && job.source === 'model' && placementJson(placement) !== job.placement
    const given = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
    const change = {
      ...given,
      ...(words.material !== undefined && { quote: await quoteAnew(app, tx, job, words.material) }),
      ...(isNewPrinter && { machineId, ...undecided }),
      ...(isMoved && { placement: placementJson(placement), placedMm: null, ...undecided }),
      ...(await newSettings(tx, job, { profileId, support, repaired })),
    }
    if (Object.keys(change).length > 0) await updateJob(tx, id, change)
  })
  publishJob(app, await mustSee(app.db, caller, id))
}

/** Another quality, with support or mended, is another print; its material is the profile's. */
async function newSettings(
  tx: Db,
  job: PrintJobRow,
  { profileId, support, repaired }: Pick<JobWish, 'profileId' | 'support' | 'repaired'>,
): Promise<Partial<PrintJobRow>> {
  const isOther = profileId !== undefined && profileId !== job.profileId
  const isSupport = support !== undefined && support !== (job.support === 1)
  const isRepair = repaired !== undefined && repaired !== (job.repaired === 1)
  if (job.source !== 'model' || (!isOther && !isSupport && !isRepair)) return {}
  const facts = JSON.parse(job.modelFacts ?? '{}') as { repair?: unknown }
  if (isRepair && repaired && !facts.repair) throw new Refusal('print-job.nothing-to-repair')
  const profile = isOther ? await findProfile(tx, job.labId, profileId) : undefined
  if (isOther && !profile) throw new Refusal('slicing-profile.not-found')
  return {
    ...(profile && { profileId: profile.id, material: profile.material }),
    ...(isSupport && { support: support ? 1 : 0 }),
    ...(isRepair && { repaired: repaired ? 1 : 0 }),
    ...undecided,
  }
}

const placementJson = (placement: Placement): string | null =>
  isAsItComes(placement) ? null : JSON.stringify({ ...placement, turn: tidy(placement.turn) })

/** The same print in another material; nothing where it was not quoted yet. */
async function quoteAnew(app: App, tx: Db, job: PrintJobRow, material: string): Promise<string | null> {
  if (!job.quote) return null
  const { grams, seconds } = JSON.parse(job.quote) as Quote
  return quoteFor(app, tx, { ...job, material }, { grams, seconds })
}

/** What a new printer makes void: everything that was said of the G-code for the old one. */
const undecided = {
  quote: null,
  verdict: null,
  gateReasons: '[]',
  slicing: 'none',
  slicingProblem: null,
  slicedWith: null,
  approvedSha256: null,
}

export async function act(
  app: App,
  caller: MemberCaller,
  id: string,
  {
    action,
    reason,
    gcodeSha256,
  }: { action: PrintJobAction; reason?: string | undefined; gcodeSha256?: string | undefined },
): Promise<PrintJob> {
  const moved = await app.db.transaction().execute(async (tx) => {
    const job = await mustSee(tx, caller, id)
    if (!allowedActions(job.state as PrintJobState, viewerOf(caller, job)).includes(action))
      throw refusedAction(job, action)
    if (action === 'submit') await refuseUninducted(tx, job)
    if (printsNext.has(action)) await refuseWithoutPrinter(tx, job)
    if ((reasonedActions as readonly string[]).includes(action) && !reason) throw new Refusal('print-job.reason-needed')
    const change = {
      ...decided(app, caller, job, action, reason, gcodeSha256),
      ...(action === 'submit' && { payerOrganizationId: await organizationOf(tx, job) }),
    }
    return move(app, tx, job, action, { actorId: caller.id, ...(reason !== undefined && { reason }), change })
  })
  publishJob(app, moved)
  if (moved.machineId) await publishCard(app, moved.machineId)
  return getJob(app, caller, id)
}

/** Nothing is printed for whoever has not had the safety induction, where the lab asks for it. */
async function refuseUninducted(tx: Db, { labId, ownerId }: PrintJobRow): Promise<void> {
  if (!(await isInducted(tx, labId, ownerId))) throw new Refusal('print-job.induction-needed')
}

const printsNext: ReadonlySet<PrintJobAction> = new Set(['submit', 'approve', 'requeue'])

/** A printer that was removed meanwhile prints nothing: the team sends the job back, its maker chooses another. */
async function refuseWithoutPrinter(tx: Db, { labId, machineId }: PrintJobRow): Promise<void> {
  if (machineId && !(await findMachine(tx, labId, machineId))) throw new Refusal('print-job.printer-gone')
}

/** Who pays is settled when it is sent. */
const organizationOf = async (tx: Db, { labId, ownerId }: PrintJobRow): Promise<string | null> =>
  (await findMemberRow(tx, labId, ownerId))?.organizationId ?? null

/** What an action asks of the job, and what it writes on it. */
function decided(
  app: App,
  caller: MemberCaller,
  job: NamedJobRow,
  action: PrintJobAction,
  reason: string | undefined,
  gcodeSha256: string | undefined,
): Partial<PrintJobRow> {
  if (action === 'submit') {
    if (!job.machineId) throw new Refusal('print-job.no-printer')
    if (!job.gcodeSha256 || !job.quote || job.slicing === 'running') throw new Refusal('print-job.not-ready')
    if (job.verdict === 'refused') throw new Refusal('print-job.gate-refused')
    if (!allowsMaterial(job.machineMaterials ?? '', job.material)) throw new Refusal('print-job.material-not-allowed')
  }
  if (action === 'approve') {
    if (job.verdict === 'refused') throw new Refusal('print-job.gate-refused')
    if (!job.gcodeSha256 || gcodeSha256 !== job.gcodeSha256) throw new Refusal('print-job.file-changed')
    if (job.ownerId === caller.id && !reason) throw new Refusal('print-job.own-approval')
    return { approvedSha256: job.gcodeSha256, queuedAt: app.now(), answer: null }
  }
  if (action === 'cancel' && job.slicing === 'running') return { slicing: 'none' }
  if (action === 'recall') return { approvedSha256: null, queuedAt: null, answer: reason ?? null }
  if (action === 'send_back' || action === 'reject') return { answer: reason ?? null }
  // First in the queue again: its owner has waited once.
  if (action === 'requeue') return { queuedAt: job.queuedAt ?? app.now() }
  return {}
}

/** One move of the table: the row and its line of history, in the transaction of whoever decided it. */
export async function move(
  app: Teller,
  tx: Db,
  job: PrintJobRow,
  action: PrintJobAction,
  given: { actorId: string | null; reason?: string; evidence?: unknown; change?: Partial<PrintJobRow> },
): Promise<PrintJobRow> {
  const to = nextState(job.state as PrintJobState, action)
  if (!to) throw refusedAction(job, action)
  const at = app.now()
  const change = { ...given.change, state: to, since: at }
  await updateJob(tx, job.id, change)
  await insertJobEvent(tx, {
    labId: job.labId,
    jobId: job.id,
    actorId: given.actorId,
    action,
    fromState: job.state,
    toState: to,
    reason: given.reason ?? null,
    evidence: given.evidence === undefined ? null : JSON.stringify(given.evidence),
    at,
  })
  await tellOwner(app, tx, job, action, given)
  if (action === 'claim') await tellNext(app, tx, job)
  return { ...job, ...change }
}

async function tellOwner(
  app: Teller,
  tx: Db,
  job: PrintJobRow,
  action: PrintJobAction,
  { actorId, reason = null }: { actorId: string | null; reason?: string | null },
): Promise<void> {
  if (actorId === job.ownerId) return
  const queue = (await queuedJobs(tx, job.labId)).filter(({ machineId }) => machineId === job.machineId)
  const position = queue.findIndex(({ id }) => id === job.id) + 1 || null
  const printer = job.machineId ? ((await findMachine(tx, job.labId, job.machineId))?.name ?? null) : null
  const news = newsOf(action, job, { reason, printer, position })
  if (news) await tellMember(app, tx, { labId: job.labId, memberId: job.ownerId, ...news, actorId, subject: job.id })
}

/** When a print is started, whoever comes after it on that printer has one part to wait for. */
async function tellNext(app: Teller, tx: Db, { labId, machineId }: PrintJobRow): Promise<void> {
  const next = (await queuedJobs(tx, labId)).find((queued) => queued.machineId === machineId)
  const job = next && (await findJob(tx, labId, next.id))
  if (!job?.machineName) return
  const facts = { jobId: job.id, title: job.title, code: job.code, printer: job.machineName }
  const once = `soon:${job.id}`
  await tellMember(app, tx, { labId, memberId: job.ownerId, kind: 'job_starts_soon', facts, subject: job.id, once })
}

const refusedAction = (job: PrintJobRow, action: PrintJobAction): Refusal =>
  new Refusal('print-job.bad-transition', { from: job.state, action })

/** Others do not learn that a job exists. */
export async function mustSee(db: Db, caller: MemberCaller, id: string): Promise<NamedJobRow> {
  const job = await findJob(db, caller.labId, id)
  if (!job || (job.ownerId !== caller.id && !atLeast(caller.role, 'volunteer')))
    throw new Refusal('print-job.not-found')
  return job
}

async function mustBePrinter(tx: Db, labId: string, machineId: string): Promise<void> {
  const printer = await findPrinter(tx, machineId)
  if (!printer || printer.labId !== labId) throw new Refusal('machine.not-a-printer')
}

const viewerOf = (caller: MemberCaller, job: PrintJobRow) => ({
  isOwner: job.ownerId === caller.id,
  isVolunteer: atLeast(caller.role, 'volunteer'),
  isStaff: atLeast(caller.role, 'staff'),
})

const view = async (app: App, caller: MemberCaller, row: NamedJobRow): Promise<PrintJob> => {
  const [job] = await jobViews(app, caller, [row])
  if (!job) throw new Refusal('print-job.not-found')
  return job
}

import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { randomCode, randomId } from '#backend/io/random.ts'
import type { Db } from '#backend/io/database.ts'
import { nextState, type PrintJobState } from '#backend/print-job/lifecycle.ts'
import {
  bytesOf,
  findJob,
  findJobByUpload,
  insertJob,
  insertJobEvent,
  isCodeInUse,
  updateJob,
  type PrintJobRow,
} from '#backend/print-job/store.ts'
import { publishJob } from '#backend/print-job/views.ts'
import { analyse, type Analysed } from '#backend/analysis/service.ts'
import { expectedKind, readableName, titleOf } from './name.ts'

/** Before the first byte: is it small enough, is there room for it, and does the job it renews wait for a file? */
export async function mayUpload(
  app: App,
  caller: MemberCaller,
  {
    bytes,
    name,
    jobId,
  }: { bytes: number | undefined; name: string | null | undefined; jobId: string | null | undefined },
): Promise<void> {
  if (bytes === undefined) throw new Refusal('upload.unexpected')
  const limit = expectedKind(readableName(name)) === 'gcode' ? app.config.maxGcodeBytes : app.config.maxModelBytes
  if (bytes > limit) throw new Refusal('upload.too-large', { limit })
  const most = app.config.memberFilesMb * 1e6
  if ((await bytesOf(app.db, caller.id)) + bytes > most) throw new Refusal('upload.quota', { limit: most })
  if (jobId) await mustRenew(app.db, caller, jobId)
}

async function mustRenew(db: Db, caller: MemberCaller, jobId: string): Promise<PrintJobRow> {
  const job = await findJob(db, caller.labId, jobId)
  if (!job || job.ownerId !== caller.id) throw new Refusal('print-job.not-found')
  if (nextState(job.state as PrintJobState, 'submit') === undefined) throw new Refusal('print-job.bad-transition')
  return job
}

/** A whole upload becomes a job, or a refusal in words of which nothing stays. The second call for one upload finds its job. */
export function finishUpload(app: App, caller: MemberCaller, uploadId: string): Promise<void> {
  // The last byte and the page that asks for its job may come together: they wait for the same work.
  const key = `${caller.id} ${uploadId}`
  let work = finishing.get(key)
  if (!work) {
    work = finish(app, caller, uploadId).finally(() => finishing.delete(key))
    finishing.set(key, work)
  }
  return work
}

const finishing = new Map<string, Promise<void>>()

async function finish(app: App, caller: MemberCaller, uploadId: string): Promise<void> {
  if (await findJobByUpload(app.db, caller.labId, uploadId)) return
  const path = join(app.files.uploadsDir, uploadId)
  const { name, jobId, size } = await uploadFacts(app, caller, uploadId)
  const fileBytes = (await stat(path)).size
  if (fileBytes !== size) throw new Refusal('upload.not-found') // half of it: it may still go on
  const sha256 = await app.files.hash(path)
  const folder = await app.files.newFolder(uploadId)
  try {
    const analysed = await analyse(app, path, name, folder)
    await app.files.keep(path, sha256)
    await app.files.keepDerived(folder, sha256)
    const file = { fileName: name, fileBytes, fileSha256: sha256, uploadId }
    const job = jobId ? await renew(app, caller, jobId, file, analysed) : await create(app, caller, file, analysed)
    publishJob(app, job)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type UploadedFile = Pick<PrintJobRow, 'fileName' | 'fileBytes' | 'fileSha256' | 'uploadId'>

async function create(app: App, caller: MemberCaller, file: UploadedFile, analysed: Analysed): Promise<PrintJobRow> {
  return app.db.transaction().execute(async (tx) => {
    const at = app.now()
    const job: PrintJobRow = {
      id: randomId(),
      labId: caller.labId,
      code: await freeCode(tx, caller.labId),
      ownerId: caller.id,
      title: titleOf(file.fileName),
      state: 'draft',
      since: at,
      createdAt: at,
      ...file,
      ...ofFile(file, analysed),
      machineId: null,
      note: '',
      answer: null,
      queuedAt: null,
      removedAt: null,
      payerOrganizationId: null,
      removedByLab: 0,
      keptFrom: null,
    }
    await insertJob(tx, job)
    await insertJobEvent(tx, { ...event(caller, job, at), action: 'upload', fromState: null, toState: 'draft' })
    return job
  })
}

/** Another file for the same job is a new version of it: all that was said of the old one is void. */
async function renew(
  app: App,
  caller: MemberCaller,
  jobId: string,
  file: UploadedFile,
  analysed: Analysed,
): Promise<PrintJobRow> {
  return app.db.transaction().execute(async (tx) => {
    const job = await mustRenew(tx, caller, jobId)
    const change = { ...file, ...ofFile(file, analysed), machineId: null }
    await updateJob(tx, jobId, change)
    await insertJobEvent(tx, {
      ...event(caller, { ...job, ...file }, app.now()),
      action: 'renew',
      fromState: job.state,
      toState: job.state,
    })
    return { ...job, ...change }
  })
}

const event = (caller: MemberCaller, job: PrintJobRow, at: number) => ({
  labId: job.labId,
  jobId: job.id,
  actorId: caller.id,
  reason: null,
  evidence: JSON.stringify({ sha256: job.fileSha256, bytes: job.fileBytes, name: job.fileName }),
  at,
})

function ofFile(file: UploadedFile, analysed: Analysed) {
  const isGcode = analysed.source === 'gcode'
  return {
    source: analysed.source,
    material: analysed.material,
    modelFacts: isGcode ? null : JSON.stringify(analysed.facts),
    gcodeFacts: isGcode ? JSON.stringify({ sha256: file.fileSha256, ...analysed.facts }) : null,
    gcodeSha256: isGcode ? file.fileSha256 : null,
    gcodeBytes: isGcode ? file.fileBytes : null,
    slicing: 'none',
    slicingProblem: null,
    verdict: isGcode ? analysed.verdict : null,
    gateReasons: JSON.stringify(isGcode ? analysed.reasons : []),
    quote: null,
    approvedSha256: null,
    placement: null,
    placedMm: null,
    profileId: null,
    support: 0 as const,
    repaired: 0 as const,
    slicedWith: null,
  }
}

async function freeCode(tx: Db, labId: string): Promise<string> {
  for (;;) {
    const code = randomCode(4)
    if (!(await isCodeInUse(tx, labId, code))) return code
  }
}

async function uploadFacts(
  app: App,
  caller: MemberCaller,
  uploadId: string,
): Promise<{ name: string; jobId: string | undefined; size: number | undefined }> {
  if (!/^[\w-]+$/.test(uploadId)) throw new Refusal('upload.not-found')
  const info = await readFile(join(app.files.uploadsDir, `${uploadId}.json`), 'utf8').catch(() => undefined)
  if (!info) throw new Refusal('upload.not-found')
  const { metadata = {}, size } = JSON.parse(info) as { metadata?: Record<string, string | null>; size?: number }
  if (metadata.memberId !== caller.id) throw new Refusal('upload.not-found')
  return { name: readableName(metadata.filename), jobId: metadata.job ?? undefined, size }
}

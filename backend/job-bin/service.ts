import { dayOf } from '#backend/base/calendar-day.ts'
import { undoableMs } from '#backend/change/acts.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, undo } from '#backend/change/service.ts'
import { lastChangeOf } from '#backend/change/store.ts'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { removableStates, type PrintJobState } from '#backend/print-job/lifecycle.ts'
import { findLab } from '#backend/lab/store.ts'
import { tellMember } from '#backend/message/service.ts'
import { mustSee } from '#backend/print-job/service.ts'
import {
  findAnyJob,
  forgetEventWords,
  isFileUsed,
  jobsGrownOld,
  jobsToForget,
  updateJob,
  type PrintJobRow,
} from '#backend/print-job/store.ts'
import { publishJob } from '#backend/print-job/views.ts'
import { forgetSliced } from '#backend/slicing/store.ts'

const subjectOf = (id: string): string => `job:${id}`

/** A maker throws away what nobody waits for. */
export async function removeJob(app: App, caller: MemberCaller, id: string): Promise<{ change: Receipt | null }> {
  const { job, change } = await app.db.transaction().execute(async (tx) => {
    const job = await mustSee(tx, caller, id)
    if (job.ownerId !== caller.id) throw new Refusal('auth.forbidden')
    if (!removableStates.includes(job.state as PrintJobState)) throw new Refusal('print-job.not-over')
    const doing = { act: 'job.removed', subject: subjectOf(id), title: job.title } as const
    const watch = [{ table: 'printJob' as const, where: { id } }]
    const { change } = await recorded(app, caller, tx, { ...doing, watch }, () =>
      updateJob(tx, id, { removedAt: app.now() }),
    )
    return { job, change }
  })
  publishJob(app, job)
  return { change }
}

/** What its maker threw away comes back as it was; what the lab put there because it was old stays as long again. */
export async function restoreJob(app: App, caller: MemberCaller, id: string): Promise<void> {
  const job = await findAnyJob(app.db, caller.labId, id)
  if (job?.removedByLab === 1 && job.ownerId === caller.id && job.removedAt !== null && job.fileSha256 !== '') {
    await updateJob(app.db, id, { removedAt: null, removedByLab: 0, keptFrom: app.now() })
    return publishJob(app, job)
  }
  const last = await lastChangeOf(app.db, caller.labId, subjectOf(id))
  if (last?.byId !== caller.id) throw new Refusal('print-job.not-found')
  await undo(app, caller, last.id)
}

/** What has been over for long goes to its maker's bin, who is told until when it can be taken out. */
export async function binOldJobs(app: App): Promise<void> {
  const { keepFilesDays } = app.config
  if (keepFilesDays === 0) return
  const now = app.now()
  const moved = await app.db.transaction().execute(async (tx) => {
    const old = await jobsGrownOld(tx, removableStates, now - keepFilesDays * 86_400_000)
    const timeZone = (await findLab(tx))?.timeZone ?? 'Europe/Paris'
    const until = dayOf(now + undoableMs, timeZone)
    for (const job of old) await updateJob(tx, job.id, { removedAt: now, removedByLab: 1 })
    for (const [memberId, jobs] of byOwner(old)) {
      const [{ labId, title }] = jobs as [PrintJobRow]
      const facts = { title, count: jobs.length, until }
      await tellMember(app, tx, { labId, memberId, kind: 'files_leave', facts, actorId: null })
    }
    return old
  })
  for (const job of moved) publishJob(app, job)
}

/** After thirty days: what was printed stays counted, without a name, a word or a file of its maker. */
export async function forgetRemovedJobs(app: App): Promise<void> {
  for (const job of await jobsToForget(app.db, app.now() - undoableMs)) {
    const forgotten = {
      title: '',
      fileName: '',
      note: '',
      answer: null,
      modelFacts: null,
      gateReasons: '[]',
      placement: null,
      placedMm: null,
    }
    await updateJob(app.db, job.id, { ...forgotten, fileSha256: '', gcodeSha256: null, approvedSha256: null })
    await forgetEventWords(app.db, job.id)
    for (const sha256 of new Set([job.fileSha256, job.gcodeSha256 ?? '']))
      if (sha256 && !(await isFileUsed(app.db, sha256))) {
        await forgetSliced(app.db, sha256)
        await app.files.forget(sha256)
      }
  }
}

function byOwner(jobs: PrintJobRow[]): Map<string, PrintJobRow[]> {
  const owners = new Map<string, PrintJobRow[]>()
  for (const job of jobs) owners.set(job.ownerId, [...(owners.get(job.ownerId) ?? []), job])
  return owners
}

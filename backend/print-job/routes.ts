import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import { sendFile } from '#backend/io/send-file.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { planRestart, restartRun } from '#backend/restart/service.ts'
import { actOnRun, startRun } from '#backend/run/service.ts'
import { finishUpload } from '#backend/upload/service.ts'
import { prepareGcode, stopSlicing } from '#backend/slicing/service.ts'
import { removeJob, restoreJob } from '#backend/job-bin/service.ts'
import { printJobApi } from './schema.ts'
import { act, configure, getJob, historyOf, jobOfUpload, listJobs, mustSee } from './service.ts'

export function printJobRoutes(router: Router, app: App): void {
  serve(router, printJobApi.list, ({ caller, query }) => listJobs(app, caller, query.scope))
  serve(router, printJobApi.byUpload, async ({ caller, params }) => {
    // A server that stopped between the last byte and the job goes on from here.
    await finishUpload(app, caller, params.uploadId ?? '')
    return jobOfUpload(app, caller, params.uploadId ?? '')
  })
  serve(router, printJobApi.get, ({ caller, params }) => getJob(app, caller, params.id ?? ''))
  serve(router, printJobApi.history, ({ caller, params }) => historyOf(app, caller, params.id ?? ''))
  serve(router, printJobApi.configure, async ({ caller, params, body }) => {
    await configure(app, caller, params.id ?? '', body)
    await prepareGcode(app, caller.labId, params.id ?? '')
    return getJob(app, caller, params.id ?? '')
  })
  serve(router, printJobApi.remove, ({ caller, params }) => removeJob(app, caller, params.id ?? ''))
  serve(router, printJobApi.restore, async ({ caller, params }) => {
    await restoreJob(app, caller, params.id ?? '')
    return getJob(app, caller, params.id ?? '')
  })
  serve(router, printJobApi.act, async ({ caller, params, body }) => {
    const job = await act(app, caller, params.id ?? '', body)
    if (body.action === 'cancel') stopSlicing(job.id)
    return job
  })
  serve(router, printJobApi.start, ({ caller, params }) => startRun(app, caller, params.id ?? ''))
  serve(router, printJobApi.restartPlan, ({ caller, params, query }) =>
    planRestart(app, caller, params.id ?? '', query.layer),
  )
  serve(router, printJobApi.restart, ({ caller, params, body }) => restartRun(app, caller, params.id ?? '', body.layer))
  serve(router, printJobApi.actOnRun, ({ caller, params, body }) => actOnRun(app, caller, params.id ?? '', body.action))

  serve(router, printJobApi.thumbnail, async ({ caller, params, query, res }) => {
    const job = await mustSee(app.db, caller, params.id ?? '')
    await sendFile(res, app.files.derived(job.fileSha256, 'thumbnail.png'), 'image/png', keptFor(job, query.file))
  })
  serve(router, printJobApi.preview, async ({ caller, params, query, res }) => {
    const job = await mustSee(app.db, caller, params.id ?? '')
    if (job.source !== 'model') throw new Refusal('api.not-found')
    const path = app.files.derived(job.fileSha256, 'preview.bin')
    await sendFile(res, path, 'application/octet-stream', keptFor(job, query.file))
  })
  serve(router, printJobApi.faults, async ({ caller, params, query, res }) => {
    const job = await mustSee(app.db, caller, params.id ?? '')
    const path = app.files.derived(job.fileSha256, 'faults.bin')
    await sendFile(res, path, 'application/octet-stream', keptFor(job, query.file))
  })
  const ofGcode = [
    [printJobApi.toolpath, 'toolpath.bin'],
    [printJobApi.layerIndex, 'layer-index.bin'],
    [printJobApi.layerBlocks, 'layers.bin'],
  ] as const
  for (const [endpoint, name] of ofGcode)
    serve(router, endpoint, async ({ caller, params, query, res }) => {
      const { gcodeSha256 } = await mustSee(app.db, caller, params.id ?? '')
      if (!gcodeSha256) throw new Refusal('api.not-found')
      const path = app.files.derived(gcodeSha256, name)
      await sendFile(res, path, 'application/octet-stream', keptFor({ fileSha256: gcodeSha256 }, query.file))
    })
  serve(router, printJobApi.download, async ({ caller, params, res }) => {
    const job = await mustSee(app.db, caller, params.id ?? '')
    if (!job.gcodeSha256) throw new Refusal('api.not-found')
    res.attachment(`${job.code}.gcode`)
    await sendFile(res, app.files.path(job.gcodeSha256), 'application/octet-stream')
  })
}

/** The bytes of a hash never change; a day, because computers are shared. Without the hash, another version may come. */
const keptFor = ({ fileSha256 }: { fileSha256: string }, asked: string | undefined): string =>
  asked === fileSha256 ? 'private, max-age=86400, immutable' : 'private, max-age=60'

import { AsyncLocalStorage } from 'node:async_hooks'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'
import type { RequestHandler } from 'express'
import { Refusal, refusals } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { admit, callerOf, languageOf, refusalBody, type Router } from '#backend/io/http.ts'
import type { Language } from '#backend/base/language.ts'
import { randomId } from '#backend/io/random.ts'
import { finishUpload, mayUpload } from './service.ts'

export const uploadsPath = '/api/uploads'

/** Unfinished uploads may be taken up again for a day. */
const keptMs = 24 * 3_600_000

/**
 * Resumable uploads by the tus protocol: leave the page, lose the network, go on. Metadata: `filename`, and `job` to send a new
 * version of a job. Who calls is known by the time tus runs, so its hooks find the caller in the request's own context.
 */
export function uploadRoutes(router: Router, app: App): void {
  const context = new AsyncLocalStorage<{ caller: MemberCaller; language: Language }>()
  const store = new FileStore({ directory: app.files.uploadsDir })

  /** A refusal of ours as tus wants it thrown. */
  async function refusing<T>(work: (caller: MemberCaller) => Promise<T>): Promise<T> {
    const { caller, language } = context.getStore() ?? { caller: undefined, language: 'fr' as const }
    try {
      if (!caller) throw new Refusal('auth.required')
      return await work(caller)
    } catch (error) {
      const refusal = isDiskFull(error) ? new Refusal('upload.no-room') : error
      if (!(refusal instanceof Refusal)) app.log.error({ err: error }, 'an upload failed')
      const [code, detail] = refusal instanceof Refusal ? [refusal.code, refusal.detail] : (['internal', {}] as const)
      const status_code = code === 'internal' ? 500 : refusals[code]
      throw { status_code, body: JSON.stringify(refusalBody(code, detail, language)) }
    }
  }

  const tus = new Server({
    path: uploadsPath,
    datastore: store,
    relativeLocation: true,
    generateUrl: (_req, { id }) => `${uploadsPath}/${id}`,
    namingFunction: () => randomId(),
    onUploadCreate: (_req, upload) =>
      refusing(async (caller) => {
        await mayUpload(app, caller, {
          bytes: upload.size,
          name: upload.metadata?.filename,
          jobId: upload.metadata?.job,
        })
        return { metadata: { ...upload.metadata, memberId: caller.id } }
      }),
    onIncomingRequest: (req, id) =>
      refusing(async (caller) => {
        if (req.method === 'POST') return
        const upload = await store.getUpload(id).catch(() => undefined)
        if (upload?.metadata?.memberId !== caller.id) throw new Refusal('upload.not-found')
      }),
    onUploadFinish: (_req, upload) =>
      refusing(async (caller) => {
        try {
          await finishUpload(app, caller, upload.id)
        } catch (error) {
          // Refused: nothing of it is kept. After a fault of ours the bytes stay, and the page that asks for its job goes on.
          const isLasting = error instanceof Refusal || isDiskFull(error)
          if (isLasting) await store.remove(upload.id).catch(() => undefined)
          throw error
        }
        return {}
      }),
  })

  const handle: RequestHandler = async (req, res) => {
    const caller = callerOf(res)
    admit('member', caller)
    await context.run({ caller: caller as MemberCaller, language: languageOf(req) }, () => tus.handle(req, res))
  }
  router.all(uploadsPath, handle)
  router.all(`${uploadsPath}/{*id}`, handle)
}

const isDiskFull = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOSPC'

/** Forgets what nobody took up again, and what has long been stored under its hash. */
export async function sweepUploads(app: App): Promise<void> {
  for (const name of await readdir(app.files.uploadsDir)) {
    const path = join(app.files.uploadsDir, name)
    // The description beside it is written once, at the beginning: what counts is when the last bytes came.
    const grown = await lastChange(name.endsWith('.json') ? path.slice(0, -'.json'.length) : path, path)
    if (app.now() - grown > keptMs) await rm(path, { force: true })
  }
}

async function lastChange(...paths: string[]): Promise<number> {
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  )
  return Math.max(...times)
}

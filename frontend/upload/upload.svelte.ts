import type { DetailedError, Upload } from 'tus-js-client'
import { printJobApi } from '#backend/print-job/schema.ts'
import { call, Refused } from '../lib/call.ts'
import { href } from '../lib/href.ts'
import { language } from '../lib/language.svelte.ts'
import { go, route } from '../lib/router.svelte.ts'
import { t } from './texts.ts'

const chunkBytes = 8_000_000
const retryDelays = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000]

/** One file on its way. It lives in this module, not in a page: leaving the page stops nothing. */
export class RunningUpload {
  readonly fileName: string
  readonly bytes: number
  sent = $state(0)
  /** Bytes per second, smoothed. */
  speed = $state(0)
  phase = $state<'sending' | 'waiting' | 'checking' | 'refused' | 'done'>('sending')
  problem = $state<string>()
  jobId = $state<string>()
  #upload: Upload | undefined
  #last = { at: 0, sent: 0 }

  /** With `versionOf`, the file becomes the new version of that job. */
  constructor(file: File, versionOf?: string) {
    this.fileName = file.name
    this.bytes = file.size
    void this.#start(file, versionOf)
  }

  get secondsLeft(): number | undefined {
    return this.speed > 0 ? (this.bytes - this.sent) / this.speed : undefined
  }

  get isUnderWay(): boolean {
    return this.phase === 'sending' || this.phase === 'waiting' || this.phase === 'checking'
  }

  async cancel(): Promise<void> {
    await this.#upload?.abort(true).catch(() => undefined) // The server forgets it by itself in the end.
    forget(this)
  }

  // The library is fetched with the first file: the page shows without it.
  async #start(file: File, versionOf: string | undefined): Promise<void> {
    try {
      const { Upload } = await import('tus-js-client')
      const upload = new Upload(file, {
        endpoint: '/api/uploads',
        metadata: { filename: file.name, ...(versionOf && { job: versionOf }) },
        headers: { 'accept-language': language.current },
        chunkSize: chunkBytes,
        retryDelays,
        removeFingerprintOnSuccess: true,
        onProgress: (sent) => this.#progress(sent),
        onShouldRetry: (error) => this.#shouldRetry(error),
        onError: (error) => this.#fail(error),
        onSuccess: () => void this.#finish(),
      })
      this.#upload = upload
      const [earlier] = await upload.findPreviousUploads()
      if (earlier) upload.resumeFromPreviousUpload(earlier)
      upload.start()
    } catch (error) {
      this.#fail(error)
    }
  }

  #progress(sent: number): void {
    const now = performance.now()
    const { at, sent: before } = this.#last
    // What a resumed upload had sent before is no speed.
    if (at === 0) this.#last = { at: now, sent }
    else if (now - at > 300) {
      const measured = ((sent - before) / (now - at)) * 1000
      this.speed = this.speed === 0 ? measured : this.speed * 0.7 + measured * 0.3
      this.#last = { at: now, sent }
    }
    this.sent = sent
    this.phase = sent >= this.bytes ? 'checking' : 'sending'
  }

  /** A refusal is final; a silent network, or a server that restarts, is not. */
  #shouldRetry(error: DetailedError): boolean {
    const status = error.originalResponse?.getStatus() ?? 0
    const retries = status === 0 || status === 409 || status === 423 || status === 429 || status === 503
    if (retries) this.phase = 'waiting'
    return retries
  }

  #fail(error: unknown): void {
    this.phase = 'refused'
    this.problem = sentenceIn(error) ?? t().failed
  }

  async #finish(): Promise<void> {
    this.sent = this.bytes
    this.phase = 'checking'
    const uploadId = new URL(this.#upload!.url!, location.href).pathname.split('/').at(-1)!
    try {
      this.jobId = (await call(printJobApi.byUpload, { params: { uploadId } })).id
      this.phase = 'done'
    } catch (error) {
      this.phase = 'refused'
      this.problem = error instanceof Refused ? error.sentence : t().failed
      return
    }
    if (route.path !== href('/print')) return
    forget(this)
    go(href('/jobs/:id', { id: this.jobId }), { replace: true })
  }
}

/** The sentence that the server sent with its no. */
function sentenceIn(error: unknown): string | undefined {
  const body = (error as Partial<DetailedError>).originalResponse?.getBody()
  if (!body) return undefined
  try {
    const { sentence } = JSON.parse(body) as { sentence?: unknown }
    return typeof sentence === 'string' ? sentence : undefined
  } catch {
    return undefined
  }
}

/** Everything on its way, and what came of it until somebody has seen it. */
export const uploads = $state<RunningUpload[]>([])

export function startUpload(file: File, versionOf?: string): RunningUpload {
  uploads.push(new RunningUpload(file, versionOf))
  return uploads.at(-1)!
}

export function forget(upload: RunningUpload): void {
  const at = uploads.indexOf(upload)
  if (at >= 0) uploads.splice(at, 1)
}

// Closing the window would stop an upload: the browser asks. (It resumes when the same file is chosen again.)
addEventListener('beforeunload', (event) => {
  if (uploads.some((upload) => upload.isUnderWay)) event.preventDefault()
})

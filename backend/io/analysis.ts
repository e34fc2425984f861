import { stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { InspectRequest, Inspection } from './analysis-file.ts'
import type { WorkerReply, WorkerRequest } from './analysis.worker.ts'
import type { Placed, PlaceRequest } from './place-file.ts'

export type { GcodeInspection, InspectRequest, Inspection, MeshInspection } from './analysis-file.ts'

export type Analysis = {
  /** Says what a file is and writes what pages show of it. Files wait for each other; a refusal is a value, not a throw. */
  inspect: (path: string, request?: InspectRequest) => Promise<Inspection>
  /** Writes a canonical STL as it shall lie on a bed. Throws where the worker's limits were not enough. */
  place: (path: string, request: PlaceRequest) => Promise<Placed>
  close: () => Promise<void>
}

export type AnalysisOptions = {
  /** The bundled worker; beside this file in the built server. */
  workerUrl?: URL
  /** How long a file of this many bytes may take. */
  timeLimitMs?: (bytes: number) => number
}

/** 15 s, and half a second for each MB, at most a minute. */
const timeLimit = (bytes: number): number => Math.min(60_000, 15_000 + bytes / 2000)

/** After a file of this size the worker is replaced. */
const largeBytes = 50_000_000

/**
 * One worker thread for hostile files, with a memory limit of its own. A file that breaks a limit takes its worker with it;
 * the next file gets a new one.
 */
export function createAnalysis(options: AnalysisOptions = {}): Analysis {
  const workerUrl = options.workerUrl ?? new URL('./analysis.worker.mjs', import.meta.url)
  let worker: Worker | undefined = start()
  let queue: Promise<unknown> = Promise.resolve()
  let closed = false
  let abandon: ((error: Error) => void) | undefined

  function start(): Worker {
    const started = new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb: 256 }, stdin: false })
    started.unref()
    // Between two files: whatever killed it, the next file gets a new one.
    const forget = (): void => {
      if (worker === started) worker = undefined
    }
    started.on('error', forget)
    started.on('exit', forget)
    return started
  }

  async function inspect(path: string, request: InspectRequest = {}): Promise<Inspection> {
    const reply = await inTurn({ path, inspect: request })
    if ('inspection' in reply) return reply.inspection
    throw new Error('the analysis answered something else')
  }

  async function place(path: string, request: PlaceRequest): Promise<Placed> {
    const reply = await inTurn({ path, place: request })
    if ('placed' in reply) return reply.placed
    throw new Error('the model could not be placed')
  }

  function inTurn(asked: WorkerRequest): Promise<Answer> {
    const turn = queue.then(async () => {
      const { size } = await stat(asked.path)
      if (closed) throw new Error('the analysis is closed')
      const answer = await ask(asked, (options.timeLimitMs ?? timeLimit)(size))
      if (size > largeBytes) renew()
      return answer
    })
    queue = turn.catch(() => undefined)
    return turn
  }

  /** A worker that read a large file would keep its memory for good. */
  function renew(): void {
    const used = worker
    worker = closed ? undefined : start()
    void used?.terminate()
  }

  function ask(message: WorkerRequest, limitMs: number): Promise<Answer> {
    const asked = (worker ??= start())
    return new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => {
        settle()
        // At once: the next file must not be given to a worker that is going.
        if (worker === asked) worker = undefined
        void asked.terminate()
        resolve(refusedFor('took-too-long'))
      }, limitMs)
      const onMessage = (reply: WorkerReply): void => {
        settle()
        if ('bug' in reply) reject(new Error(`the analysis failed: ${reply.bug}`))
        else resolve(reply)
      }
      const onError = (error: NodeJS.ErrnoException): void => {
        settle()
        if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') reject(error)
        else resolve(refusedFor('took-too-much-memory'))
      }
      const onExit = (): void => {
        settle()
        reject(new Error('the analysis worker ended'))
      }
      const settle = (): void => {
        clearTimeout(timer)
        abandon = undefined
        asked.off('message', onMessage).off('error', onError).off('exit', onExit)
        asked.unref()
      }
      abandon = (error) => {
        settle()
        reject(error)
      }
      asked.on('message', onMessage).on('error', onError).on('exit', onExit)
      asked.ref()
      asked.postMessage(message)
    })
  }

  async function close(): Promise<void> {
    closed = true
    abandon?.(new Error('the analysis is closed'))
    const last = worker
    worker = undefined
    await last?.terminate()
  }

  return { inspect, place, close }
}

type Answer = Exclude<WorkerReply, { bug: string }>

const refusedFor = (code: 'took-too-long' | 'took-too-much-memory'): Answer => ({
  inspection: { kind: 'refused', code, detail: {} },
})

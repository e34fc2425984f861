import { parentPort } from 'node:worker_threads'
import { inspectFile, type InspectRequest, type Inspection } from './analysis-file.ts'

export type WorkerRequest = { path: string; request: InspectRequest }
export type WorkerReply = { inspection: Inspection } | { bug: string }

parentPort?.on('message', ({ path, request }: WorkerRequest) => {
  let reply: WorkerReply
  try {
    reply = { inspection: inspectFile(path, request) }
  } catch (error) {
    reply = { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
  parentPort?.postMessage(reply)
})

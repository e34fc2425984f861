import { parentPort } from 'node:worker_threads'
import { inspectFile, type InspectRequest, type Inspection } from './analysis-file.ts'
import { placeFile, type Placed, type PlaceRequest } from './place-file.ts'

export type WorkerRequest = { path: string } & ({ inspect: InspectRequest } | { place: PlaceRequest })
export type WorkerReply = { inspection: Inspection } | { placed: Placed } | { bug: string }

parentPort?.on('message', (asked: WorkerRequest) => {
  let reply: WorkerReply
  try {
    reply =
      'place' in asked
        ? { placed: placeFile(asked.path, asked.place) }
        : { inspection: inspectFile(asked.path, asked.inspect) }
  } catch (error) {
    reply = { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
  parentPort?.postMessage(reply)
})

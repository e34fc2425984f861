import { printJobApi, type PrintJob } from '#backend/print-job/schema.ts'
import { call, Refused } from '../lib/call.ts'
import { Collection } from '../lib/collection.svelte.ts'
import { on, onEachConnection } from '../lib/live.ts'

/** The jobs of one list, live: read again at each connection and whenever one of them changed. */
export class JobList extends Collection<PrintJob> {
  loaded = $state(false)
  problem = $state<string>()
  #scope: 'mine' | 'bin' | 'desk'

  constructor(scope: 'mine' | 'bin' | 'desk') {
    super()
    this.#scope = scope
  }

  /** Made for `$effect(() => list.follow())`. */
  follow(): () => void {
    const read = oneAtATime(() => this.#read())
    const stops = [on('job:changed', read), onEachConnection(read)]
    return () => stops.forEach((stop) => stop())
  }

  async #read(): Promise<void> {
    try {
      this.replaceAll(await call(printJobApi.list, { query: { scope: this.#scope } }))
      this.problem = undefined
    } catch (error) {
      this.problem = sentenceOf(error)
    }
    this.loaded = true
  }
}

const streamEveryMs = 10_000

/** One job, live. */
export class FollowedJob {
  value = $state<PrintJob>()
  problem = $state<string>()

  follow(id: string): () => void {
    const read = oneAtATime(() => this.#read(id))
    const stops = [on('job:changed', (job) => job.id === id && read()), onEachConnection(read)]
    // How the stream goes is nobody else's business, and no event: it is read again now and then while it prints.
    const again = setInterval(() => this.value?.run?.state === 'printing' && read(), streamEveryMs)
    return () => {
      clearInterval(again)
      stops.forEach((stop) => stop())
    }
  }

  async #read(id: string): Promise<void> {
    try {
      this.value = await call(printJobApi.get, { params: { id } })
      this.problem = undefined
    } catch (error) {
      this.problem = sentenceOf(error)
    }
  }
}

const sentenceOf = (error: unknown): string => (error instanceof Refused ? error.sentence : String(error))

/** Ten changes in a burst are two readings, not ten: the one under way, and one after it. */
function oneAtATime(read: () => Promise<void>): () => void {
  let reading = false
  let again = false
  const start = async (): Promise<void> => {
    if (reading) return void (again = true)
    reading = true
    await read()
    reading = false
    if (!again) return
    again = false
    void start()
  }
  return () => void start()
}

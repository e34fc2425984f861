import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { RunOrder } from '../messages.ts'

/** The file could not be had, or is not the one that was approved. */
export class TransferFailed extends Error {
  readonly reason: 'transfer-failed' | 'file-mismatch'
  constructor(reason: 'transfer-failed' | 'file-mismatch', message: string) {
    super(message)
    this.reason = reason
  }
}

const stallMs = 60_000
const mostKept = 50
/** A print may take days, and reads its file again in a pause: what was fetched lately stays, however many there are. */
const keptForMs = 4 * 86_400_000

export type FileCache = {
  fetch: (order: RunOrder) => Promise<string>
  /** Its path when it is here, whole and right: without the network. */
  kept: (order: RunOrder) => Promise<string | undefined>
}

/** Whole files on this machine, by hash: a print needs no network once it has begun. */
export function createFileCache(folder: string, server: string, token: () => string): FileCache {
  async function download(order: RunOrder, path: string): Promise<void> {
    const stalled = new AbortController()
    const timer = setTimeout(() => stalled.abort(), stallMs)
    const url = new URL(order.gcodeUrl, server)
    const partial = `${path}.${order.runId.replace(/\W/g, '')}.part`
    const file = await open(partial, 'w')
    try {
      const response = await ask(url, token(), stalled.signal)
      let bytes = 0
      let swept = 0
      for await (const chunk of response as AsyncIterable<Uint8Array>) {
        timer.refresh()
        bytes += chunk.length
        if (bytes > order.gcodeBytes) throw new TransferFailed('file-mismatch', 'the file is longer than announced')
        await file.write(chunk)
        if (bytes - swept > sweptEvery) {
          swept = bytes
          sweep({ type: 'minor' })
        }
      }
      await file.sync()
      await file.close()
      await rename(partial, path)
    } catch (error) {
      await file.close().catch(() => {})
      await rm(partial, { force: true })
      if (error instanceof TransferFailed) throw error
      throw new TransferFailed('transfer-failed', (error as Error).message)
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async fetch(order) {
      if (!/^[0-9a-f]{64}$/.test(order.gcodeSha256)) throw new TransferFailed('file-mismatch', 'not a SHA-256')
      await mkdir(folder, { recursive: true })
      const path = join(folder, order.gcodeSha256)
      if (await isRight(path, order)) {
        await utimes(path, new Date(), new Date()).catch(() => {})
        return path
      }
      await forgetOldest(folder)
      await download(order, path)
      if (await isRight(path, order)) return path
      await rm(path, { force: true })
      throw new TransferFailed('file-mismatch', 'the file is not the one that was approved')
    },
    async kept(order) {
      const path = join(folder, order.gcodeSha256)
      return (await isRight(path, order)) ? path : undefined
    },
  }
}

/**
 * Each piece of a download is a new buffer of 64 kB, and the engine counts the small objects in front of them, not the bytes
 * behind: 500 MB cost 19 MB more than 30 MB did. Swept every 4 MB, in under a millisecond, they cost nothing.
 */
const sweptEvery = 4_000_000
setFlagsFromString('--expose-gc')
const sweep = runInNewContext('gc') as (options: { type: 'minor' }) => void

/** Not by `fetch`: that one takes 40 MB more, which this process would keep. */
async function ask(url: URL, token: string, signal: AbortSignal): Promise<IncomingMessage> {
  const { get } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const headers = { authorization: `Bearer ${token}` }
  const response = await new Promise<IncomingMessage>((answered, failed) => {
    get(url, { headers, signal }, answered).on('error', failed)
  })
  if (response.statusCode === 200) return response
  response.destroy()
  throw new Error(`the server answered ${response.statusCode}`)
}

async function isRight(path: string, order: RunOrder): Promise<boolean> {
  const size = await stat(path).then(
    (found) => found.size,
    () => -1,
  )
  if (size !== order.gcodeBytes) return false
  return (await hashOf(path)) === order.gcodeSha256
}

/** Through one piece of memory, however long the file. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  const chunk = new Uint8Array(64 * 1024)
  const file = await open(path, 'r')
  try {
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(chunk.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}

async function forgetOldest(folder: string): Promise<void> {
  const names = await readdir(folder)
  if (names.length < mostKept) return
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  )
  files.sort((a, b) => a.at - b.at)
  const old = files.slice(0, files.length - mostKept + 1).filter(({ at }) => Date.now() - at > keptForMs)
  for (const { path } of old) await rm(path, { force: true })
}

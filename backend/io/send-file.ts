import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { Refusal } from '#backend/base/refusal.ts'

/** One file as what it is: no browser takes it for a page. `caching` says for whom and how long it stays the same. */
export async function sendFile(
  res: Response,
  path: string,
  type: string,
  caching = 'private, max-age=60',
): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new Refusal('api.not-found')
  res.type(type).setHeader('content-length', found.size)
  res.setHeader('cache-control', caching)
  res.setHeader('x-content-type-options', 'nosniff')
  res.setHeader('content-security-policy', "default-src 'none'; sandbox")
  await pipeline(createReadStream(path), res)
}

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { Refusal } from '#backend/base/refusal.ts'

/**
 * One file as what it is, or the piece of it that is asked for: no browser takes it for a page. `caching` says for whom and
 * how long it stays the same.
 */
export async function sendFile(
  res: Response,
  path: string,
  type: string,
  caching = 'private, max-age=60',
): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new Refusal('api.not-found')
  const piece = pieceOf(res, found.size)
  if (piece === 'outside') return void res.status(416).setHeader('content-range', `bytes */${found.size}`).end()
  if (piece) res.status(206).setHeader('content-range', `bytes ${piece.start}-${piece.end}/${found.size}`)
  res.type(type).setHeader('content-length', piece ? piece.end - piece.start + 1 : found.size)
  res.setHeader('accept-ranges', 'bytes')
  res.setHeader('cache-control', caching)
  res.setHeader('x-content-type-options', 'nosniff')
  res.setHeader('content-security-policy', "default-src 'none'; sandbox")
  await pipeline(createReadStream(path, piece), res)
}

/** One range of bytes, both ends in it (RFC 9110, 14.1). Several at once, or another unit, are answered with the whole. */
function pieceOf(res: Response, size: number): { start: number; end: number } | 'outside' | undefined {
  const ranges = res.req.range(size)
  if (ranges === -1) return 'outside'
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined
  return ranges[0]
}

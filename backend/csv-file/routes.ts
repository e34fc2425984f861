import express, { type RequestHandler } from 'express'
import type { Who } from '#backend/base/endpoint.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { admit, callerOf } from '#backend/io/http.ts'
import { longestFile } from './limits.ts'

/** The bytes of a file, from whoever may send one: nobody else's are even read. */
export function fileFrom(who: Who): RequestHandler {
  const read = express.raw({ type: () => true, limit: longestFile })
  return (req, res, next) => {
    admit(who, callerOf(res))
    if (Number(req.headers['content-length'] ?? 0) > longestFile) throw new Refusal('csv-file.too-large')
    return req.body === undefined ? read(req, res, next) : next()
  }
}

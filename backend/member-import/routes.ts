import express, { type RequestHandler } from 'express'
import type { Who } from '#backend/base/endpoint.ts'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import { admit, callerOf, serve, type Router } from '#backend/io/http.ts'
import { longestFile, memberImportApi } from './schema.ts'
import { importMembers, preview, refusedLines } from './service.ts'

export function memberImportRoutes(router: Router, app: App): void {
  for (const { path, who } of Object.values(memberImportApi)) router.post(path, fileOf(who))

  serve(router, memberImportApi.preview, ({ caller, req, query, language }) =>
    preview(app, caller, req.body, query, language),
  )
  serve(router, memberImportApi.refused, async ({ caller, req, res, query, language }) => {
    const text = await refusedLines(app, caller, req.body, query, language)
    res.setHeader('content-type', 'text/csv; charset=utf-8').setHeader('cache-control', 'no-store').send(text)
  })
  serve(router, memberImportApi.run, ({ caller, req, query }) => importMembers(app, caller, req.body, query))
}

/** The bytes of a file, from whoever may send one: nobody else's are even read. */
function fileOf(who: Who): RequestHandler {
  const read = express.raw({ type: () => true, limit: longestFile })
  return (req, res, next) => {
    admit(who, callerOf(res))
    if (Number(req.headers['content-length'] ?? 0) > longestFile) throw new Refusal('member-import.too-large')
    return req.body === undefined ? read(req, res, next) : next()
  }
}

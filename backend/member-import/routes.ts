import { fileFrom } from '#backend/csv-file/routes.ts'
import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { memberImportApi } from './schema.ts'
import { importMembers, preview, refusedLines } from './service.ts'

export function memberImportRoutes(router: Router, app: App): void {
  for (const { path, who } of Object.values(memberImportApi)) router.post(path, fileFrom(who))

  serve(router, memberImportApi.preview, ({ caller, req, query, language }) =>
    preview(app, caller, req.body, query, language),
  )
  serve(router, memberImportApi.refused, async ({ caller, req, res, query, language }) => {
    const text = await refusedLines(app, caller, req.body, query, language)
    res.setHeader('content-type', 'text/csv; charset=utf-8').setHeader('cache-control', 'no-store').send(text)
  })
  serve(router, memberImportApi.run, ({ caller, req, query }) => importMembers(app, caller, req.body, query))
}

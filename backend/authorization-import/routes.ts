import { fileFrom } from '#backend/csv-file/routes.ts'
import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { authorizationImportApi } from './schema.ts'
import { importAuthorizations, preview } from './service.ts'

export function authorizationImportRoutes(router: Router, app: App): void {
  for (const { path, who } of Object.values(authorizationImportApi)) router.post(path, fileFrom(who))

  serve(router, authorizationImportApi.preview, ({ caller, req, query, language }) =>
    preview(app, caller, req.body, query, language),
  )
  serve(router, authorizationImportApi.run, ({ caller, req, query }) =>
    importAuthorizations(app, caller, req.body, query),
  )
}

import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { rehearsalApi } from './schema.ts'
import { rehearse } from './service.ts'

export function rehearsalRoutes(router: Router, app: App): void {
  serve(router, rehearsalApi.try, ({ caller, body, language }) => rehearse(app, caller.labId, body, language))
}

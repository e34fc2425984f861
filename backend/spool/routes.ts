import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { spoolApi } from './schema.ts'
import { addSpool, changeSpool, oneSpool, removeSpool, spools } from './service.ts'

export function spoolRoutes(router: Router, app: App): void {
  serve(router, spoolApi.list, ({ caller }) => spools(app, caller.labId))
  serve(router, spoolApi.get, ({ caller, params }) => oneSpool(app, caller.labId, params.id ?? ''))
  serve(router, spoolApi.add, ({ caller, body }) => addSpool(app, caller, body))
  serve(router, spoolApi.change, ({ caller, params, body }) => changeSpool(app, caller, params.id ?? '', body))
  serve(router, spoolApi.remove, ({ caller, params }) => removeSpool(app, caller, params.id ?? ''))
}

import type { App } from '#backend/io/app.ts'
import { serve, serveTo, type Router } from '#backend/io/http.ts'
import { closureApi } from './schema.ts'
import { addClosure, bookingsHit, listClosures, removeClosure } from './service.ts'

export function closureRoutes(router: Router, app: App): void {
  serveTo(router, closureApi.list, () => listClosures(app))
  serve(router, closureApi.preview, ({ caller, body }) => bookingsHit(app, app.db, caller.labId, body))
  serve(router, closureApi.add, ({ caller, body }) => addClosure(app, caller, body))
  serve(router, closureApi.remove, ({ caller, params }) => removeClosure(app, caller, params.id ?? ''))
}

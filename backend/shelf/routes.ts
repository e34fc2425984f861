import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { shelfApi } from './schema.ts'
import { addBin, bins, contentsOf, placePart, removeBin } from './service.ts'

export function shelfRoutes(router: Router, app: App): void {
  serve(router, shelfApi.list, ({ caller }) => bins(app, caller.labId))
  serve(router, shelfApi.contents, ({ caller, params }) => contentsOf(app, caller.labId, params.id ?? ''))
  serve(router, shelfApi.add, ({ caller, body }) => addBin(app, caller, body.name))
  serve(router, shelfApi.remove, ({ caller, params }) => removeBin(app, caller, params.id ?? ''))
  serve(router, shelfApi.place, ({ caller, params, body }) => placePart(app, caller, params.id ?? '', body.binId))
}

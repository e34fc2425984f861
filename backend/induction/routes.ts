import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { inductionApi } from './schema.ts'
import { ask, give, inductionsOf, mine, take } from './service.ts'

export function inductionRoutes(router: Router, app: App): void {
  serve(router, inductionApi.list, ({ caller }) => inductionsOf(app.db, caller.labId))
  serve(router, inductionApi.mine, ({ caller }) => mine(app, caller))
  serve(router, inductionApi.give, ({ caller, body }) => give(app, caller, body))
  serve(router, inductionApi.take, ({ caller, params }) => take(app, caller, params.id ?? ''))
  serve(router, inductionApi.ask, ({ caller, body }) => ask(app, caller, body.asked, body.version))
}

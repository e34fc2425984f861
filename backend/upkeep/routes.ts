import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { upkeepApi } from './schema.ts'
import { add, change, done, remove } from './service.ts'
import { due, upkeepOf } from './views.ts'

export function upkeepRoutes(router: Router, app: App): void {
  serve(router, upkeepApi.due, ({ caller }) => due(app, caller.labId))
  serve(router, upkeepApi.of, ({ caller, params }) => upkeepOf(app, caller.labId, params.id!))
  serve(router, upkeepApi.add, ({ caller, params, body }) => add(app, caller, params.id!, body))
  serve(router, upkeepApi.change, ({ caller, params, body }) => change(app, caller, params.id!, body))
  serve(router, upkeepApi.remove, ({ caller, params }) => remove(app, caller, params.id!))
  serve(router, upkeepApi.done, ({ caller, params, body }) => done(app, caller, params.id!, body.words))
}

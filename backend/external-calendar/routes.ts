import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { externalCalendarApi } from './schema.ts'
import { addExternal, externalTimes, listExternal, readNow, removeExternal } from './service.ts'

export function externalCalendarRoutes(router: Router, app: App): void {
  serve(router, externalCalendarApi.list, ({ caller }) => listExternal(app, app.db, caller.labId))
  serve(router, externalCalendarApi.add, ({ caller, body }) => addExternal(app, caller, body))
  serve(router, externalCalendarApi.read, ({ caller, params }) => readNow(app, caller, params.id!))
  serve(router, externalCalendarApi.remove, ({ caller, params }) => removeExternal(app, caller, params.id!))
  serve(router, externalCalendarApi.times, ({ caller, params, query }) =>
    externalTimes(app, caller, params.id!, { start: query.from, end: query.to }),
  )
}

import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { trainingApi } from './schema.ts'
import { attend, cancel, enrol, leave, listTrainings, plan, sheetOf, trainers } from './service.ts'

export function trainingRoutes(router: Router, app: App): void {
  serve(router, trainingApi.list, ({ caller }) => listTrainings(app, caller))
  serve(router, trainingApi.trainers, ({ caller }) => trainers(app, caller))
  serve(router, trainingApi.sheet, ({ caller, params }) => sheetOf(app, caller, params.id!))
  serve(router, trainingApi.plan, ({ caller, body }) => plan(app, caller, body))
  serve(router, trainingApi.cancel, ({ caller, params, body }) => cancel(app, caller, params.id!, body.reason))
  serve(router, trainingApi.enrol, ({ caller, params }) => enrol(app, caller, params.id!))
  serve(router, trainingApi.leave, ({ caller, params }) => leave(app, caller, params.id!))
  serve(router, trainingApi.attend, ({ caller, params, body }) => attend(app, caller, params.id!, body.memberIds))
}

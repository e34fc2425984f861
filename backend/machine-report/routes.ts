import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { machineReportApi } from './schema.ts'
import { report, reports, settle } from './service.ts'

export function machineReportRoutes(router: Router, app: App): void {
  serve(router, machineReportApi.list, ({ caller }) => reports(app, caller.labId))
  serve(router, machineReportApi.report, ({ caller, params, body }) => report(app, caller, params.id ?? '', body.words))
  serve(router, machineReportApi.takeOut, ({ caller, params, body }) =>
    settle(app, caller, params.id ?? '', body.reason),
  )
  serve(router, machineReportApi.dismiss, ({ caller, params }) => settle(app, caller, params.id ?? ''))
}

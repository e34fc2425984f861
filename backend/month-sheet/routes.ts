import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { monthSheetApi } from './schema.ts'
import { monthCsvOf, monthSheetOf, myMonth, settleMonth, unsettleMonth } from './service.ts'

export function monthSheetRoutes(router: Router, app: App): void {
  serve(router, monthSheetApi.get, ({ caller, query }) => monthSheetOf(app, caller.labId, query.month))
  serve(router, monthSheetApi.csv, async ({ caller, query, res }) => {
    const { name, csv } = await monthCsvOf(app, caller.labId, query.month, query.language ?? caller.language)
    res.attachment(name).type('text/csv; charset=utf-8').setHeader('cache-control', 'no-store').send(csv)
  })
  serve(router, monthSheetApi.mine, ({ caller, query }) => myMonth(app, caller, query.month))
  serve(router, monthSheetApi.settle, ({ caller, body }) => settleMonth(app, caller, body))
  serve(router, monthSheetApi.unsettle, ({ caller, params }) => unsettleMonth(app, caller, params.id ?? ''))
}

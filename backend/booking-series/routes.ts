import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { bookingSeriesApi } from './schema.ts'
import { bookSeries, cancelSeries, trySeries } from './service.ts'

export function bookingSeriesRoutes(router: Router, app: App): void {
  serve(router, bookingSeriesApi.try, ({ caller, body, language }) => trySeries(app, caller, body, language))
  serve(router, bookingSeriesApi.book, ({ caller, body, language }) => bookSeries(app, caller, body, language))
  serve(router, bookingSeriesApi.cancel, ({ caller, params }) => cancelSeries(app, caller, params.id!))
}

import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { bookingApi } from './schema.ts'
import { book, explainSlot, listBookings } from './service.ts'

const longestSpan = 92 * 86_400_000

export function bookingRoutes(router: Router, app: App): void {
  serve(router, bookingApi.list, ({ caller, query }) => {
    if (query.from >= query.to || query.to - query.from > longestSpan) throw new Refusal('input.invalid')
    return listBookings(app, caller, { start: query.from, end: query.to }, query.machineId)
  })
  serve(router, bookingApi.book, ({ caller, body }) => book(app, caller, body))
  serve(router, bookingApi.explain, ({ caller, body, language }) => explainSlot(app, caller, body, language))
}

import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { bookingFindApi } from './schema.ts'
import { find } from './service.ts'

export function bookingFindRoutes(router: Router, app: App): void {
  serve(router, bookingFindApi.find, ({ caller, query, language }) => find(app, caller, query, language))
}

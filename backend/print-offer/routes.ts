import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { printOfferApi } from './schema.ts'
import { offersFor } from './service.ts'

export function printOfferRoutes(router: Router, app: App): void {
  serve(router, printOfferApi.list, ({ caller, params }) => offersFor(app, caller, params.id ?? ''))
}

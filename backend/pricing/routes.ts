import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { pricingApi } from './schema.ts'
import { plansOf, pricesOf, setPrices } from './service.ts'

export function pricingRoutes(router: Router, app: App): void {
  serve(router, pricingApi.list, ({ caller }) => pricesOf(app.db, caller.labId))
  serve(router, pricingApi.plans, ({ caller }) => plansOf(app.db, caller.labId, app.now()))
  serve(router, pricingApi.set, ({ caller, body }) => setPrices(app, caller, body))
}

import type { App } from '#backend/io/app.ts'
import { serveTo, type Router } from '#backend/io/http.ts'
import { publicPageApi } from './schema.ts'
import { publicHoursOf, publicMachines, publicPrices } from './views.ts'

export function publicPageRoutes(router: Router, app: App): void {
  serveTo(router, publicPageApi.hours, () => publicHoursOf(app))
  serveTo(router, publicPageApi.prices, () => publicPrices(app))
  serveTo(router, publicPageApi.machines, () => publicMachines(app))
}

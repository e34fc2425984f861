import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { bookingRuleApi } from './schema.ts'
import { rulesOfLab, rulesOfMachine, stateRules } from './service.ts'

export function bookingRuleRoutes(router: Router, app: App): void {
  serve(router, bookingRuleApi.list, ({ caller }) => rulesOfLab(app.db, caller.labId))
  serve(router, bookingRuleApi.ofMachine, ({ caller, params }) => rulesOfMachine(app, caller.labId, params.id!))
  serve(router, bookingRuleApi.state, ({ caller, body }) => stateRules(app, caller, body))
}

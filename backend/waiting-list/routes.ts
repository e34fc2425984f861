import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { waitingListApi } from './schema.ts'
import { join, leave, mine } from './service.ts'

export function waitingListRoutes(router: Router, app: App): void {
  serve(router, waitingListApi.mine, ({ caller }) => mine(app, caller))
  serve(router, waitingListApi.join, ({ caller, body }) => join(app, caller, body))
  serve(router, waitingListApi.leave, ({ caller, params }) => leave(app, caller, params.id!))
}

import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { messageApi } from './schema.ts'
import { listMessages, prefer, preferences, readMessages, unreadOf } from './service.ts'

export function messageRoutes(router: Router, app: App): void {
  serve(router, messageApi.list, ({ caller }) => listMessages(app, caller))
  serve(router, messageApi.unread, ({ caller }) => unreadOf(app, caller))
  serve(router, messageApi.read, ({ caller, body }) => readMessages(app, caller, body.ids))
  serve(router, messageApi.preferences, ({ caller }) => preferences(app, caller))
  serve(router, messageApi.prefer, ({ caller, body }) => prefer(app, caller, body))
}

import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { announcementApi } from './schema.ts'
import { allAnnouncements, announce, announcements, changeAnnouncement, endAnnouncement } from './service.ts'

export function announcementRoutes(router: Router, app: App): void {
  serve(router, announcementApi.list, ({ caller }) => announcements(app, caller.labId))
  serve(router, announcementApi.all, ({ caller }) => allAnnouncements(app.db, caller.labId))
  serve(router, announcementApi.add, ({ caller, body }) => announce(app, caller, body))
  serve(router, announcementApi.change, ({ caller, params, body }) =>
    changeAnnouncement(app, caller, params.id ?? '', body),
  )
  serve(router, announcementApi.end, ({ caller, params }) => endAnnouncement(app, caller, params.id ?? ''))
}

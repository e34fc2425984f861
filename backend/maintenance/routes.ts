import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { sendFile } from '#backend/io/send-file.ts'
import { readPicture } from '#backend/picture/routes.ts'
import { maintenanceApi } from './schema.ts'
import {
  comment,
  hits,
  keepPhoto,
  plan,
  planned,
  report,
  reportHere,
  setOutOfOrder,
  stepTicket,
  ticketPhoto,
  tickets,
  unplan,
} from './service.ts'

export function maintenanceRoutes(router: Router, app: App): void {
  serve(router, maintenanceApi.list, ({ caller, query }) => tickets(app, caller.labId, query.machineId))
  serve(router, maintenanceApi.report, ({ caller, params, body }) => report(app, caller, params.id ?? '', body))
  serve(router, maintenanceApi.reportHere, ({ caller, params, body }) => reportHere(app, caller, params.id ?? '', body))
  readPicture(router, maintenanceApi.sendPhoto)
  serve(router, maintenanceApi.sendPhoto, ({ req }) => keepPhoto(app, req.body))
  serve(router, maintenanceApi.photo, async ({ caller, params, res }) => {
    const { path, type } = await ticketPhoto(app, caller.labId, params.id ?? '')
    await sendFile(res, path, type, 'private, max-age=31536000, immutable')
  })
  serve(router, maintenanceApi.comment, ({ caller, params, body }) => comment(app, caller, params.id ?? '', body))
  serve(router, maintenanceApi.step, ({ caller, params, body }) => stepTicket(app, caller, params.id ?? '', body))
  serve(router, maintenanceApi.preview, ({ caller, params, body }) =>
    hits(app, app.db, caller.labId, params.id ?? '', body),
  )
  serve(router, maintenanceApi.setOutOfOrder, ({ caller, params, body }) =>
    setOutOfOrder(app, caller, params.id ?? '', body),
  )
  serve(router, maintenanceApi.blocks, ({ caller, params }) => planned(app, app.db, caller.labId, params.id ?? ''))
  serve(router, maintenanceApi.plan, ({ caller, params, body }) => plan(app, caller, params.id ?? '', body))
  serve(router, maintenanceApi.unplan, ({ caller, params }) => unplan(app, caller, params.id ?? ''))
}

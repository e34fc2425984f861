import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { labelApi } from './schema.ts'
import { labelsPdf } from './service.ts'

export function labelRoutes(router: Router, app: App): void {
  serve(router, labelApi.pdf, async ({ caller, query, res }) => {
    const { name, pdf } = await labelsPdf(app, caller.labId, query)
    res.attachment(name).type('application/pdf').setHeader('cache-control', 'no-store').send(Buffer.from(pdf))
  })
}

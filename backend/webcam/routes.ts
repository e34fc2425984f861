import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { webcamApi } from './schema.ts'
import { setWebcam, webcamOf, webcamPicture } from './service.ts'

export function webcamRoutes(router: Router, app: App): void {
  serve(router, webcamApi.get, ({ caller, params }) => webcamOf(app, caller, params.id ?? ''))
  serve(router, webcamApi.set, ({ caller, params, body }) => setWebcam(app, caller, params.id ?? '', body.address))
  serve(router, webcamApi.picture, async ({ caller, params, res }) => {
    const { bytes, type, at } = await webcamPicture(app, caller, params.id ?? '')
    // Taken from the bytes themselves: nothing that the camera says reaches a browser.
    res.setHeader('content-type', type)
    res.setHeader('x-content-type-options', 'nosniff')
    res.setHeader('cache-control', 'no-store')
    res.setHeader('x-taken-at', String(at))
    res.end(bytes)
  })
}

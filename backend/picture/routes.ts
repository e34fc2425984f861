import express from 'express'
import type { Endpoint } from '#backend/base/endpoint.ts'
import type { App } from '#backend/io/app.ts'
import { admit, callerOf, serve, serveTo, type Router } from '#backend/io/http.ts'
import { sendFile } from '#backend/io/send-file.ts'
import { maxPictureBytes, pictureApi } from './schema.ts'
import { keepPicture, shownPicture } from './service.ts'

export function pictureRoutes(router: Router, app: App): void {
  readPicture(router, pictureApi.send)
  serve(router, pictureApi.send, ({ req }) => keepPicture(app, req.body))

  serveTo(router, pictureApi.get, async ({ params, res }) => {
    const { path: file, type } = await shownPicture(app, params.id ?? '')
    await sendFile(res, file, type, 'public, max-age=31536000, immutable')
  })
}

/** Whoever may not send is refused before their bytes are read. */
export function readPicture(router: Router, { path, who }: Pick<Endpoint, 'path' | 'who'>): void {
  router.post(
    path,
    (_req, res, next) => {
      admit(who, callerOf(res))
      next()
    },
    express.raw({ type: () => true, limit: maxPictureBytes }),
  )
}

import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { slicingProfileApi } from './schema.ts'
import { addProfile, changeProfile, profiles, putFirst, removeProfile } from './service.ts'

export function slicingProfileRoutes(router: Router, app: App): void {
  serve(router, slicingProfileApi.list, ({ caller }) => profiles(app, caller.labId))
  serve(router, slicingProfileApi.add, ({ caller, body }) => addProfile(app, caller, body))
  serve(router, slicingProfileApi.change, ({ caller, params, body }) =>
    changeProfile(app, caller, params.id ?? '', body),
  )
  serve(router, slicingProfileApi.first, ({ caller, params }) => putFirst(app, caller, params.id ?? ''))
  serve(router, slicingProfileApi.remove, ({ caller, params }) => removeProfile(app, caller, params.id ?? ''))
}

import { z } from 'zod'
import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { machineKinds } from '#backend/machine/kinds.ts'
import { authorizationApi } from './schema.ts'
import { give, revoke } from './service.ts'
import { led, ofMember } from './views.ts'

const kindOf = (text: string | undefined) => z.enum(machineKinds).parse(text)

export function authorizationRoutes(router: Router, app: App): void {
  serve(router, authorizationApi.mine, ({ caller }) => ofMember(app, app.db, caller, caller.id))
  serve(router, authorizationApi.led, ({ caller }) => led(app, caller))
  serve(router, authorizationApi.of, ({ caller, params }) => ofMember(app, app.db, caller, params.id!))
  serve(router, authorizationApi.give, ({ caller, params, body }) =>
    give(app, caller, params.id!, kindOf(params.kind), body),
  )
  serve(router, authorizationApi.revoke, ({ caller, params, body }) =>
    revoke(app, caller, params.id!, kindOf(params.kind), body),
  )
}

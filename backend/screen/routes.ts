import type { App } from '#backend/io/app.ts'
import { writeCookie } from '#backend/io/cookies.ts'
import { serve, serveTo, type Router } from '#backend/io/http.ts'
import { screenApi } from './schema.ts'
import { askPairing, asScreen, board, pair, revokeScreen, screenOf, screens, screenSeconds } from './service.ts'

export function screenRoutes(router: Router, app: App): void {
  serveTo(router, screenApi.askPairing, async ({ body, res }) => {
    const { token, code, expiresAt } = await askPairing(app, body.kind)
    res.setHeader('set-cookie', writeCookie('screen', token, screenSeconds, app.network.url().startsWith('https:')))
    return { code, expiresAt }
  })
  serveTo(router, screenApi.pairing, async ({ req }) => {
    const screen = await screenOf(app, req)
    return { screen: screen ? asScreen(screen) : null }
  })
  serve(router, screenApi.pair, ({ caller, body }) => pair(app, caller, body.code, body.name))
  serve(router, screenApi.list, ({ caller }) => screens(app, caller.labId))
  serve(router, screenApi.revoke, ({ caller, params }) => revokeScreen(app, caller, params.id ?? ''))
  serve(router, screenApi.board, ({ caller }) => board(app, caller.labId))
}

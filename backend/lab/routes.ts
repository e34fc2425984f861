import type { App } from '#backend/io/app.ts'
import { writeCookie } from '#backend/io/cookies.ts'
import { serve, serveTo, type Router } from '#backend/io/http.ts'
import { slowGuessing } from '#backend/io/slow-guessing.ts'
import { sessionSeconds } from '#backend/member/service.ts'
import { labApi } from './schema.ts'
import { addressOf, describeLab, setNetwork, setSettings, settingsOf, setUp } from './service.ts'

export function labRoutes(router: Router, app: App): void {
  serveTo(router, labApi.get, () => describeLab(app))
  router.post(labApi.setUp.path, slowGuessing(60_000, 10))
  serveTo(router, labApi.setUp, async ({ body, res }) => {
    const { token, member } = await setUp(app, body)
    res.setHeader('set-cookie', writeCookie('session', token, sessionSeconds, app.network.url().startsWith('https:')))
    return { member }
  })
  serve(router, labApi.settings, () => settingsOf(app))
  serve(router, labApi.setSettings, ({ caller, body }) => setSettings(app, caller, body))
  serve(router, labApi.address, () => addressOf(app))
  serve(router, labApi.setNetwork, ({ caller, body }) => setNetwork(app, caller, body.open))
}

import type { Request } from 'express'
import type { App } from '#backend/io/app.ts'
import { writeCookie } from '#backend/io/cookies.ts'
import { callerOf, serve, type Router } from '#backend/io/http.ts'
import { slowGuessing } from '#backend/io/slow-guessing.ts'
import { confirmationApi, confirmedForMs } from './schema.ts'
import { confirm } from './service.ts'

export function confirmationRoutes(router: Router, app: App): void {
  // As at the sign-in: for each person and address, then for each address.
  router.post(confirmationApi.confirm.path, slowGuessing(60_000, 8, whoTries), slowGuessing(3_600_000, 300))
  serve(router, confirmationApi.confirm, async ({ caller, body, res }) => {
    const { token, until } = await confirm(app, caller, body.passphrase)
    const isHttps = app.network.url().startsWith('https:')
    res.setHeader('set-cookie', writeCookie('confirm', token, confirmedForMs / 1000, isHttps))
    return { until }
  })
}

function whoTries({ res }: Request): string {
  const caller = res && callerOf(res)
  return caller?.kind === 'member' ? caller.id : ''
}

import { rateLimit } from 'express-rate-limit'
import { z } from 'zod'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import { writeCookie } from '#backend/io/cookies.ts'
import { serve, serveTo, type Router } from '#backend/io/http.ts'
import { machineKinds } from '#backend/machine/kinds.ts'
import { memberApi } from './schema.ts'
import {
  addMember,
  authorize,
  sessionSeconds,
  setLanguage,
  signIn,
  signOut,
  signOutEverywhere,
  unauthorize,
} from './service.ts'
import { findMember, listMembers } from './store.ts'

const kindOf = (text: string | undefined) => z.enum(machineKinds).parse(text)

export function memberRoutes(router: Router, app: App): void {
  const isHttps = (): boolean => app.network.url().startsWith('https:')

  serveTo(router, memberApi.current, async ({ caller }) => ({
    member: caller.kind === 'member' ? ((await findMember(app.db, caller.labId, caller.id)) ?? null) : null,
  }))

  router.post(memberApi.signIn.path, ...slowGuessing())
  serveTo(router, memberApi.signIn, async ({ body, res }) => {
    const { token, member } = await signIn(app, body.name, body.passphrase)
    res.setHeader('set-cookie', writeCookie('session', token, sessionSeconds, isHttps()))
    return { member }
  })
  serve(router, memberApi.signOut, ({ caller, res }) => {
    res.setHeader('set-cookie', writeCookie('session', '', 0, isHttps()))
    return signOut(app, caller)
  })
  serve(router, memberApi.signOutEverywhere, ({ caller, res }) => {
    res.setHeader('set-cookie', writeCookie('session', '', 0, isHttps()))
    return signOutEverywhere(app, caller)
  })
  serve(router, memberApi.setLanguage, ({ caller, body }) => setLanguage(app, caller, body.language))

  serve(router, memberApi.list, ({ caller }) => listMembers(app.db, caller.labId))
  serve(router, memberApi.add, ({ caller, body }) => addMember(app, caller, body))
  serve(router, memberApi.authorize, ({ caller, params }) =>
    authorize(app, caller, params.id ?? '', kindOf(params.kind)),
  )
  serve(router, memberApi.unauthorize, ({ caller, params }) =>
    unauthorize(app, caller, params.id ?? '', kindOf(params.kind)),
  )
}

/** Failed sign-ins per name and address, then per address: guessing is slow, and nobody is ever locked out for good. */
function slowGuessing() {
  const limit = (windowMs: number, failures: number, name: 'both' | 'address') =>
    rateLimit({
      windowMs,
      limit: failures,
      skipSuccessfulRequests: true,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      validate: false,
      keyGenerator: (req) => `${req.ip} ${name === 'both' ? String(req.body?.name).toLowerCase().slice(0, 200) : ''}`,
      handler: (req) => {
        const reset = (req as { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime?.getTime() ?? 0
        throw new Refusal('auth.too-many-tries', { seconds: Math.max(1, Math.ceil((reset - Date.now()) / 1000)) })
      },
    })
  return [limit(60_000, 8, 'both'), limit(3_600_000, 300, 'address')]
}

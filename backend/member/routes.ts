import type { Request } from 'express'
import type { App } from '#backend/io/app.ts'
import { writeCookie } from '#backend/io/cookies.ts'
import { serve, serveTo, type Router } from '#backend/io/http.ts'
import { slowGuessing } from '#backend/io/slow-guessing.ts'
import { memberApi } from './schema.ts'
import {
  addMember,
  editMember,
  giveRole,
  payFee,
  sessionSeconds,
  setLanguage,
  signIn,
  signOut,
  signOutEverywhere,
} from './service.ts'
import { nameKey } from './store.ts'
import { findOwnMember, memberFileOf, membersPage } from './views.ts'

export function memberRoutes(router: Router, app: App): void {
  const isHttps = (): boolean => app.network.url().startsWith('https:')

  serveTo(router, memberApi.current, async ({ caller }) => ({
    member: caller.kind === 'member' ? ((await findOwnMember(app, caller.labId, caller.id)) ?? null) : null,
  }))

  // Failed sign-ins for each name and address, then for each address.
  router.post(memberApi.signIn.path, slowGuessing(60_000, 8, nameTried), slowGuessing(3_600_000, 300))
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

  serve(router, memberApi.list, ({ caller, query }) => membersPage(app, caller, query))
  serve(router, memberApi.get, ({ caller, params }) => memberFileOf(app, caller, params.id ?? ''))
  serve(router, memberApi.add, ({ caller, body }) => addMember(app, caller, body))
  serve(router, memberApi.edit, ({ caller, params, body }) => editMember(app, caller, params.id ?? '', body))
  serve(router, memberApi.pay, ({ caller, params, body }) => payFee(app, caller, params.id ?? '', body))
  serve(router, memberApi.setRole, ({ caller, params, body }) => giveRole(app, caller, params.id ?? '', body.role))
}

/** The name as it is looked up: other capitals and accents give no further tries. */
const nameTried = (req: Request): string =>
  typeof req.body?.name === 'string' ? nameKey(req.body.name).slice(0, 200) : ''

import type { App } from '#backend/io/app.ts'
import { writeCookie } from '#backend/io/cookies.ts'
import { callerOf, serve, type Router } from '#backend/io/http.ts'
import { slowGuessing } from '#backend/io/slow-guessing.ts'
import { accountApi } from './schema.ts'
import {
  cancelBookings,
  changeOwn,
  changePassphrase,
  compare,
  everythingOf,
  leave,
  merge,
  remove,
  reset,
  resetRead,
  resume,
  suspend,
} from './service.ts'

export function accountRoutes(router: Router, app: App): void {
  // Whoever found a phone open guesses no faster than at the door.
  const guess = slowGuessing(60_000, 8, (req) => {
    const caller = callerOf(req.res!)
    return caller.kind === 'member' ? caller.id : ''
  })
  router.put(accountApi.changePassphrase.path, guess)
  serve(router, accountApi.changePassphrase, ({ caller, body }) => changePassphrase(app, caller, body))
  serve(router, accountApi.resetRead, ({ caller }) => resetRead(app, caller))
  serve(router, accountApi.changeOwn, ({ caller, body }) => changeOwn(app, caller, body))
  serve(router, accountApi.exportOwn, ({ caller }) => everythingOf(app, caller, caller.id, 'the member'))
  router.post(accountApi.leave.path, guess)
  serve(router, accountApi.leave, async ({ caller, body, res }) => {
    const left = await leave(app, caller, body.passphrase)
    res.setHeader('set-cookie', writeCookie('session', '', 0, app.network.url().startsWith('https:')))
    return left
  })

  serve(router, accountApi.reset, ({ caller, params }) => reset(app, caller, params.id ?? ''))
  serve(router, accountApi.suspend, ({ caller, params, body }) => suspend(app, caller, params.id ?? '', body.reason))
  serve(router, accountApi.resume, ({ caller, params }) => resume(app, caller, params.id ?? ''))
  serve(router, accountApi.cancelBookings, ({ caller, params }) => cancelBookings(app, caller, params.id ?? ''))
  serve(router, accountApi.remove, ({ caller, params }) => remove(app, caller, params.id ?? ''))
  serve(router, accountApi.everything, ({ caller, params }) => everythingOf(app, caller, params.id ?? '', 'staff'))
  serve(router, accountApi.comparison, ({ caller, params }) =>
    compare(app, caller, params.id ?? '', params.other ?? ''),
  )
  serve(router, accountApi.merge, ({ caller, params }) => merge(app, caller, params.id ?? '', params.other ?? ''))
}

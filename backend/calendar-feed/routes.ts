import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import type { App } from '#backend/io/app.ts'
import { serve, serveTo, type Router } from '#backend/io/http.ts'
import { slowGuessing } from '#backend/io/slow-guessing.ts'
import { calendarFeedApi } from './schema.ts'
import { bookingAsCalendar, feedOf, makeFeed, readFeed, revokeFeed } from './service.ts'

export function calendarFeedRoutes(router: Router, app: App): void {
  // A calendar program asks every few minutes and finds what it asks for; who guesses does not.
  router.use('/api/feeds', slowGuessing(15 * 60_000, 30))
  serveTo(router, calendarFeedApi.read, async ({ params, req, res }) => {
    const { text, changedAt } = await readFeed(app, (params.file ?? '').replace(/\.ics$/, ''))
    const etag = `"${createHash('sha256').update(text).digest('base64url')}"`
    res.setHeader('etag', etag).setHeader('cache-control', 'private, no-cache')
    const second = Math.floor(changedAt / 1000)
    // Within its own second something may change again: then its date says too little.
    if (second < Math.floor(app.now() / 1000)) res.setHeader('last-modified', new Date(second * 1000).toUTCString())
    if (isKnown(req, etag, second)) return void res.status(304).end()
    send(res, text)
  })
  serve(router, calendarFeedApi.booking, async ({ caller, params, res }) => {
    const text = await bookingAsCalendar(app, caller, params.id!)
    res.setHeader('content-disposition', 'attachment; filename="etabli.ics"').setHeader('cache-control', 'no-store')
    send(res, text)
  })
  serve(router, calendarFeedApi.mine, ({ caller }) => feedOf(app.db, { memberId: caller.id }))
  serve(router, calendarFeedApi.makeMine, ({ caller }) => makeFeed(app, caller, { memberId: caller.id }))
  serve(router, calendarFeedApi.revokeMine, ({ caller }) => revokeFeed(app, caller, { memberId: caller.id }))
  serve(router, calendarFeedApi.ofMachine, ({ params }) => feedOf(app.db, { machineId: params.id! }))
  serve(router, calendarFeedApi.makeOfMachine, ({ caller, params, body }) =>
    makeFeed(app, caller, { machineId: params.id! }, body.showsNames),
  )
  serve(router, calendarFeedApi.revokeOfMachine, ({ caller, params }) =>
    revokeFeed(app, caller, { machineId: params.id! }),
  )
}

/** Whether the program has this already. What it knows by its tag is not asked for its date (RFC 9110, 13.2.2). */
function isKnown(req: Request, etag: string, second: number): boolean {
  const tags = req.header('if-none-match')
  if (tags !== undefined) return tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  return Date.parse(req.header('if-modified-since') ?? '') >= second * 1000
}

const send = (res: Response, text: string) => void res.type('text/calendar; charset=utf-8').send(text)

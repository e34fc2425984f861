import type { IncomingMessage, RequestListener } from 'node:http'
import compression from 'compression'
import express from 'express'
import helmet from 'helmet'
import sirv from 'sirv'
import { accountRoutes } from './account/routes.ts'
import { api } from './api.ts'
import type { Endpoint } from './base/endpoint.ts'
import { Refusal } from './base/refusal.ts'
import { announcementRoutes } from './announcement/routes.ts'
import { bookingRoutes } from './booking/routes.ts'
import { bookingFindRoutes } from './booking-find/routes.ts'
import { bookingLifeRoutes } from './booking-life/routes.ts'
import { bookingRuleRoutes } from './booking-rule/routes.ts'
import { authenticateBridge } from './bridge/service.ts'
import { bookingSeriesRoutes } from './booking-series/routes.ts'
import { bridgeRoutes } from './bridge/routes.ts'
import { calendarFeedRoutes } from './calendar-feed/routes.ts'
import { changeRoutes } from './change/routes.ts'
import { confirmationRoutes } from './confirmation/routes.ts'
import { controlRoutes } from './control/routes.ts'
import { authorizationImportRoutes } from './authorization-import/routes.ts'
import { authorizationRoutes } from './authorization/routes.ts'
import { inductionRoutes } from './induction/routes.ts'
import type { App } from './io/app.ts'
import type { Caller } from './io/caller.ts'
import { answerErrors, refuseForeignOrigins } from './io/http.ts'
import { idempotent } from './io/idempotency.ts'
import { externalCalendarRoutes } from './external-calendar/routes.ts'
import { closureRoutes } from './closure/routes.ts'
import { labRoutes } from './lab/routes.ts'
import { labelRoutes } from './label/routes.ts'
import { machineRoutes } from './machine/routes.ts'
import { memberImportRoutes } from './member-import/routes.ts'
import { mailRoutes } from './mail/routes.ts'
import { maintenanceRoutes } from './maintenance/routes.ts'
import { upkeepRoutes } from './upkeep/routes.ts'
import { memberRoutes } from './member/routes.ts'
import { identifyMember } from './member/service.ts'
import { messageRoutes } from './message/routes.ts'
import { metaRoutes } from './meta/routes.ts'
import { monthSheetRoutes } from './month-sheet/routes.ts'
import { openingRoutes } from './opening/routes.ts'
import { pictureRoutes } from './picture/routes.ts'
import { organizationRoutes } from './organization/routes.ts'
import { pricingRoutes } from './pricing/routes.ts'
import { printJobRoutes } from './print-job/routes.ts'
import { rehearsalRoutes } from './rehearsal/routes.ts'
import { publicPageRoutes } from './public-page/routes.ts'
import { screenRoutes } from './screen/routes.ts'
import { identifyScreen } from './screen/service.ts'
import { shelfRoutes } from './shelf/routes.ts'
import { slicingProfileRoutes } from './slicing-profile/routes.ts'
import { printOfferRoutes } from './print-offer/routes.ts'
import { spoolRoutes } from './spool/routes.ts'
import { uploadRoutes } from './upload/routes.ts'
import { trainingRoutes } from './training/routes.ts'
import { waitingListRoutes } from './waiting-list/routes.ts'
import { webcamRoutes } from './webcam/routes.ts'

/** Who calls: a bridge by its bearer token, a member by the session cookie, a screen by its device cookie. */
export async function identify(app: Pick<App, 'db' | 'now'>, request: IncomingMessage): Promise<Caller> {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (bearer) {
    const bridge = await authenticateBridge(app, bearer)
    return bridge ? { kind: 'bridge', id: bridge.id, labId: bridge.labId } : { kind: 'nobody' }
  }
  const member = await identifyMember(app, request)
  return member.kind === 'member' ? member : identifyScreen(app, request)
}

/** The whole HTTP surface, feature by feature. Does not listen: main.ts and the tests do. */
export function createServer(app: App, frontendDir?: string): RequestListener {
  const http = express()
  http.disable('x-powered-by')
  http.disable('etag')
  http.use(securityHeaders)
  http.use(refuseForeignOrigins)
  http.use(async (req, res, next) => {
    if (req.path.startsWith('/api/') || req.path === '/metrics') res.locals.caller = await identify(app, req)
    res.locals.answers = app.answers
    next()
  })
  uploadRoutes(http, app)
  http.use(compression())
  http.use(express.json({ limit: '100kb' }))
  http.use(idempotent(app))

  labRoutes(http, app)
  memberRoutes(http, app)
  accountRoutes(http, app)
  confirmationRoutes(http, app)
  memberImportRoutes(http, app)
  organizationRoutes(http, app)
  inductionRoutes(http, app)
  authorizationRoutes(http, app)
  authorizationImportRoutes(http, app)
  messageRoutes(http, app)
  mailRoutes(http, app)
  announcementRoutes(http, app)
  machineRoutes(http, app)
  controlRoutes(http, app)
  webcamRoutes(http, app)
  openingRoutes(http, app)
  bookingFindRoutes(http, app)
  bookingLifeRoutes(http, app)
  bookingRoutes(http, app)
  bookingRuleRoutes(http, app)
  bookingSeriesRoutes(http, app)
  waitingListRoutes(http, app)
  trainingRoutes(http, app)
  calendarFeedRoutes(http, app)
  externalCalendarRoutes(http, app)
  printJobRoutes(http, app)
  screenRoutes(http, app)
  bridgeRoutes(http, app)
  changeRoutes(http, app)
  pricingRoutes(http, app)
  closureRoutes(http, app)
  pictureRoutes(http, app)
  rehearsalRoutes(http, app)
  maintenanceRoutes(http, app)
  upkeepRoutes(http, app)
  spoolRoutes(http, app)
  shelfRoutes(http, app)
  slicingProfileRoutes(http, app)
  printOfferRoutes(http, app)
  labelRoutes(http, app)
  monthSheetRoutes(http, app)
  publicPageRoutes(http, app)
  metaRoutes(http, app)

  http.use('/api', () => {
    throw new Refusal('api.not-found')
  })
  if (frontendDir) http.use(pages(frontendDir))
  http.use(answerErrors(app.log))
  // What was answered a moment ago needs none of the above again.
  return (req, res) => {
    if (!isKept(req) || !app.answers.answer(req, res)) http(req, res)
  }
}

const keptPaths = new Set(
  Object.values(api)
    .flatMap((ofNoun): Endpoint[] => Object.values(ofNoun))
    .flatMap(({ kept, path }) => (kept ? [path] : [])),
)

const isKept = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'GET' && keptPaths.has(url.split('?', 1)[0]!)

/** One page for every address: the browser's own router finds it. Files with a hash in their name never change. */
const pages = (dir: string) =>
  sirv(dir, {
    single: true,
    brotli: true,
    gzip: true,
    setHeaders: (res, path) =>
      void res.setHeader(
        'cache-control',
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  })

/** Everything comes from the lab's own server. Plain http on the lab's network is a supported case: nothing is upgraded. */
const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'"],
      workerSrc: ["'self'", 'blob:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
    },
  },
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
})

import { randomBytes } from 'node:crypto'
import type express from 'express'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { ZodError } from 'zod'
import type { Endpoint, Who } from '#backend/base/endpoint.ts'
import { preferredLanguage, type Language } from '#backend/base/language.ts'
import { Refusal, refusals, type RefusalCode } from '#backend/base/refusal.ts'
import { refusalSentence } from '#backend/base/refusal-texts.ts'
import { atLeast } from '#backend/base/role.ts'
import type { BridgeCaller, Caller, MemberCaller, ScreenCaller } from './caller.ts'
import { isBusy } from './database.ts'
import type { KeptAnswers } from './kept-answers.ts'
import type { Log } from './log.ts'

export type Router = express.Router

/** Whom a handler may meet, by what its endpoint asks for. */
type Admitted<W extends Who> = W extends 'anyone'
  ? Caller
  : W extends 'screen'
    ? MemberCaller | ScreenCaller
    : W extends 'bridge'
      ? BridgeCaller
      : MemberCaller

export type Call<Body, Query> = {
  caller: MemberCaller
  params: Record<string, string>
  body: Body
  query: Query
  language: Language
  req: express.Request
  res: express.Response
}

/** Mounts one endpoint: the right is checked and the input parsed before the handler runs, so handlers only see valid values. */
export function serve<Body, Query, Reply>(
  router: Router,
  endpoint: Endpoint<Body, Query, Reply>,
  handler: (call: Call<Body, Query>) => Promise<Reply> | Reply,
): void {
  serveTo<MemberCaller, Body, Query, Reply>(router, endpoint, handler as never)
}

/** The same for the few endpoints that also meet strangers, screens or bridges. */
export function serveTo<C extends Admitted<Who>, Body, Query, Reply>(
  router: Router,
  { method, path, who, body, query, file, maxAge, kept }: Endpoint<Body, Query, Reply>,
  handler: (call: Omit<Call<Body, Query>, 'caller'> & { caller: C }) => Promise<Reply> | Reply,
): void {
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
  router[verb](path, async (req, res) => {
    const caller = callerOf(res)
    admit(who, caller)
    const call = {
      caller: caller as C,
      params: req.params as Record<string, string>,
      body: (body ? body.parse(req.body ?? {}) : undefined) as Body,
      query: (query ? query.parse(req.query) : undefined) as Query,
      language: languageOf(req),
      req,
      res,
    }
    if (kept && caller.kind !== 'nobody') {
      res.setHeader('cache-control', 'no-store')
      return answersOf(res).send(req, res, kept === 'lab' ? caller.labId : caller.id, () => handler(call))
    }
    const reply = await handler(call)
    if (!file) res.setHeader('cache-control', maxAge ? `public, max-age=${maxAge}` : 'no-store').json(reply)
  })
}

const answersOf = (res: express.Response) => res.locals.answers as KeptAnswers

export const callerOf = (res: express.Response): Caller =>
  (res.locals.caller as Caller | undefined) ?? { kind: 'nobody' }

export const languageOf = (req: express.Request): Language => preferredLanguage(req.header('accept-language'))

/** Refuses by default: a caller passes only where the endpoint's own line says so. */
export function admit(who: Who, caller: Caller): void {
  if (who === 'anyone') return
  if (who === 'bridge') {
    if (caller.kind !== 'bridge') throw new Refusal('auth.required')
    return
  }
  if (who === 'screen') {
    if (caller.kind !== 'member' && caller.kind !== 'screen') throw new Refusal('auth.required')
    return
  }
  if (caller.kind !== 'member') throw new Refusal('auth.required')
  if (!atLeast(caller.role, who)) throw new Refusal('auth.forbidden')
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A page of another site may not act here with a member's cookie. Calls with neither header (scripts, slicers) pass. */
export const refuseForeignOrigins: RequestHandler = (req, _res, next) => {
  if (safeMethods.has(req.method)) return next()
  if (isForeign(req.header('origin'), req.header('sec-fetch-site'), req.header('host')))
    throw new Refusal('auth.foreign-origin')
  next()
}

/** Whether a browser says that this request comes from a page that is not ours. */
export function isForeign(
  origin: string | undefined,
  fetchSite: string | undefined,
  host: string | undefined,
): boolean {
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return true
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}

/** What a refused call answers, in the words of the person who made it. */
export function refusalBody(code: RefusalCode | 'internal', detail: unknown, language: Language) {
  return { code, detail: detail ?? null, sentence: refusalSentence(code, detail, language) }
}

/** The one place where a thrown value becomes an HTTP answer. */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const [status, code, detail] = asRefusal(error, log, req)
    if (res.headersSent) return void res.destroy()
    if (status === 503) res.setHeader('retry-after', '2')
    if (status === 429) res.setHeader('retry-after', String((detail as { seconds?: number })?.seconds ?? 60))
    res.status(status).json(refusalBody(code, detail, languageOf(req)))
  }
}

function asRefusal(error: unknown, log: Log, req: express.Request): [number, RefusalCode | 'internal', unknown] {
  if (error instanceof Refusal) return [refusals[error.code], error.code, error.detail]
  if (error instanceof ZodError) {
    const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    return [422, 'input.invalid', { issues }]
  }
  if (isBusy(error)) return [503, 'server.busy', undefined]
  const type = (error as { type?: string }).type
  if (type === 'entity.too.large') return [413, 'input.too-large', undefined]
  if (
    type?.startsWith('entity.') ||
    type?.startsWith('encoding.') ||
    type?.startsWith('charset.') ||
    error instanceof URIError
  )
    return [400, 'input.not-json', undefined]
  const reference = randomBytes(2).toString('hex').toUpperCase()
  log.error({ err: error, reference, method: req.method, path: req.path }, 'a request failed')
  return [500, 'internal', { reference }]
}

import type { Endpoint } from '#backend/base/endpoint.ts'
import type { RefusalCode } from '#backend/base/refusal.ts'
import { language } from './language.svelte.ts'
import { t } from './texts.ts'

/** A "no": what the server refused, or that it could not be reached. `sentence` is for the person, in their language. */
export class Refused extends Error {
  readonly code: RefusalCode | 'internal' | 'offline'
  readonly sentence: string
  readonly detail: unknown

  constructor(code: Refused['code'], sentence: string, detail?: unknown) {
    super(sentence)
    this.name = 'Refused'
    this.code = code
    this.sentence = sentence
    this.detail = detail
  }
}

type Params = Record<string, string>
type Given<Body, Query> = { params?: Params } & (undefined extends Body ? { body?: undefined } : { body: Body }) &
  (undefined extends Query ? { query?: undefined } : { query: Query })
type Rest<Body, Query> = undefined extends Body & Query ? [given?: Given<Body, Query>] : [given: Given<Body, Query>]

/** Calls one endpoint of the contract. Argument and result types follow from the endpoint; a "no" is thrown as `Refused`. */
export async function call<Body, Query, Reply>(
  endpoint: Endpoint<Body, Query, Reply>,
  ...[given]: Rest<Body, Query>
): Promise<Reply> {
  return understood(await ask(endpoint, addressOf(endpoint, given?.params, given?.query), given?.body))
}

/** The same, with a picture or another file as the body. */
export async function callWith<Query, Reply>(
  endpoint: Endpoint<undefined, Query, Reply>,
  file: Blob,
  query?: Query,
): Promise<Reply> {
  return understood(await ask(endpoint, addressOf(endpoint, {}, query), file))
}

/** The same, where the answer is a file too. */
export async function fileFor<Query>(endpoint: Endpoint<undefined, Query>, file: Blob, query?: Query): Promise<Blob> {
  const response = await ask(endpoint, addressOf(endpoint, {}, query), file)
  if (!response.ok) await understood(response)
  return response.blob()
}

async function understood<Reply>(response: Response): Promise<Reply> {
  const reply: unknown = await response.json().catch(() => undefined)
  if (response.ok && reply !== undefined) return reply as Reply // The server checked it against the schema of this endpoint.
  const refused = readRefusal(reply)
  if (refused.code === 'auth.required') signedOutListeners.forEach((listener) => listener())
  throw refused
}

/** The address of an endpoint: for `call`, and for pictures and files. */
export function addressOf(endpoint: { path: string }, params: Params = {}, query?: unknown): string {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value))
  return search.size ? `${path}?${search}` : path
}

const signedOutListeners = new Set<() => void>()

/** Hears that the server no longer knows this session. */
export const whenSignedOut = (listener: () => void): void => void signedOutListeners.add(listener)

async function ask({ method }: { method: string }, url: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { 'accept-language': language.current, accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = body instanceof Blob ? body.type : 'application/json'
  const sent = body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }
  // Where an answer is lost on the way, the same call is sent once more: the server does it once.
  const isRepeatable = method !== 'GET' && !(body instanceof Blob)
  if (isRepeatable) headers['idempotency-key'] = randomKey()
  const send = () => fetch(url, { method, headers, ...sent })
  try {
    return await send().catch((error: unknown) => {
      if (isRepeatable && navigator.onLine) return send()
      throw error
    })
  } catch {
    throw new Refused('offline', t().offline)
  }
}

/** `crypto.randomUUID` asks for https; a lab's network has none. */
const randomKey = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-')

function readRefusal(reply: unknown): Refused {
  if (typeof reply !== 'object' || reply === null || !('code' in reply)) return new Refused('internal', t().unreadable)
  const { code, sentence, detail } = reply as { code: Refused['code']; sentence?: string; detail?: unknown }
  return new Refused(code, sentence ?? t().unreadable, detail)
}

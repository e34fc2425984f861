import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** A JSON answer in bytes. Small ones are not worth packing. */
type Encoded = { plain: Buffer; packed: Buffer | undefined }

/** What was answered since something last changed: whole answers by who asked what and how, their bodies by whom they are for. */
type Generation = {
  stamp: string
  whole: Map<string, { headers: string[]; body: Buffer }>
  bodies: Map<string, Promise<Encoded>>
  bytes: number
}

/** All that is kept of one generation, in bytes: beyond it answers are made anew. */
const mostBytes = 32 << 20
const worthPacking = 1024
const pack = promisify(gzip)

export type KeptAnswers = ReturnType<typeof createKeptAnswers>

/**
 * Answers in bytes, for what many screens ask at once. They are right until something is written to the database (`written` says so
 * of every process), or told to the screens, or the second is over, whichever comes first; then all of them are dropped. So nobody
 * who wrote reads what was before, and what only time changes is late by less than a second.
 */
export function createKeptAnswers(written: () => string, now: () => number) {
  let told = 0
  let latest = emptyGeneration('')
  const askedIn = new WeakMap<IncomingMessage, Generation>()

  function generation(): Generation {
    const stamp = `${written()} ${told} ${Math.floor(now() / 1000)}`
    if (stamp !== latest.stamp) latest = emptyGeneration(stamp)
    return latest
  }

  return {
    /** Something changed that is not in the database: printers say a lot that is never written. */
    changed(): void {
      told++
    },

    /** Answers a GET that this caller asked before, word for word. False: it is for the handlers, and what they answer may be kept. */
    answer(req: IncomingMessage, res: ServerResponse): boolean {
      const asked = generation()
      const found = asked.whole.get(keyOf(req))
      if (!found) {
        askedIn.set(req, asked)
        return false
      }
      res.writeHead(200, found.headers).end(found.body)
      return true
    },

    /** Sends what `make` gives as JSON, once made for all of whom `forWhom` says; the caller was admitted before. */
    async send(req: IncomingMessage, res: ServerResponse, forWhom: string, make: () => unknown): Promise<void> {
      const asked = askedIn.get(req) ?? emptyGeneration('')
      const encoded = await bodyOf(asked, `${forWhom} ${req.url}`, make)
      const body = acceptsGzip(req) && encoded.packed ? encoded.packed : encoded.plain
      res.setHeader('content-type', 'application/json; charset=utf-8')
      res.setHeader('content-length', body.length)
      res.setHeader('vary', 'Accept-Encoding')
      if (body === encoded.packed) res.setHeader('content-encoding', 'gzip')
      if (isRoomFor(asked, 0)) asked.whole.set(keyOf(req), { headers: headersOf(res), body })
      res.end(body)
    },
  }
}

const emptyGeneration = (stamp: string): Generation => ({ stamp, whole: new Map(), bodies: new Map(), bytes: 0 })

/** Bodies are counted once; who asks for them is small, and no more than so many are told apart. */
const isRoomFor = ({ bytes, whole }: Generation, more: number) => bytes + more < mostBytes && whole.size < 2_000

/** Those who ask the same at the same time wait for one answer. */
function bodyOf(asked: Generation, name: string, make: () => unknown): Promise<Encoded> {
  const known = asked.bodies.get(name)
  if (known) return known
  const made = encode(make)
  asked.bodies.set(name, made)
  made.then(
    ({ plain, packed }) => {
      const bytes = plain.length + (packed?.length ?? 0)
      if (isRoomFor(asked, bytes)) asked.bytes += bytes
      else asked.bodies.delete(name)
    },
    () => asked.bodies.delete(name),
  )
  return made
}

async function encode(make: () => unknown): Promise<Encoded> {
  const plain = Buffer.from(JSON.stringify(await make()))
  return { plain, packed: plain.length < worthPacking ? undefined : await pack(plain) }
}

/** All that an answer may depend on besides what is written: who asks, for what, and in which language. */
const keyOf = ({ url, headers }: IncomingMessage): string =>
  `${url}\n${headers.cookie}\n${headers.authorization}\n${headers['accept-encoding']}\n${headers['accept-language']}`

const acceptsGzip = ({ headers }: IncomingMessage) => /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))

const headersOf = (res: ServerResponse): string[] =>
  Object.entries(res.getHeaders()).flatMap(([name, value]) => [name, String(value)])

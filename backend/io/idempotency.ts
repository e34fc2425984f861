import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import type express from 'express'
import type { RequestHandler } from 'express'
import { Refusal } from '#backend/base/refusal.ts'
import type { Caller } from './caller.ts'
import type { Db } from './database.ts'
import { callerOf } from './http.ts'

const day = 86_400_000
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a call that is sent again with the same key, because
 * its answer was lost, is not done again. It is claimed before it is done: where the server stops in between, the same key
 * is refused, for nobody knows then whether it was done.
 */
export function idempotent(app: { db: Db; now: () => number }): RequestHandler {
  const underWay = new Map<string, Promise<void>>()

  return async (req, res, next) => {
    const key = req.header('idempotency-key')
    const who = nameOf(callerOf(res))
    if (key === undefined || who === undefined || safeMethods.has(req.method)) return next()
    if (!/^[\x21-\x7e]{1,128}$/.test(key)) throw new Refusal('input.bad-key')
    const id = hash(`${who}\n${req.method}\n${req.originalUrl}\n${key}`)
    const asked = hash(JSON.stringify(req.body ?? null))
    await underWay.get(id)
    const claim = { id, asked, at: app.now(), status: null, answer: null }
    const { numInsertedOrUpdatedRows: claimed } = await app.db
      .insertInto('keptAnswer')
      .values(claim)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst()
    if (!claimed) return answerAgain(app.db, res, { id, asked, key })
    underWay.set(
      id,
      keepAnswer(app.db, res, id, key).finally(() => underWay.delete(id)),
    )
    next()
  }
}

/** Answers are kept for a day. */
export const forgetKeptAnswers = (db: Db, now: number) =>
  db
    .deleteFrom('keptAnswer')
    .where('at', '<', now - day)
    .execute()

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Who has no name yet has nothing to repeat: signing in twice is signing in. */
function nameOf(caller: Caller): string | undefined {
  return caller.kind === 'nobody' ? undefined : `${caller.kind}:${caller.id}`
}

/** Resolves when the answer is kept, or given without a body. It is kept before it is sent: a lost answer is always there. */
function keepAnswer(db: Db, res: express.Response, id: string, key: string): Promise<void> {
  const send = res.json.bind(res)
  return new Promise((resolve) => {
    res.json = (body: unknown) => {
      void keep(db, id, res.statusCode, seal(JSON.stringify(body), id, key))
        .catch(() => undefined) // The call is done, and says so; only its repetition would be refused.
        .finally(() => {
          send(body)
          resolve()
        })
      return res
    }
    res.once('close', () => res.headersSent && resolve())
  })
}

/** A failure of the server, and "too often", are no answers: the call may be sent again. */
async function keep(db: Db, id: string, status: number, answer: string): Promise<void> {
  if (status >= 500 || status === 429 || status === 401)
    await db.deleteFrom('keptAnswer').where('id', '=', id).execute()
  else await db.updateTable('keptAnswer').set({ status, answer }).where('id', '=', id).execute()
}

async function answerAgain(
  db: Db,
  res: express.Response,
  { id, asked, key }: { id: string; asked: string; key: string },
): Promise<void> {
  const kept = await db.selectFrom('keptAnswer').selectAll().where('id', '=', id).executeTakeFirst()
  if (kept && kept.asked !== asked) throw new Refusal('input.key-reused')
  if (!kept || kept.status === null || kept.answer === null) throw new Refusal('input.key-unfinished')
  res.status(kept.status).setHeader('cache-control', 'no-store').setHeader('idempotency-replayed', 'true')
  res.json(JSON.parse(open(kept.answer, id, key)))
}

const secretOf = (id: string, key: string): Buffer => Buffer.from(hkdfSync('sha256', key, id, 'kept answer', 32))

/** AES-256-GCM under the caller's key, which is not kept: nonce, tag and text in base64. */
function seal(text: string, id: string, key: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', secretOf(id, key), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

function open(sealed: string, id: string, key: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', secretOf(id, key), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}

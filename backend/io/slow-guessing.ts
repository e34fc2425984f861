import type { Request, RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { Refusal } from '#backend/base/refusal.ts'

/** So many failures of one address in a while, and of what `keyOf` names: guessing is slow, and nobody is ever locked out for good. */
export function slowGuessing(
  windowMs: number,
  failures: number,
  keyOf: (req: Request) => string = () => '',
): RequestHandler {
  return rateLimit({
    windowMs,
    limit: failures,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    keyGenerator: (req) => `${req.ip} ${keyOf(req)}`,
    handler: (req) => {
      const reset = (req as { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime?.getTime() ?? 0
      throw new Refusal('auth.too-many-tries', { seconds: Math.max(1, Math.ceil((reset - Date.now()) / 1000)) })
    },
  })
}

import type { z } from 'zod'
import type { Role } from './role.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Who may call: `anyone` needs no session, `screen` is a paired wall or kiosk or any signed-in person,
 * `bridge` is the process beside the printers with its token; a role stands for itself and all above it.
 */
export type Who = 'anyone' | 'screen' | 'bridge' | Role

export type Endpoint<Body = unknown, Query = unknown, Reply = unknown> = {
  method: Method
  path: string
  who: Who
  /** One sentence for the API page. */
  does: string
  body?: z.ZodType<Body>
  query?: z.ZodType<Query>
  /** The shape of a JSON answer; absent when the answer is a file. */
  reply?: z.ZodType<Reply>
  /** The content type of an answer that is a file. */
  file?: string
  /** For how many seconds anybody on the way may keep the answer; it is not kept where this is left out. */
  maxAge?: number
  /** Asked by many screens at once: its answer is kept in bytes while nothing changes, the same for the lab or for each caller. */
  kept?: 'lab' | 'caller'
}

/** One line of the HTTP contract: the server mounts it, the browser calls it, the API page prints it, a test walks it. */
export function endpoint<Reply = unknown, Body = undefined, Query = undefined>(
  method: Method,
  path: string,
  shape: {
    who: Who
    does: string
    body?: z.ZodType<Body>
    query?: z.ZodType<Query>
    reply?: z.ZodType<Reply>
    file?: string
    maxAge?: number
    kept?: 'lab' | 'caller'
  },
): Endpoint<Body, Query, Reply> {
  return { method, path, ...shape }
}

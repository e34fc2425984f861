import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { machineKinds } from '#backend/machine/kinds.ts'
import { levels } from './level.ts'

/** The kinds that people are authorized on: a space is a room, and nobody is trained on it. */
export const taughtKinds = machineKinds.filter((kind) => kind !== 'space')

const kind = z.enum(machineKinds)

/** Instants in epoch ms, days of the lab's calendar as ISO text. */
export const authorization = z.object({
  kind,
  level: z.enum(levels),
  since: z.number(),
  by: z.string().nullable(),
  /** The last day on which it holds; null: without an end. */
  expiresOn: z.string().nullable(),
  evidence: z.string(),
  revoked: z.object({ at: z.number(), by: z.string().nullable(), reason: z.string() }).nullable(),
})
export type Authorization = z.infer<typeof authorization>

export const authorizationEventKinds = ['given', 'changed', 'revoked', 'undone'] as const

/** What was done: `level` and `expiresOn` as they stood from then on, null where there was none any more. */
export const authorizationEvent = z.object({
  kind,
  what: z.enum(authorizationEventKinds),
  level: z.enum(levels).nullable(),
  expiresOn: z.string().nullable(),
  words: z.string(),
  by: z.string().nullable(),
  at: z.number(),
})
export type AuthorizationEvent = z.infer<typeof authorizationEvent>

export const memberAuthorizations = z.object({
  held: z.array(authorization),
  history: z.array(authorizationEvent),
  /** The kinds on which the caller may authorize this member. */
  may: z.array(kind),
  /** The levels that the caller may give. */
  levels: z.array(z.enum(levels)),
})
export type MemberAuthorizations = z.infer<typeof memberAuthorizations>

export const authorizedPerson = authorization.extend({ memberId: z.string(), name: z.string() })
export type AuthorizedPerson = z.infer<typeof authorizedPerson>

export const authorizationInput = z.strictObject({
  level: z.enum(levels),
  expiresOn: z.iso.date().nullable(),
  evidence: z.string().trim().max(200),
})
export type AuthorizationInput = z.infer<typeof authorizationInput>

const changed = z.object({ authorizations: memberAuthorizations, change: receipt.nullable() })

export const authorizationApi = {
  mine: endpoint('GET', '/api/authorizations/mine', {
    who: 'visitor',
    does: 'What the caller is authorized on, with the history.',
    reply: memberAuthorizations,
  }),
  led: endpoint('GET', '/api/authorizations', {
    who: 'member',
    does: 'Who is authorized on the kinds of machines that the caller teaches; staff see all kinds. `people`: everybody who can be.',
    reply: z.object({
      kinds: z.array(kind),
      held: z.array(authorizedPerson),
      people: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  }),
  of: endpoint('GET', '/api/members/:id/authorizations', {
    who: 'member',
    does: 'What a member is authorized on, with the history. For the team; whoever teaches sees the kinds that they teach.',
    reply: memberAuthorizations,
  }),
  give: endpoint('PUT', '/api/members/:id/authorizations/:kind', {
    who: 'member',
    does: 'Authorizes a member on a kind of machine, or changes how far and until when. For staff, and for whoever teaches this kind: those give every level but their own.',
    body: authorizationInput,
    reply: changed,
  }),
  revoke: endpoint('POST', '/api/members/:id/authorizations/:kind/revocation', {
    who: 'member',
    does: 'Takes an authorization away, with the reason that the member reads; with `cancel`, also their bookings ahead of such machines. For staff, and for whoever teaches this kind.',
    body: z.strictObject({ reason: z.string().trim().min(1).max(200), cancel: z.boolean() }),
    reply: changed.extend({ cancelled: z.int() }),
  }),
}

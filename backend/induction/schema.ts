import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { roles } from '#backend/base/role.ts'
import { receipt } from '#backend/change/schema.ts'

/** Somebody who may be ticked on an attendance list. */
export const attendee = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  organizationId: z.string().nullable(),
  rosterId: z.string().nullable(),
  /** The day of their induction, as ISO text; null for whoever has none. */
  day: z.string().nullable(),
  /** Who led it; null where nobody knows, or there was none. */
  ledBy: z.string().nullable(),
})
export type Attendee = z.infer<typeof attendee>

export const group = z.object({ id: z.string(), name: z.string() })

export const inductions = z.object({
  /** Whether nobody uses a machine without it. */
  asked: z.boolean(),
  version: z.string(),
  people: z.array(attendee),
  /** Organizations and classes: to tick their people at once. */
  organizations: z.array(group),
  rosters: z.array(group),
})
export type Inductions = z.infer<typeof inductions>

const changed = z.object({ inductions, change: receipt.nullable() })

export const inductionApi = {
  list: endpoint('GET', '/api/inductions', {
    who: 'volunteer',
    does: 'Who had the safety induction, when and from whom; and whether the lab asks for it.',
    reply: inductions,
  }),
  mine: endpoint('GET', '/api/inductions/mine', {
    who: 'visitor',
    does: 'Whether the lab asks for the safety induction, and the day on which this person had it.',
    reply: z.object({ asked: z.boolean(), day: z.string().nullable() }),
  }),
  give: endpoint('POST', '/api/inductions', {
    who: 'volunteer',
    does: 'Notes in one act that a group had the safety induction on a day. Who had it already keeps theirs.',
    body: z.strictObject({
      memberIds: z.array(z.string()).min(1).max(1_000),
      day: z.iso.date(),
      ledBy: z.string(),
    }),
    reply: changed.extend({ given: z.int() }),
  }),
  take: endpoint('DELETE', '/api/inductions/:id', {
    who: 'volunteer',
    does: 'Takes one member’s induction back, where it was noted by mistake.',
    reply: changed,
  }),
  ask: endpoint('PUT', '/api/inductions/asked', {
    who: 'staff',
    does: 'Says whether the lab asks for the induction before any machine, unless somebody else did since `version`.',
    body: z.strictObject({ asked: z.boolean(), version: z.string().max(40) }),
    reply: changed,
  }),
}

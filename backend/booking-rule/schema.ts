import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { bookingRuleSet, ruleScopes, statedRules } from './rules.ts'

/** What is stated at one scope. `about`: empty for the lab, a kind of machine, or the id of one. */
export const scopedRules = z.strictObject({ scope: z.enum(ruleScopes), about: z.string().max(40), rules: statedRules })
export type ScopedRules = z.infer<typeof scopedRules>

const all = z.object({ stated: z.array(scopedRules), version: z.string() })

export const bookingRuleApi = {
  list: endpoint('GET', '/api/booking-rules', {
    who: 'visitor',
    does: 'What the lab states of its bookings: for all machines, for a kind, for one.',
    reply: all,
  }),
  ofMachine: endpoint('GET', '/api/machines/:id/booking-rules', {
    who: 'visitor',
    does: 'The rules of one machine, each from the narrowest place that states it.',
    reply: bookingRuleSet,
  }),
  state: endpoint('PUT', '/api/booking-rules', {
    who: 'staff',
    does: 'Replaces what is stated for the lab, a kind or a machine, unless somebody else changed rules since `version`. What is left out is as in the wider place.',
    body: scopedRules.extend({ version: z.string().max(40) }),
    reply: all.extend({ change: receipt.nullable() }),
  }),
}

import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { refusals, type RefusalCode } from '#backend/base/refusal.ts'
import { scopedRules } from '#backend/booking-rule/schema.ts'
import { openingHours } from '#backend/opening/opening-hours.ts'
import { interval } from '#backend/opening/schema.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)

/** What would happen if this member booked this machine then, and why. Nothing is done. */
export const rehearsal = z.object({
  /** The first thing in the way, in words; null when the booking would pass. */
  refusal: z
    .object({ code: z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]), sentence: z.string() })
    .nullable(),
  slot: interval,
  /** Each rule that was asked, whether it is kept, in the order in which they are asked. */
  rules: z.array(z.object({ rule: z.string(), kept: z.boolean(), sentence: z.string().nullable() })),
  /** When the lab is open on that day, epoch ms. */
  openings: z.array(interval),
  /** What the day is closed for, where it is. */
  closedFor: z.string().nullable(),
  /** What this member would pay, in cents: the slot, and a print of 50 g and two hours in the first material. */
  price: z.object({
    tariff: z.string(),
    slot: z.int(),
    print: z.int(),
    material: z.string().nullable(),
  }),
})
export type Rehearsal = z.infer<typeof rehearsal>

export const rehearsalApi = {
  try: endpoint('POST', '/api/rehearsals', {
    who: 'staff',
    does: 'What would happen if a member booked a machine on a day, and why: with the opening hours and the rules that are typed but not saved, where they are given. Changes nothing.',
    body: z.strictObject({
      memberId: z.string(),
      machineId: z.string(),
      day: z.iso.date(),
      from: clock,
      to: clock,
      hours: openingHours.optional(),
      rules: scopedRules.optional(),
    }),
    reply: rehearsal,
  }),
}

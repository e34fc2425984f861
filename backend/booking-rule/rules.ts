import { z } from 'zod'
import { bookableWhen } from '#backend/opening/schema.ts'
import { levels } from '#backend/authorization/level.ts'
import { roles } from '#backend/base/role.ts'
import { machineKinds } from '#backend/machine/kinds.ts'

/** How far a quota looks: a day, a week or a month of the lab's calendar, or any 30 days in a row. */
export const quotaWindows = ['day', 'week', 'month', 'rolling'] as const
export const rollingDays = 30

/** « Chaque membre : au plus 4 heures par semaine sur cette machine ». */
export const quota = z.strictObject({
  most: z.int().min(1).max(500),
  of: z.enum(['hours', 'bookings']),
  window: z.enum(quotaWindows),
  /** What counts together. */
  over: z.enum(['machine', 'kind', 'lab']),
  /** Each member, each member of a role or with a plan, or an organization as a whole. */
  who: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('each') }),
    z.strictObject({ kind: z.literal('role'), role: z.enum(roles) }),
    z.strictObject({ kind: z.literal('plan'), plan: z.string().trim().min(1).max(80) }),
    z.strictObject({ kind: z.literal('organization'), organizationId: z.string().max(40) }),
  ]),
})
export type Quota = z.infer<typeof quota>

const minutes = (most: number) => z.int().min(5).max(most).nullable()
const dayMinutes = 24 * 60

/** No lab allows longer ones: what overlaps a time began at most so long before it. */
export const longestMinutes = 14 * dayMinutes

/** What a lab can state of its bookings. Null: no such rule. Lengths of time in minutes unless the name says otherwise. */
export const bookingRuleSet = z.strictObject({
  /** At the lab's hours, at any hour outside its closures, or at hours of its own. */
  when: bookableWhen,
  /** What begins in these hours may go on after them: a print runs into the night. */
  runsOn: z.boolean(),
  minMinutes: minutes(dayMinutes),
  /** There is always a longest: a slot of a hundred years is a mistake. */
  maxMinutes: z.int().min(15).max(longestMinutes),
  /** Starts and lengths are whole multiples, counted from the lab's midnight. */
  stepMinutes: z.union([z.literal(5), z.literal(10), z.literal(15), z.literal(30), z.literal(60)]).nullable(),
  /** Booked at least so long before it starts. */
  leadMinutes: minutes(60 * dayMinutes),
  /** Booked at most so many days ahead. */
  horizonDays: z.int().min(1).max(730),
  /** Free between two bookings of different people. */
  bufferMinutes: minutes(dayMinutes),
  /** Cancelled, or moved, at the latest so long before it starts. */
  cancelMinutes: minutes(60 * dayMinutes),
  moveMinutes: minutes(60 * dayMinutes),
  /** Bookings that one person may have ahead at once. */
  maxHeld: z.int().min(1).max(200).nullable(),
  /** Whether one person may have two machines at the same time. */
  ownOverlap: z.boolean(),
  /** The membership must be valid on the day. */
  membership: z.boolean(),
  /** How far an authorization on this kind of machine must go. */
  level: z.enum(levels),
  /** An authorization is lost when such a machine was not used for so many months. */
  unusedMonths: z.int().min(1).max(60).nullable(),
  /** Other kinds that one must be authorized on as well: all of them, or any. */
  prerequisites: z
    .strictObject({ match: z.enum(['all', 'any']), kinds: z.array(z.enum(machineKinds)).min(1).max(5) })
    .nullable(),
  /** Used only while the team is there. */
  staffed: z.boolean(),
  /** The team says yes to each. */
  approval: z.boolean(),
  /** Given back when nobody has come so long after its start. */
  noShowMinutes: minutes(dayMinutes),
  /** How long a slot that came free is kept for whoever waits first. */
  offerMinutes: z.int().min(5).max(dayMinutes),
  quotas: z.array(quota).max(12),
})
export type BookingRuleSet = z.infer<typeof bookingRuleSet>

/** What is stated at one scope: the rest is as in the wider one. */
export const statedRules = bookingRuleSet.partial()
export type StatedRules = z.infer<typeof statedRules>

/** How it is in a lab that has stated nothing. */
export const usualRules: BookingRuleSet = {
  when: 'opening',
  runsOn: false,
  minMinutes: null,
  maxMinutes: 12 * 60,
  stepMinutes: null,
  leadMinutes: null,
  horizonDays: 365,
  bufferMinutes: null,
  cancelMinutes: null,
  moveMinutes: null,
  maxHeld: null,
  ownOverlap: true,
  membership: true,
  level: 'independent',
  unusedMonths: null,
  prerequisites: null,
  staffed: false,
  approval: false,
  noShowMinutes: null,
  offerMinutes: 30,
  quotas: [],
}

/** Whether a rule looks at what else somebody has booked. */
export const looksAtOthers = ({ quotas, maxHeld, ownOverlap, unusedMonths }: BookingRuleSet): boolean =>
  quotas.length > 0 || maxHeld !== null || !ownOverlap || unusedMonths !== null

export const ruleScopes = ['lab', 'kind', 'machine'] as const
export type RuleScope = (typeof ruleScopes)[number]

/** The rules of one machine: each from the narrowest scope that states it. */
export const rulesFrom = (stated: { [scope in RuleScope]?: StatedRules | undefined }): BookingRuleSet =>
  Object.assign({ ...usualRules }, stated.lab, stated.kind, stated.machine) as BookingRuleSet

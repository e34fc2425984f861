import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { languages } from '#backend/base/language.ts'
import { roles } from '#backend/base/role.ts'
import { machineKinds } from '#backend/machine/kinds.ts'
import { memberFilters } from './find-members.ts'
import { feeKinds, feeStates } from './membership.ts'
import { shownAsChoices } from './shown-name.ts'

/** A unique pseudonym or first name: what the lab calls this person. */
export const personName = z.string().trim().min(2).max(40)
/** Long enough to resist guessing; never trimmed, never shown again. */
export const passphrase = z.string().min(10).max(200)

/** A day of the lab's calendar, as ISO text. */
export const calendarDay = z.iso.date()

/** What the team writes down of a person, besides name and role. Every part may be left out. */
export const memberDetails = z.strictObject({
  membershipFrom: calendarDay.nullable().optional(),
  /** Its last day; null where no end is known. */
  membershipUntil: calendarDay.nullable().optional(),
  /** The plan that they have with the lab, by its name; empty for none. Tariffs and quotas may be for it. */
  plan: z.string().trim().max(80).optional(),
  feeKind: z.enum(feeKinds).optional(),
  feeState: z.enum(feeStates).optional(),
  /** Which version of the lab's charter was signed, and on which day. */
  charterVersion: z.string().trim().min(1).max(40).nullable().optional(),
  charterOn: calendarDay.nullable().optional(),
  /** The last day of the insurance certificate. */
  insuranceUntil: calendarDay.nullable().optional(),
  /** A year or a day: as little as is needed to know a minor. */
  born: z
    .union([z.string().regex(/^(19|20)\d\d$/), calendarDay])
    .nullable()
    .optional(),
  /** Who agreed for a minor, and on which day. */
  consentBy: z.string().trim().min(1).max(80).nullable().optional(),
  consentOn: calendarDay.nullable().optional(),
  /** For staff alone. */
  staffNote: z.string().trim().max(2000).optional(),
  shownAs: z.enum(shownAsChoices).optional(),
})
export type MemberDetails = z.infer<typeof memberDetails>

export const member = z.object({
  id: z.string(),
  /** Five signs that stand for this person where no name should. */
  code: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: z.enum(roles),
  language: z.enum(languages),
  /** The kinds of machines on which this member's authorization stands today, at whatever level. */
  authorizations: z.array(z.enum(machineKinds)),
  /** What other members read of this one. */
  shownAs: z.enum(shownAsChoices),
  membershipFrom: z.string().nullable(),
  membershipUntil: z.string().nullable(),
  plan: z.string(),
  feeKind: z.enum(feeKinds),
  feeState: z.enum(feeStates),
  charterVersion: z.string().nullable(),
  insuranceUntil: z.string().nullable(),
  /** Epoch ms; null for whoever may sign in. */
  suspendedAt: z.number().nullable(),
  /** The organization that they belong to, on the team's list. */
  organization: z.string().optional(),
})
export type Member = z.infer<typeof member>

/** As the person themself sees it. `reset`: somebody made a new passphrase for them, and they have not read it yet. */
export const ownMember = member.extend({
  /** The kinds of machines that they teach. */
  teaches: z.array(z.enum(machineKinds)),
  reset: z.object({ at: z.number(), by: z.string().nullable() }).optional(),
})
export type OwnMember = z.infer<typeof ownMember>

export const signedIn = z.object({ member: ownMember })

const email = z.email().max(200).nullable()

export const memberInput = memberDetails.extend({
  name: personName,
  email: email.optional(),
  passphrase,
  role: z.enum(roles),
  language: z.enum(languages),
})

export const memberChange = memberDetails.extend({
  name: personName.optional(),
  email: email.optional(),
  language: z.enum(languages).optional(),
  /** What the page had read: refused where somebody changed this person since. */
  version: z.string().max(40),
})
export type MemberChange = z.infer<typeof memberChange>

/** Everything the team knows of one person. */
export const memberFile = z.object({
  member,
  createdAt: z.number(),
  charterOn: z.string().nullable(),
  suspendedReason: z.string().nullable(),
  organization: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Whether the lab asks for the safety induction, and the day on which they had it. */
  induction: z.object({ asked: z.boolean(), day: z.string().nullable() }),
  /** Set until the person has read that the team made them a new passphrase. */
  resetAt: z.number().nullable(),
  /** Under 18 today, as far as is known. */
  minor: z.boolean(),
  hasConsent: z.boolean(),
  /** For staff alone. */
  confidential: z
    .object({
      born: z.string().nullable(),
      consentBy: z.string().nullable(),
      consentOn: z.string().nullable(),
      staffNote: z.string(),
    })
    .nullable(),
  bookingsAhead: z.int(),
  /** What the asking person may do with this one. */
  may: z.object({ edit: z.boolean(), reset: z.boolean(), rule: z.boolean() }),
  version: z.string(),
})
export type MemberFile = z.infer<typeof memberFile>

/** What a change to a person answers. */
export const changedFile = z.object({ file: memberFile, change: receipt.nullable() })

export const memberApi = {
  current: endpoint('GET', '/api/session', {
    who: 'anyone',
    does: 'Who is signed in here, or nobody.',
    reply: z.object({ member: ownMember.nullable() }),
  }),
  signIn: endpoint('POST', '/api/session', {
    who: 'anyone',
    does: 'Signs in with a name or an e-mail and a passphrase; sets the session cookie.',
    body: z.strictObject({ name: z.string().trim().min(1).max(200), passphrase: z.string().min(1).max(200) }),
    reply: signedIn,
  }),
  signOut: endpoint('DELETE', '/api/session', { who: 'visitor', does: 'Ends this session.', reply: z.object({}) }),
  signOutEverywhere: endpoint('DELETE', '/api/sessions', {
    who: 'visitor',
    does: 'Ends every session of the signed-in member, on every device.',
    reply: z.object({ ended: z.int() }),
  }),
  setLanguage: endpoint('PUT', '/api/session/language', {
    who: 'visitor',
    does: 'The language the lab speaks to this member.',
    body: z.strictObject({ language: z.enum(languages) }),
    reply: signedIn,
  }),
  list: endpoint('GET', '/api/members', {
    who: 'volunteer',
    does: 'The members by name, fifty at a time. `search` looks in names, e-mail addresses and codes; `only` is one of the filters, each of which is counted.',
    query: z.object({
      search: z.string().max(100).optional(),
      only: z.enum(memberFilters).optional(),
      offset: z.coerce.number().int().min(0).optional(),
    }),
    reply: z.object({
      members: z.array(member),
      total: z.int(),
      counts: z.record(z.enum(memberFilters), z.int()),
    }),
  }),
  get: endpoint('GET', '/api/members/:id', {
    who: 'volunteer',
    does: 'One member. What is confidential is for staff.',
    reply: memberFile,
  }),
  add: endpoint('POST', '/api/members', {
    who: 'staff',
    does: 'Adds a member. Nobody gives a role above their own.',
    body: memberInput,
    reply: z.object({ member, change: receipt.nullable() }),
  }),
  edit: endpoint('PATCH', '/api/members/:id', {
    who: 'staff',
    does: 'Changes what is written down of a member, unless somebody else did since `version`.',
    body: memberChange,
    reply: changedFile,
  }),
  pay: endpoint('POST', '/api/members/:id/payments', {
    who: 'staff',
    does: 'Notes that the fee was paid on a day: the membership goes on as its kind says. No money moves.',
    body: z.strictObject({ on: calendarDay, kind: z.enum(feeKinds), version: z.string().max(40) }),
    reply: changedFile,
  }),
  setRole: endpoint('PUT', '/api/members/:id/role', {
    who: 'staff',
    does: 'Gives a member another role: never above one’s own, and only to who stands below. The last admin keeps theirs.',
    body: z.strictObject({ role: z.enum(roles) }),
    reply: changedFile,
  }),
}

import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { languages } from '#backend/base/language.ts'
import { roles } from '#backend/base/role.ts'
import { machineKinds } from '#backend/machine/kinds.ts'
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
  /** The machine kinds this member is trained on. */
  authorizations: z.array(z.enum(machineKinds)),
  /** What other members read of this one. */
  shownAs: z.enum(shownAsChoices),
  membershipFrom: z.string().nullable(),
  membershipUntil: z.string().nullable(),
  feeKind: z.enum(feeKinds),
  feeState: z.enum(feeStates),
  charterVersion: z.string().nullable(),
  insuranceUntil: z.string().nullable(),
  /** Epoch ms; null for whoever may sign in. */
  suspendedAt: z.number().nullable(),
})
export type Member = z.infer<typeof member>

export const signedIn = z.object({ member })

export const memberInput = z.strictObject({
  name: personName,
  email: z.email().max(200).nullable().optional(),
  passphrase,
  role: z.enum(roles),
  language: z.enum(languages),
})

export const memberApi = {
  current: endpoint('GET', '/api/session', {
    who: 'anyone',
    does: 'Who is signed in here, or nobody.',
    reply: z.object({ member: member.nullable() }),
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
  list: endpoint('GET', '/api/members', { who: 'volunteer', does: 'The members, by name.', reply: z.array(member) }),
  add: endpoint('POST', '/api/members', {
    who: 'staff',
    does: 'Adds a member. Nobody gives a role above their own.',
    body: memberInput,
    reply: member,
  }),
  authorize: endpoint('PUT', '/api/members/:id/authorizations/:kind', {
    who: 'staff',
    does: 'Says that this member is trained on this kind of machine.',
    reply: member,
  }),
  unauthorize: endpoint('DELETE', '/api/members/:id/authorizations/:kind', {
    who: 'staff',
    does: 'Takes the authorization back.',
    reply: member,
  }),
}

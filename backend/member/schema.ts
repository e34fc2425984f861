import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { languages } from '#backend/base/language.ts'
import { roles } from '#backend/base/role.ts'
import { machineKinds } from '#backend/machine/kinds.ts'

/** A unique pseudonym or first name: what the lab calls this person. */
export const personName = z.string().trim().min(2).max(40)
/** Long enough to resist guessing; never trimmed, never shown again. */
export const passphrase = z.string().min(10).max(200)

export const member = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role: z.enum(roles),
  language: z.enum(languages),
  /** The machine kinds this member is trained on. */
  authorizations: z.array(z.enum(machineKinds)),
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

import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { changedFile, ownMember, passphrase, signedIn } from '#backend/member/schema.ts'
import { shownAsChoices } from '#backend/member/shown-name.ts'
import { mergeFields } from './merge.ts'

const secret = z.string().min(1).max(200)
/** Everything known of a person: their row, and the rows of each table that speak of them. */
const everything = z.record(z.string(), z.unknown())
const changed = z.object({ change: receipt.nullable() })

/** What a merge would do: what moves, and where both say something else. */
export const mergePreview = z.object({
  stays: z.object({ id: z.string(), name: z.string(), code: z.string(), createdAt: z.number() }),
  goes: z.object({ id: z.string(), name: z.string(), code: z.string(), createdAt: z.number() }),
  bookings: z.int(),
  jobs: z.int(),
  authorizations: z.int(),
  conflicts: z.array(z.object({ field: z.enum(mergeFields), stays: z.string(), goes: z.string() })),
})
export type MergePreview = z.infer<typeof mergePreview>

/** What becomes of the account of a member: the way in, and the way out. */
export const accountApi = {
  changePassphrase: endpoint('PUT', '/api/session/passphrase', {
    who: 'visitor',
    does: 'Changes one’s own passphrase; the present one is asked. Every other session ends.',
    body: z.strictObject({ old: secret, new: passphrase }),
    reply: z.object({ ended: z.int() }),
  }),
  resetRead: endpoint('POST', '/api/session/reset-read', {
    who: 'visitor',
    does: 'Says that one has read who made one a new passphrase.',
    reply: z.object({ member: ownMember }),
  }),
  changeOwn: endpoint('PATCH', '/api/session/member', {
    who: 'visitor',
    does: 'One’s own e-mail address, and what other members read of one.',
    body: z.strictObject({
      email: z.email().max(200).nullable().optional(),
      shownAs: z.enum(shownAsChoices).optional(),
    }),
    reply: signedIn,
  }),
  exportOwn: endpoint('GET', '/api/session/everything', {
    who: 'visitor',
    does: 'Everything the lab knows of oneself. Notes of the staff are not in it.',
    reply: everything,
  }),
  leave: endpoint('POST', '/api/session/leave', {
    who: 'visitor',
    does: 'Leaves the lab: the account lies in the bin for thirty days, then the person is forgotten. The passphrase is asked.',
    body: z.strictObject({ passphrase: secret }),
    reply: z.object({}),
  }),
  reset: endpoint('POST', '/api/members/:id/passphrase', {
    who: 'staff',
    does: 'Makes a new passphrase for a member of a lower role, told this once. All their sessions end, and they read who did it.',
    reply: z.object({ name: z.string(), code: z.string(), passphrase: z.string() }),
  }),
  suspend: endpoint('PUT', '/api/members/:id/suspension', {
    who: 'staff',
    does: 'Keeps a member of a lower role from signing in, with the reason; all their sessions end. Bookings stay.',
    body: z.strictObject({ reason: z.string().trim().min(3).max(300) }),
    reply: changedFile,
  }),
  resume: endpoint('DELETE', '/api/members/:id/suspension', {
    who: 'staff',
    does: 'Lets a suspended member sign in again.',
    reply: changedFile,
  }),
  cancelBookings: endpoint('DELETE', '/api/members/:id/bookings', {
    who: 'staff',
    does: 'Cancels every booking ahead of a member.',
    reply: changedFile,
  }),
  remove: endpoint('DELETE', '/api/members/:id', {
    who: 'staff',
    does: 'Puts a member of a lower role into the bin for thirty days; all their sessions end. After that the person is forgotten.',
    reply: changed,
  }),
  everything: endpoint('GET', '/api/members/:id/everything', {
    who: 'staff',
    does: 'Everything the lab knows of a member.',
    reply: everything,
  }),
  comparison: endpoint('GET', '/api/members/:id/merge/:other', {
    who: 'staff',
    does: 'What would happen if `other` were merged into this member.',
    reply: mergePreview,
  }),
  merge: endpoint('POST', '/api/members/:id/merge/:other', {
    who: 'staff',
    does: 'Merges `other` into this member, who stays: bookings, jobs and all else move over; `other` lies in the bin.',
    reply: changedFile,
  }),
}

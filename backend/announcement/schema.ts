import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'

/** One sentence of the lab to everybody, for a time. Empty in the language in which it is not said. */
export const announcement = z.object({
  id: z.string(),
  fr: z.string(),
  en: z.string(),
  startsAt: z.number(),
  endsAt: z.number(),
  byMail: z.boolean(),
  /** Staff ended it before its time. */
  endedAt: z.number().nullable(),
})
export type Announcement = z.infer<typeof announcement>

/** As staff see it. `version` goes back with a change, to prove that the latest was seen. */
const kept = announcement.extend({ mailedAt: z.number().nullable(), version: z.string() })
export type KeptAnnouncement = z.infer<typeof kept>

const words = z
  .string()
  .trim()
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u)
const fields = { fr: words, en: words, startsAt: z.int(), endsAt: z.int(), byMail: z.boolean() }
type Fields = { fr: string; en: string; startsAt: number; endsAt: number }
const saysSomething = ({ fr, en }: Fields): boolean => fr !== '' || en !== ''
const inOrder = ({ startsAt, endsAt }: Fields): boolean => startsAt < endsAt

const empty = { path: ['fr'], error: 'one of the two languages' }
const disordered = { path: ['endsAt'], error: 'the end must come after the start' }

export const announcementInput = z.strictObject(fields).refine(saysSomething, empty).refine(inOrder, disordered)
export const announcementChange = z
  .strictObject({ ...fields, version: z.string().max(40) })
  .refine(saysSomething, empty)
  .refine(inOrder, disordered)
export type AnnouncementInput = z.infer<typeof announcementInput>

const done = z.object({ announcements: z.array(kept), change: receipt.nullable() })
export type Done = z.infer<typeof done>

export const announcementApi = {
  list: endpoint('GET', '/api/announcements', {
    who: 'screen',
    does: 'What the lab announces now and next.',
    reply: z.array(announcement),
  }),
  all: endpoint('GET', '/api/announcements/all', {
    who: 'staff',
    does: 'The last announcements, those that are over too.',
    reply: z.array(kept),
  }),
  add: endpoint('POST', '/api/announcements', {
    who: 'staff',
    does: 'Announces something: on phones, walls and kiosks, and by mail a minute later where it is ticked.',
    body: announcementInput,
    reply: done,
  }),
  change: endpoint('PUT', '/api/announcements/:id', {
    who: 'staff',
    does: 'Changes an announcement. What was mailed is not mailed again.',
    body: announcementChange,
    reply: done,
  }),
  end: endpoint('POST', '/api/announcements/:id/end', {
    who: 'staff',
    does: 'Ends an announcement before its time.',
    reply: done,
  }),
}

import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { channels, kindNames } from './kinds.ts'

const words = z.object({ title: z.string(), text: z.string() })

/** One message of a member's own page. Its words come in both languages: the page follows a switch. */
export const message = z.object({
  id: z.string(),
  kind: z.enum(kindNames),
  at: z.number(),
  isRead: z.boolean(),
  words: z.object({ fr: words, en: words }),
  /** The page of ours where something can be done about it. */
  goTo: z.string(),
})
export type Message = z.infer<typeof message>

const unread = z.object({ unread: z.int() })

/** What a member chose for each kind; null where there is no choice: the reception never shows it. */
export const preferences = z.object({
  email: z.string().nullable(),
  /** Whether the lab sends mail at all. */
  labMails: z.boolean(),
  kinds: z.array(z.object({ kind: z.enum(kindNames), mail: z.boolean(), kiosk: z.boolean().nullable() })),
})
export type Preferences = z.infer<typeof preferences>

export const messageApi = {
  list: endpoint('GET', '/api/messages', {
    who: 'visitor',
    does: 'My messages, the newest first. They are kept for six months.',
    reply: z.array(message),
  }),
  unread: endpoint('GET', '/api/messages/unread', {
    who: 'visitor',
    does: 'How many of my messages I have not read.',
    reply: unread,
  }),
  read: endpoint('POST', '/api/messages/read', {
    who: 'visitor',
    does: 'Marks these messages of mine as read, or all of them.',
    body: z.strictObject({ ids: z.array(z.string()).max(500).optional() }),
    reply: unread,
  }),
  preferences: endpoint('GET', '/api/messages/preferences', {
    who: 'visitor',
    does: 'What I am told by mail, and what the reception may show of me.',
    reply: preferences,
  }),
  prefer: endpoint('PUT', '/api/messages/preferences', {
    who: 'visitor',
    does: 'Changes one of these choices.',
    body: z.strictObject({ kind: z.enum(kindNames), channel: z.enum(channels), on: z.boolean() }),
    reply: preferences,
  }),
}

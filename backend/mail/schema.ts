import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { kindNames } from '#backend/message/kinds.ts'
import { mailProblems, type MailProblem } from './problem.ts'

export const mailStates = ['waiting', 'sending', 'sent', 'failed', 'cancelled'] as const

const problem = z.enum(Object.keys(mailProblems) as [MailProblem, ...MailProblem[]])

/** A mail as the team sees it: whom it is for and what became of it. What it says is between the lab and the member. */
export const mail = z.object({
  id: z.string(),
  kind: z.enum(kindNames),
  to: z.string(),
  address: z.string(),
  subject: z.string(),
  state: z.enum(mailStates),
  attempts: z.int(),
  createdAt: z.number(),
  /** When it is tried next, while it waits. */
  nextAt: z.number().nullable(),
  settledAt: z.number().nullable(),
  problem: problem.nullable(),
  /** The server's own words. */
  detail: z.string().nullable(),
})
export type Mail = z.infer<typeof mail>

export const outbox = z.object({
  /** Whether the lab knows a server to give its mail to. */
  isSetUp: z.boolean(),
  mails: z.array(mail),
})
export type Outbox = z.infer<typeof outbox>

/** `tls` from the first byte (465), `starttls` before anything is said (587), `none` inside one's own network (25). */
export const securities = ['tls', 'starttls', 'none'] as const
export type Security = (typeof securities)[number]

export const smtp = z.object({
  host: z.string(),
  port: z.int(),
  security: z.enum(securities),
  user: z.string().nullable(),
  /** The password itself is never shown again. */
  hasPassword: z.boolean(),
  fromAddress: z.string(),
  changedAt: z.number(),
})
export type SmtpSettings = z.infer<typeof smtp>

const oneLine = z.string().regex(/^[^\p{Cc}]*$/u)

export const smtpInput = z.strictObject({
  host: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[\p{L}\p{N}.:_-]+$/u),
  port: z.int().min(1).max(65_535),
  security: z.enum(securities),
  user: oneLine.trim().min(1).max(200).nullable(),
  /** Left out: the one that is kept, as long as server and name stay the same. */
  password: oneLine.min(1).max(500).optional(),
  fromAddress: z.email().max(200),
  /** The settings that were changed: others may have been saved meanwhile. Null for the first ones. */
  changedAt: z.number().nullable(),
})
export type SmtpInput = z.infer<typeof smtpInput>

const settings = z.object({ smtp: smtp.nullable() })

/** Null when the server took the trial; else why it did not. */
export const trial = z.object({ problem: problem.nullable(), detail: z.string() })
export type Trial = z.infer<typeof trial>

export const mailApi = {
  outbox: endpoint('GET', '/api/mails', {
    who: 'staff',
    does: 'The outbox: what waits, what left in the last 30 days, what failed and why.',
    reply: outbox,
  }),
  retry: endpoint('POST', '/api/mails/:id/retry', {
    who: 'staff',
    does: 'Tries a mail that waits or failed again now.',
    reply: outbox,
  }),
  cancel: endpoint('DELETE', '/api/mails/:id', {
    who: 'staff',
    does: 'A mail that waits is not sent.',
    reply: outbox,
  }),
  smtp: endpoint('GET', '/api/smtp', {
    who: 'admin',
    does: 'The server that takes the lab’s mail, without its password.',
    reply: settings,
  }),
  setSmtp: endpoint('PUT', '/api/smtp', {
    who: 'admin',
    does: 'Sets the server that takes the lab’s mail.',
    body: smtpInput,
    reply: settings,
  }),
  dropSmtp: endpoint('DELETE', '/api/smtp', {
    who: 'admin',
    does: 'The lab sends no mail any more; what waits is cancelled.',
    reply: settings,
  }),
  trial: endpoint('POST', '/api/smtp/trial', {
    who: 'admin',
    does: 'Sends a trial at once, and says what the server answered.',
    body: z.strictObject({ to: z.email().max(200) }),
    reply: trial,
  }),
}

import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import type { Smtp } from '#backend/io/mail.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab, type LabRow } from '#backend/lab/store.ts'
import type { MemberRow } from '#backend/member/store.ts'
import type { Kind, Words } from '#backend/message/kinds.ts'
import { compose, composeTrial, oneLine } from './compose.ts'
import { mailProblems } from './problem.ts'
import { afterFailure, leaseMs } from './retry.ts'
import type { Mail, Outbox, Security, Trial } from './schema.ts'
import {
  cancelForGone,
  deleteMailsSettledBefore,
  failTooLate,
  findMail,
  findSmtp,
  holdBack,
  insertMail,
  listMails,
  nextDue,
  settleAttempt,
  updateMail,
  type MailRow,
  type SmtpRow,
} from './store.ts'

const usuallyGoodForMs = 3 * 86_400_000
const keptMs = 30 * 86_400_000

/**
 * Writes a mail to a member into the outbox, in the transaction of what it tells of. Does nothing where the lab sends no mail
 * or the member has no address; `once` is for what there shall be one mail.
 */
export async function queueMail(
  app: Pick<App, 'now' | 'network'>,
  tx: Db,
  mail: {
    lab: LabRow
    member: MemberRow
    kind: Kind
    words: Words
    goTo: string
    once: string
    goodUntil?: number
    calendar?: string | undefined
  },
): Promise<void> {
  const { lab, member, kind, words, goTo, once, goodUntil, calendar } = mail
  const smtp = await findSmtp(tx, lab.id)
  if (!smtp || !member.email) return
  const about = { name: member.name, lab: lab.name, words, url: app.network.url(), goTo }
  const id = randomId()
  const now = app.now()
  await insertMail(tx, {
    id,
    labId: lab.id,
    memberId: member.id,
    kind,
    once,
    messageId: messageIdOf(id, smtp),
    toName: oneLine(member.name),
    toAddress: member.email,
    ...compose(member.language as Language, about),
    state: 'waiting',
    attempts: 0,
    nextAt: now,
    sendingSince: null,
    goodUntil: goodUntil ?? now + usuallyGoodForMs,
    createdAt: now,
    settledAt: null,
    problem: null,
    detail: null,
    calendar: calendar ?? null,
  })
}

/** The same at every try, so that two copies are seen to be one mail. */
const messageIdOf = (id: string, { fromAddress }: SmtpRow): string => `<${id}@${fromAddress.split('@').at(-1)}>`

/** Each ten seconds, one round at a time. The returned function ends it, and waits a moment for the mail under way. */
export function followOutbox(app: App): () => Promise<void> {
  let round = Promise.resolve()
  let timer: NodeJS.Timeout
  let hasEnded = false
  const next = (): void => {
    timer = setTimeout(() => {
      round = sendDueMails(app)
        .catch((error: unknown) => app.log.error({ err: error }, 'the outbox was not emptied'))
        .then(() => void (hasEnded || next()))
    }, 10_000).unref()
  }
  next()
  return async () => {
    hasEnded = true
    clearTimeout(timer)
    await Promise.race([round, new Promise((resolve) => setTimeout(resolve, 1_500).unref())])
  }
}

/** Sends what is due, one after the other. Two who do this at once share the mails: each is claimed by one of them. */
export async function sendDueMails(app: App): Promise<void> {
  for (;;) {
    const claimed = await claimNext(app)
    if (!claimed) return
    await sendOne(app, claimed)
  }
}

type Claimed = { mail: MailRow; smtp: SmtpRow; labName: string }

/** Marked as being sent before a word of it leaves: whoever dies in between may repeat it, with the same Message-ID. */
const claimNext = (app: App): Promise<Claimed | undefined> =>
  app.db.transaction().execute(async (tx) => {
    const now = app.now()
    await failTooLate(tx, now)
    await cancelForGone(tx, now)
    const due = await nextDue(tx, now, now - leaseMs)
    if (!due) return undefined
    const smtp = await findSmtp(tx, due.labId)
    const lab = await findLab(tx)
    if (!smtp || !lab) return undefined
    const change = { state: 'sending', sendingSince: now, attempts: due.attempts + 1 }
    await updateMail(tx, due.id, change)
    return { mail: { ...due, ...change }, smtp, labName: lab.name }
  })

async function sendOne(app: App, { mail, smtp, labName }: Claimed): Promise<void> {
  const letter = { ...mail, writtenAt: mail.createdAt }
  const attempt = await app.sendMail(asServer(smtp, labName), letter)
  const now = app.now()
  await app.db.transaction().execute(async (tx) => {
    if (attempt.sent) return settleAttempt(tx, mail, { state: 'sent', settledAt: now, problem: null, detail: null })
    const { problem, detail } = attempt
    const after = afterFailure(problem, mail.attempts, now)
    const settledAt = after.state === 'failed' ? now : null
    await settleAttempt(tx, mail, { ...after, problem, detail, settledAt })
    if (mailProblems[problem] === 'server' && after.state === 'waiting')
      await holdBack(tx, mail.labId, after.nextAt, problem, detail)
  })
  if (!attempt.sent) app.log.warn({ mailId: mail.id, problem: attempt.problem }, 'a mail did not leave')
  app.publish('mail:changed', { to: 'team' })
}

const asServer = (row: SmtpRow, labName: string): Smtp => ({
  ...row,
  security: row.security as Security,
  fromName: oneLine(labName),
})

export async function outbox(app: App, caller: MemberCaller): Promise<Outbox> {
  const rows = await listMails(app.db, caller.labId)
  return { isSetUp: (await findSmtp(app.db, caller.labId)) !== undefined, mails: rows.map(asMail) }
}

/** A mail that was given up begins anew, with all its tries. */
export async function retryMail(app: App, caller: MemberCaller, id: string): Promise<Outbox> {
  await changeMail(app, caller, id, ['waiting', 'failed'], {
    state: 'waiting',
    attempts: 0,
    nextAt: app.now(),
    goodUntil: app.now() + usuallyGoodForMs,
    settledAt: null,
  })
  return outbox(app, caller)
}

export async function cancelMail(app: App, caller: MemberCaller, id: string): Promise<Outbox> {
  await changeMail(app, caller, id, ['waiting'], { state: 'cancelled', settledAt: app.now() })
  return outbox(app, caller)
}

async function changeMail(
  app: App,
  caller: MemberCaller,
  id: string,
  from: Mail['state'][],
  change: Partial<MailRow>,
): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const found = await findMail(tx, caller.labId, id)
    if (!found) throw new Refusal('mail.not-found')
    if (!from.includes(found.state as Mail['state'])) throw new Refusal('mail.settled')
    await updateMail(tx, id, change)
  })
  app.publish('mail:changed', { to: 'team' })
}

/** Outside the outbox: whoever tries wants the answer now. */
export async function tryMail(app: App, caller: MemberCaller, to: string): Promise<Trial> {
  const smtp = await findSmtp(app.db, caller.labId)
  const lab = await findLab(app.db)
  if (!smtp || !lab) throw new Refusal('mail.not-set-up')
  const attempt = await app.sendMail(asServer(smtp, lab.name), {
    messageId: messageIdOf(randomId(), smtp),
    toName: oneLine(caller.name),
    toAddress: to,
    ...composeTrial(caller.language, lab.name, app.network.url()),
    writtenAt: app.now(),
    calendar: null,
  })
  return attempt.sent ? { problem: null, detail: '' } : { problem: attempt.problem, detail: attempt.detail }
}

export const forgetOldMails = (app: Pick<App, 'db' | 'now'>) => deleteMailsSettledBefore(app.db, app.now() - keptMs)

const asMail = (row: MailRow): Mail => ({
  id: row.id,
  kind: row.kind as Mail['kind'],
  to: row.toName,
  address: row.toAddress,
  subject: row.subject,
  state: row.state as Mail['state'],
  attempts: row.attempts,
  createdAt: row.createdAt,
  nextAt: row.state === 'waiting' ? row.nextAt : null,
  settledAt: row.settledAt,
  problem: row.problem as Mail['problem'],
  detail: row.detail,
})

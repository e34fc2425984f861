import { Refusal } from '#backend/base/refusal.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Security, SmtpInput, SmtpSettings } from '#backend/mail/schema.ts'
import { cancelWaiting, deleteSmtp, findSmtp, putSmtp, type SmtpRow } from '#backend/mail/store.ts'

export const smtpOf = async (app: App, caller: MemberCaller): Promise<{ smtp: SmtpSettings | null }> => {
  const row = await findSmtp(app.db, caller.labId)
  return { smtp: row ? asSettings(row) : null }
}

/** A password that is kept goes to the server that it was given for, and to no other. */
export async function setSmtp(
  app: App,
  caller: MemberCaller,
  input: SmtpInput,
): Promise<{ smtp: SmtpSettings | null }> {
  await app.db.transaction().execute(async (tx) => {
    const before = await findSmtp(tx, caller.labId)
    if ((before?.changedAt ?? null) !== input.changedAt) throw new Refusal('mail.settings-changed')
    const { password: given, user, ...rest } = input
    const isSameServer =
      before?.host === input.host &&
      before.port === input.port &&
      before.security === input.security &&
      before.user === user
    const password = given ?? (isSameServer ? before.password : null)
    if (user !== null && password === null) throw new Refusal('mail.password-needed')
    // Never the same twice, even within one millisecond: it is what the next change is compared with.
    const changedAt = Math.max(app.now(), (before?.changedAt ?? 0) + 1)
    const row = { ...rest, labId: caller.labId, user, password: user === null ? null : password }
    await recorded(app, caller, tx, aboutServer(caller.labId), () => putSmtp(tx, { ...row, changedAt }))
  })
  app.log.info({ by: caller.id, host: input.host }, 'the mail server was set')
  app.publish('mail:changed', { to: 'team' })
  return smtpOf(app, caller)
}

const aboutServer = (labId: string): Doing => ({
  act: 'mail-server.changed',
  subject: 'mail-server',
  title: '',
  watch: [{ table: 'smtp', where: { labId } }],
})

/** What waits would otherwise leave on the day when somebody sets a server again. */
export async function dropSmtp(app: App, caller: MemberCaller): Promise<{ smtp: null }> {
  await app.db.transaction().execute(async (tx) => {
    await recorded(app, caller, tx, aboutServer(caller.labId), () => deleteSmtp(tx, caller.labId))
    await cancelWaiting(tx, caller.labId, app.now())
  })
  app.log.info({ by: caller.id }, 'the mail server was taken away')
  app.publish('mail:changed', { to: 'team' })
  return { smtp: null }
}

const asSettings = ({ host, port, security, user, password, fromAddress, changedAt }: SmtpRow): SmtpSettings => ({
  host,
  port,
  security: security as Security,
  user,
  hasPassword: password !== null,
  fromAddress,
  changedAt,
})

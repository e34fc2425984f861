import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { verifyPassphrase } from '#backend/io/password.ts'
import { hashToken, randomToken } from '#backend/io/random.ts'
import { findMemberRow } from '#backend/member/store.ts'
import { confirmedForMs } from './schema.ts'
import { findConfirmation, saveConfirmation } from './store.ts'

/** The person at this session types their passphrase again. The token goes into a cookie of its own. */
export async function confirm(
  app: App,
  caller: MemberCaller,
  passphrase: string,
): Promise<{ token: string; until: number }> {
  const member = await findMemberRow(app.db, caller.labId, caller.id)
  if (!(await verifyPassphrase(member?.passphraseHash, passphrase))) throw new Refusal('auth.wrong-passphrase')
  const token = randomToken()
  const until = app.now() + confirmedForMs
  await saveConfirmation(app.db, {
    sessionHash: caller.sessionHash,
    labId: caller.labId,
    tokenHash: hashToken(token),
    expiresAt: until,
  })
  app.log.info({ by: caller.id }, 'a person confirmed that it is them')
  return { token, until }
}

/** For what a device left alone, or a stolen cookie, must not do. The page answers this refusal by asking for the passphrase. */
export async function mustBeConfirmed(app: Pick<App, 'db' | 'now'>, caller: MemberCaller): Promise<void> {
  const { confirmation, sessionHash } = caller
  const isConfirmed =
    confirmation !== undefined &&
    (await findConfirmation(app.db, sessionHash, hashToken(confirmation), app.now())) !== undefined
  if (!isConfirmed) throw new Refusal('auth.confirm-needed')
}

import type { IncomingMessage } from 'node:http'
import { Refusal } from '#backend/base/refusal.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { Caller, MemberCaller } from '#backend/io/caller.ts'
import { readCookie } from '#backend/io/cookies.ts'
import { hashToken, randomCode, randomId, randomToken } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { machineCards } from '#backend/machine/views.ts'
import { openNow } from '#backend/opening/openings.ts'
import { openCalendar } from '#backend/opening/views.ts'
import { codesToCollect } from '#backend/print-job/store.ts'
import type { Board, Screen } from './schema.ts'
import {
  countPairings,
  deleteExpiredPairings,
  deleteScreen,
  findScreenByToken,
  insertPairing,
  insertScreen,
  listScreens,
  takePairing,
  updateSeen,
  type ScreenRow,
} from './store.ts'

const pairingMs = 10 * 60_000
/** More screens than any lab has wait for a code at once: somebody is playing. */
const mostPairings = 50
/** The right of a screen lasts a year, or until staff take it away. */
export const screenSeconds = 365 * 86_400

/** The token exists only in the device's cookie; here only its hash. Once staff type the code, that hash becomes the right. */
export async function askPairing(
  app: App,
  kind: Screen['kind'],
): Promise<{ token: string; code: string; expiresAt: number }> {
  const lab = await findLab(app.db)
  if (!lab) throw new Refusal('lab.not-set-up')
  const now = app.now()
  await deleteExpiredPairings(app.db, now)
  if ((await countPairings(app.db)) >= mostPairings) throw new Refusal('auth.too-many-tries', { seconds: 600 })
  const token = randomToken()
  const pairing = { code: randomCode(6), labId: lab.id, kind, tokenHash: hashToken(token), expiresAt: now + pairingMs }
  await insertPairing(app.db, pairing)
  return { token, code: pairing.code, expiresAt: pairing.expiresAt }
}

export async function pair(app: App, caller: MemberCaller, code: string, name: string): Promise<Screen> {
  const screen = await app.db.transaction().execute(async (tx) => {
    const pairing = await takePairing(tx, caller.labId, code, app.now())
    if (!pairing) throw new Refusal('screen.unknown-code')
    const { kind, tokenHash } = pairing
    const at = app.now()
    const row: ScreenRow = {
      id: randomId(),
      labId: caller.labId,
      name,
      kind,
      tokenHash,
      pairedAt: at,
      pairedBy: caller.id,
      lastSeenAt: null,
    }
    const doing = aboutScreen('screen.paired', row.id, name)
    await recorded(app, caller, tx, doing, () => insertScreen(tx, row))
    return row
  })
  return asScreen(screen)
}

const aboutScreen = (act: 'screen.paired' | 'screen.revoked', id: string, title: string): Doing => ({
  act,
  subject: `screen:${id}`,
  title,
  watch: [{ table: 'screen', where: { id } }],
})

/** The right is gone at once: its live connection is closed too. */
export async function revokeScreen(app: App, caller: MemberCaller, id: string): Promise<object> {
  await app.db.transaction().execute(async (tx) => {
    const screen = (await listScreens(tx, caller.labId)).find((one) => one.id === id)
    if (!screen) throw new Refusal('screen.not-found')
    await recorded(app, caller, tx, aboutScreen('screen.revoked', id, screen.name), () =>
      deleteScreen(tx, caller.labId, id),
    )
  })
  app.disconnect(`screen:${id}`)
  return {}
}

export async function identifyScreen(app: Pick<App, 'db' | 'now'>, request: IncomingMessage): Promise<Caller> {
  const found = await screenOf(app, request)
  return found ? { kind: 'screen', id: found.id, labId: found.labId } : { kind: 'nobody' }
}

export async function screenOf(app: Pick<App, 'db' | 'now'>, request: IncomingMessage): Promise<ScreenRow | undefined> {
  const token = readCookie(request.headers.cookie, 'screen')
  const screen = token ? await findScreenByToken(app.db, hashToken(token)) : undefined
  if (!screen || app.now() - screen.pairedAt > screenSeconds * 1000) return undefined
  if (app.now() - (screen.lastSeenAt ?? 0) > 60_000) await updateSeen(app.db, screen.id, app.now())
  return screen
}

export const screens = async (app: App, labId: string): Promise<Screen[]> =>
  (await listScreens(app.db, labId)).map(asScreen)

export async function board(app: App, labId: string): Promise<Board> {
  const lab = await findLab(app.db)
  if (!lab || lab.id !== labId) throw new Refusal('lab.not-set-up')
  return {
    labName: lab.name,
    timeZone: lab.timeZone,
    ...openNow(await openCalendar(app.db, lab), app.now()),
    machines: await machineCards(app, labId),
    toCollect: await codesToCollect(app.db, labId),
    now: app.now(),
    version: app.config.version,
  }
}

export const asScreen = ({ id, name, kind, pairedAt, lastSeenAt }: ScreenRow): Screen => ({
  id,
  name,
  kind: kind as Screen['kind'],
  pairedAt,
  lastSeenAt,
})

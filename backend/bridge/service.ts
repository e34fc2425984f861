import { Refusal } from '#backend/base/refusal.ts'
import { noted } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { hashToken, randomId, randomToken } from '#backend/io/random.ts'
import { findPrinter, printersOfBridge } from '#backend/machine/store.ts'
import { configOf } from '#backend/printer/limits.ts'
import type { Command, CommandAnswer, CommandType, PrinterConfig } from '#firmware-bridge/messages.ts'
import type { Bridge, BridgePort } from './schema.ts'
import {
  adoptToken,
  allBridges,
  findBridge,
  findBridgeByToken,
  listBridges,
  localBridge,
  updateBridge,
} from './store.ts'

/** Rises with each start of the backend: a bridge refuses the commands of an earlier one. */
const epoch = Date.now()
export const commandEpoch = (): number => epoch

/** Whose token it is. One that is used for the first time puts an end to the one before it. */
export async function authenticateBridge(
  app: Pick<App, 'db' | 'now'>,
  token: string,
): Promise<{ id: string; labId: string } | undefined> {
  if (!token) return undefined
  const hash = hashToken(token)
  const bridge = await findBridgeByToken(app.db, hash)
  if (bridge?.nextTokenHash === hash) await adoptToken(app.db, bridge.id, hash, app.now())
  return bridge
}

/** A stolen token is good for a day at most. */
const renewAfterMs = 24 * 3_600_000

/** Gives the bridge a fresh token when its own is old, or still the one that it was given by hand. Until it is used both are good. */
export async function renewToken(app: App, bridgeId: string): Promise<void> {
  const bridge = await findBridge(app.db, bridgeId)
  if (!bridge || (bridge.tokenRenewedAt !== null && app.now() - bridge.tokenRenewedAt < renewAfterMs)) return
  const token = randomToken()
  await updateBridge(app.db, bridgeId, { nextTokenHash: hashToken(token) })
  const kept = await app.bridges.renew(bridgeId, token)
  if (kept === token) await authenticateBridge(app, token)
}

/** Every hour: a bridge may stay connected for weeks. */
export function renewTokens(app: App): NodeJS.Timeout {
  const renew = async (): Promise<void> => {
    for (const { id } of await allBridges(app.db)) if (app.bridges.isConnected(id)) await renewToken(app, id)
  }
  return setInterval(() => {
    renew().catch((error: unknown) => app.log.error({ err: error }, 'tokens were not renewed'))
  }, 3_600_000).unref()
}

/**
 * Whatever tokens are about, none is good any more. The bridge that the server starts itself finds the new one by itself; for
 * any other one it is told once, to whoever asked.
 */
export async function revokeToken(app: App, caller: MemberCaller, id: string): Promise<{ token: string | null }> {
  const bridge = await findBridge(app.db, id)
  if (bridge?.labId !== caller.labId) throw new Refusal('bridge.not-found')
  const token = randomToken()
  const isLocal = (await localBridge(app.db, caller.labId))?.id === id
  // First: a crash after it leaves the bridge with the token that it has.
  if (isLocal) app.keepBridgeToken(token)
  await updateBridge(app.db, id, { tokenHash: hashToken(token), nextTokenHash: null, tokenRenewedAt: null })
  await noted(app, caller, app.db, { act: 'bridge.revoked', subject: `bridge:${id}`, title: bridge.name })
  app.log.warn({ bridge: id, by: caller.id }, 'bridge token revoked')
  app.bridges.disconnect(id)
  return { token: isLocal && app.config.bridge ? null : token }
}

export async function bridges(app: App, labId: string): Promise<Bridge[]> {
  return (await listBridges(app.db, labId)).map(({ id, name, lastSeenAt, tokenRenewedAt }) => ({
    id,
    name,
    online: app.bridges.isConnected(id),
    lastSeenAt,
    tokenRenewedAt,
  }))
}

export async function portsSeen(app: App, labId: string): Promise<BridgePort[]> {
  const ports = []
  for (const { id, name } of await listBridges(app.db, labId)) {
    const printers = await printersOfBridge(app.db, id)
    for (const port of app.bridges.ports(id)) {
      const owner = printers.find((printer) => printer.port === port.address || printer.port === port.device)
      ports.push({ ...port, bridgeId: id, bridgeName: name, usedBy: owner?.name ?? null })
    }
  }
  return ports
}

/** One command to the printer's bridge, judged there by its age. It is never queued here. */
export async function commandPrinter(
  app: App,
  machineId: string,
  type: CommandType,
  about: Partial<Pick<Command, 'id' | 'runId' | 'order' | 'answer' | 'byHand'>> = {},
): Promise<CommandAnswer | 'offline' | 'silent'> {
  const printer = await findPrinter(app.db, machineId)
  if (!printer) return { ok: false, refusal: 'unknown-printer' }
  const command: Command = { id: randomId(), type, printerId: machineId, epoch, issuedAt: app.now(), ...about }
  const answer = await app.bridges.command(printer.bridgeId, command)
  app.log.info({ command: type, machineId, runId: about.runId, answer }, 'command to a bridge')
  return answer
}

/** The printers of a bridge, as it is told of them; from then on its word about them counts. */
export async function printersFor(app: Pick<App, 'db' | 'printers'>, bridgeId: string): Promise<PrinterConfig[]> {
  const rows = await printersOfBridge(app.db, bridgeId)
  for (const { machineId } of rows) app.printers.get(machineId).bridgeId = bridgeId
  return rows.map(configOf)
}

/** Tells each bridge of the lab which printers it owns now. */
export async function tellBridges(app: App, labId: string): Promise<void> {
  for (const { id } of await listBridges(app.db, labId)) app.bridges.sendPrinters(id, await printersFor(app, id))
}

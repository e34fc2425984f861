import type { App } from '#backend/io/app.ts'
import { hashToken, randomId } from '#backend/io/random.ts'
import { findPrinter, printersOfBridge } from '#backend/machine/store.ts'
import { configOf } from '#backend/printer/limits.ts'
import type { Command, CommandAnswer, CommandType, PrinterConfig } from '#firmware-bridge/messages.ts'
import type { Bridge } from './schema.ts'
import { findBridgeByToken, listBridges } from './store.ts'

/** Rises with each start of the backend: a bridge refuses the commands of an earlier one. */
const epoch = Date.now()
export const commandEpoch = (): number => epoch

export async function authenticateBridge(
  app: Pick<App, 'db'>,
  token: string,
): Promise<{ id: string; labId: string } | undefined> {
  return token ? findBridgeByToken(app.db, hashToken(token)) : undefined
}

export async function bridges(app: App, labId: string): Promise<Bridge[]> {
  return (await listBridges(app.db, labId)).map(({ id, name, lastSeenAt }) => ({
    id,
    name,
    online: app.bridges.isConnected(id),
    lastSeenAt,
  }))
}

/** One command to the printer's bridge, judged there by its age. It is never queued here. */
export async function commandPrinter(
  app: App,
  machineId: string,
  type: CommandType,
  about: Pick<Command, 'runId' | 'order' | 'answer'> = {},
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

import type { z } from 'zod'
import { Refusal } from '#backend/base/refusal.ts'
import { localBridge } from '#backend/bridge/store.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { profileOf } from '#backend/printer/limits.ts'
import type { MachineCard, machineInput, PrinterProfile } from './schema.ts'
import {
  findMachine,
  findPrinter,
  insertMachine,
  insertPrinter,
  listMachines,
  updateOutOfOrder,
  updateProfile,
  type PrinterRow,
} from './store.ts'
import { machineCard, publishCard } from './views.ts'

export async function addMachine(
  app: App,
  caller: MemberCaller,
  input: z.infer<typeof machineInput>,
): Promise<MachineCard> {
  const bridge = await localBridge(app.db, caller.labId)
  const seen = app.bridges.ports(bridge?.id ?? '').find(({ device }) => device === input.printer?.port)
  // /dev/ttyUSB0 is another's after the next start: kept by the name that stays, where there is one.
  if (seen && input.printer) input = { ...input, printer: { ...input.printer, port: seen.address } }
  const id = await app.db.transaction().execute((tx) => createMachine(app, tx, caller.labId, input))
  await app.tellBridges(caller.labId)
  await publishCard(app, id)
  return machineCard(app, caller.labId, id)
}

/** What a new machine says of itself: nothing yet. */
const plain = { outOfOrder: null, rules: '', materials: '', trainedBy: '', photo: null, removedAt: null }

/** A printer goes to the local bridge. Its bed is unknown until a person has looked at it. */
export async function createMachine(
  app: Pick<App, 'now'>,
  tx: Db,
  labId: string,
  { printer, ...machine }: z.infer<typeof machineInput>,
): Promise<string> {
  const id = randomId()
  const position = (await listMachines(tx, labId)).length
  await insertMachine(tx, { id, labId, ...machine, ...plain, position, createdAt: app.now() })
  if (printer) {
    const bridge = await localBridge(tx, labId)
    if (!bridge) throw new Error('the lab has no bridge')
    const bed = printer.port.startsWith('virtual:') ? 'clear' : 'unknown'
    await insertPrinter(tx, {
      machineId: id,
      labId,
      bridgeId: bridge.id,
      ...printer,
      bed,
      bedSince: app.now(),
      bedBy: null,
      profile: null,
    })
  }
  return id
}

export async function printerProfileOf(app: App, caller: MemberCaller, id: string): Promise<PrinterProfile> {
  return profileOf(await mustBePrinter(app, caller, id))
}

/** A nozzle that parks beside its bed would run against the frame. */
export async function setProfile(
  app: App,
  caller: MemberCaller,
  id: string,
  profile: PrinterProfile,
): Promise<PrinterProfile> {
  const { bedX, bedY, bedZ } = await mustBePrinter(app, caller, id)
  if (profile.parkX > bedX || profile.parkY > bedY || profile.lift > bedZ) throw new Refusal('machine.park-outside-bed')
  await updateProfile(app.db, id, JSON.stringify(profile))
  await app.tellBridges(caller.labId)
  app.log.info({ machineId: id, by: caller.id, ...profile }, 'printer profile changed')
  return profile
}

async function mustBePrinter(app: App, caller: MemberCaller, id: string): Promise<PrinterRow> {
  const printer = await findPrinter(app.db, id)
  if (!printer || printer.labId !== caller.labId) throw new Refusal('machine.not-a-printer')
  return printer
}

export async function setOutOfOrder(
  app: App,
  caller: MemberCaller,
  id: string,
  reason: string | null,
): Promise<MachineCard> {
  const machine = await findMachine(app.db, caller.labId, id)
  if (!machine) throw new Refusal('machine.not-found')
  await updateOutOfOrder(app.db, id, reason)
  await publishCard(app, id)
  return machineCard(app, caller.labId, id)
}

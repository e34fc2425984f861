import type { z } from 'zod'
import { Refusal } from '#backend/base/refusal.ts'
import { tellHolder } from '#backend/booking/service.ts'
import { bookingsDuring, markCancelled } from '#backend/booking/store.ts'
import { localBridge } from '#backend/bridge/store.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, versionOf, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { profileOf } from '#backend/printer/limits.ts'
import { openRunOf } from '#backend/run/store.ts'
import type { MachineCard, machineInput, MachineSettings, PrinterProfile } from './schema.ts'
import {
  findMachine,
  findPrinter,
  insertMachine,
  insertPrinter,
  listMachines,
  updateMachine,
  updatePrinter,
  updateProfile,
  type MachineRow,
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
  const id = randomId()
  await app.db
    .transaction()
    .execute((tx) =>
      recorded(app, caller, tx, watching(id, 'machine.added', input.name), () =>
        createMachine(app, tx, caller.labId, input, id),
      ),
    )
  await tellChanged(app, caller.labId, id)
  return machineCard(app, caller.labId, id)
}

/** What a new machine says of itself: nothing yet. */
const plain = {
  outOfOrder: null,
  outOfOrderUntil: null,
  outOfOrderTicket: null,
  rules: '',
  materials: '',
  trainedBy: '',
  photo: null,
  removedAt: null,
  spaceId: null,
  capacity: null,
}

/** A printer goes to the local bridge. Its bed is unknown until a person has looked at it. */
export async function createMachine(
  app: Pick<App, 'now'>,
  tx: Db,
  labId: string,
  { printer, ...machine }: z.infer<typeof machineInput>,
  id = randomId(),
): Promise<string> {
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
  await app.db.transaction().execute(async (tx) => {
    const { name } = await mustFindMachine(tx, caller.labId, id)
    await recorded(app, caller, tx, watching(id, 'machine.changed', name), () =>
      updateProfile(tx, id, JSON.stringify(profile)),
    )
  })
  await app.tellBridges(caller.labId)
  app.log.info({ machineId: id, by: caller.id, ...profile }, 'printer profile changed')
  return profile
}

async function mustBePrinter(app: App, caller: MemberCaller, id: string): Promise<PrinterRow> {
  const printer = await findPrinter(app.db, id)
  if (!printer || printer.labId !== caller.labId) throw new Refusal('machine.not-a-printer')
  return printer
}

export async function settingsOf(db: Db, labId: string, id: string): Promise<MachineSettings & { version: string }> {
  const { name, room, spaceId, capacity, rules, materials, trainedBy, photo } = await mustFindMachine(db, labId, id)
  const row = await findPrinter(db, id)
  const printer = row ? pickPrinter(row) : null
  const version = await versionOf(db, labId, subjectOf(id))
  return { name, room, spaceId, capacity, rules, materials, trainedBy, photo, printer, version }
}

export async function aboutMachine(app: App, caller: MemberCaller, id: string) {
  const { rules, materials, trainedBy, photo } = await mustFindMachine(app.db, caller.labId, id)
  return { rules, materials, trainedBy, photo }
}

const pickPrinter = ({ port, baud, bedX, bedY, bedZ, maxNozzle, maxBed }: PrinterRow) => ({
  port,
  baud,
  bedX,
  bedY,
  bedZ,
  maxNozzle,
  maxBed,
})

/** A machine stands in a space of this lab; a space stands in none. */
async function refuseNoSpace(tx: Db, labId: string, id: string, spaceId: string | null): Promise<void> {
  if (spaceId === null) return
  const [machine, space] = [await findMachine(tx, labId, id), await findMachine(tx, labId, spaceId)]
  if (space?.kind !== 'space' || machine?.kind === 'space') throw new Refusal('machine.not-a-space')
}

/** A print under way was checked against the limits that it began with: they do not move under it. */
export async function changeMachine(
  app: App,
  caller: MemberCaller,
  id: string,
  { version, printer, ...machine }: MachineSettings & { version: string },
): Promise<MachineSettings & { version: string; change: Receipt | null }> {
  const { labId } = caller
  if (machine.photo && !(await app.files.has(machine.photo))) throw new Refusal('picture.not-found')
  const saved = await app.db.transaction().execute(async (tx) => {
    const { printer: before } = await settingsOf(tx, labId, id)
    await refuseNoSpace(tx, labId, id, machine.spaceId)
    if ((printer === null) !== (before === null)) throw new Refusal('machine.not-a-printer')
    const isMoved = JSON.stringify(printer) !== JSON.stringify(before)
    if (isMoved && (await openRunOf(tx, id))) throw new Refusal('run.printer-busy')
    const { change } = await recorded(
      app,
      caller,
      tx,
      watching(id, 'machine.changed', machine.name, version),
      async () => {
        await updateMachine(tx, id, machine)
        if (printer) await updatePrinter(tx, id, printer)
      },
    )
    return { ...(await settingsOf(tx, labId, id)), change }
  })
  await tellChanged(app, labId, id)
  return saved
}

/** Into the bin: it is on no page any more, and its bridge lets go of it. Its jobs keep its name. */
export async function removeMachine(
  app: App,
  caller: MemberCaller,
  id: string,
): Promise<{ change: Receipt | null; cancelled: number }> {
  const { labId } = caller
  const done = await app.db.transaction().execute(async (tx) => {
    const { name } = await mustFindMachine(tx, labId, id)
    if (await openRunOf(tx, id)) throw new Refusal('run.printer-busy')
    const ahead = await bookingsDuring(tx, id, { start: app.now(), end: Number.MAX_SAFE_INTEGER }, app.now())
    const doing = watching(id, 'machine.removed', name)
    doing.watch.push(...ahead.map((booking) => ({ table: 'booking' as const, where: { id: booking.id } })))
    const { change } = await recorded(app, caller, tx, doing, async () => {
      for (const { id } of ahead) {
        const booking = await markCancelled(tx, id, app.now(), { actorId: caller.id })
        await tellHolder(app, tx, booking, 'booking_cancelled', caller, { reason: null })
      }
      await updateMachine(tx, id, { removedAt: app.now() })
    })
    return { change, cancelled: ahead.length }
  })
  await tellChanged(app, labId, id)
  return done
}

const subjectOf = (id: string): string => `machine:${id}`

const watching = (id: string, act: Doing['act'], title: string, version?: string): Doing => ({
  act,
  subject: subjectOf(id),
  title,
  version,
  watch: [
    { table: 'machine', where: { id } },
    { table: 'printer', where: { machineId: id } },
  ],
})

async function tellChanged(app: App, labId: string, id: string): Promise<void> {
  await app.tellBridges(labId)
  await publishCard(app, id)
}

async function mustFindMachine(db: Db, labId: string, id: string): Promise<MachineRow> {
  const machine = await findMachine(db, labId, id)
  if (!machine) throw new Refusal('machine.not-found')
  return machine
}

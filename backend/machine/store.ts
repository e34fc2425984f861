import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type MachineRow = Tables['machine']
export type PrinterRow = Tables['printer']

/** What lies in the bin is no machine of the lab. */
const live = (db: Db) => db.selectFrom('machine').selectAll().where('removedAt', 'is', null)
const livePrinters = (db: Db) =>
  db
    .selectFrom('printer')
    .innerJoin('machine', 'machine.id', 'printer.machineId')
    .where('machine.removedAt', 'is', null)

export const listMachines = (db: Db, labId: string): Promise<MachineRow[]> =>
  live(db).where('labId', '=', labId).orderBy('position').execute()

export const findMachine = (db: Db, labId: string, id: string): Promise<MachineRow | undefined> =>
  live(db).where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

/** The machines that stand in a space. */
export const machinesInSpace = (db: Db, spaceId: string): Promise<MachineRow[]> =>
  live(db).where('spaceId', '=', spaceId).execute()

export const insertMachine = (db: Db, machine: MachineRow) => db.insertInto('machine').values(machine).execute()

export const updateMachine = (db: Db, id: string, change: Partial<MachineRow>) =>
  db.updateTable('machine').set(change).where('id', '=', id).execute()

export const updatePrinter = (db: Db, machineId: string, change: Partial<PrinterRow>) =>
  db.updateTable('printer').set(change).where('machineId', '=', machineId).execute()

export const listPrinters = (db: Db, labId: string): Promise<PrinterRow[]> =>
  livePrinters(db).selectAll('printer').where('printer.labId', '=', labId).execute()

export const printersOfBridge = (db: Db, bridgeId: string) =>
  livePrinters(db).selectAll('printer').select('machine.name').where('bridgeId', '=', bridgeId).execute()

export const findPrinter = (db: Db, machineId: string): Promise<PrinterRow | undefined> =>
  livePrinters(db).selectAll('printer').where('machineId', '=', machineId).executeTakeFirst()

export const insertPrinter = (db: Db, printer: PrinterRow) => db.insertInto('printer').values(printer).execute()

export const updateProfile = (db: Db, machineId: string, profile: string) =>
  db.updateTable('printer').set({ profile }).where('machineId', '=', machineId).execute()

/** The latch. `by` is the person who said that the bed is clear; nobody sets it back. */
export const setBed = (
  db: Db,
  machineId: string,
  bed: 'clear' | 'not_clear' | 'unknown',
  at: number,
  by: string | null,
) => db.updateTable('printer').set({ bed, bedSince: at, bedBy: by }).where('machineId', '=', machineId).execute()

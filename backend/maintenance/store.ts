import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

export type TicketRow = Tables['ticket']
export type TicketEventRow = Tables['ticketEvent']
export type BlockRow = Tables['maintenanceBlock']

/** So much of a machine's past is read. */
const mostPast = 50

const named = (db: Db, labId: string) =>
  db
    .selectFrom('ticket')
    .innerJoin('machine', 'machine.id', 'ticket.machineId')
    .selectAll('ticket')
    .select(['machine.name as machineName', 'machine.outOfOrderTicket'])
    .where('ticket.labId', '=', labId)
    .where('machine.removedAt', 'is', null)
export type NamedTicket = Awaited<ReturnType<typeof openTickets>>[number]

export const openTickets = (db: Db, labId: string) =>
  named(db, labId).where('state', '<>', 'resolved').orderBy('severity', 'desc').orderBy('openedAt').limit(200).execute()

export const ticketsOf = (db: Db, labId: string, machineId: string) =>
  named(db, labId).where('machineId', '=', machineId).orderBy('openedAt', 'desc').limit(mostPast).execute()

export const findTicket = (db: Db, labId: string, id: string) =>
  named(db, labId).where('ticket.id', '=', id).executeTakeFirst()

export const openTicketOf = (db: Db, machineId: string): Promise<TicketRow | undefined> =>
  db
    .selectFrom('ticket')
    .selectAll()
    .where('machineId', '=', machineId)
    .where('state', '<>', 'resolved')
    .executeTakeFirst()

export const insertTicket = (db: Db, row: TicketRow) => db.insertInto('ticket').values(row).execute()

export const updateTicket = (db: Db, id: string, change: Partial<TicketRow>) =>
  db.updateTable('ticket').set(change).where('id', '=', id).execute()

export const insertTicketEvent = (db: Db, row: TicketEventRow) => db.insertInto('ticketEvent').values(row).execute()

/** What was said and done, oldest first, with who it was. */
export const eventsOf = (db: Db, ticketIds: string[]) =>
  db
    .selectFrom('ticketEvent')
    .leftJoin('member', 'member.id', 'ticketEvent.memberId')
    .selectAll('ticketEvent')
    .select('member.name as by')
    .where('ticketId', 'in', ticketIds)
    .orderBy('at')
    .execute()

export const isTicketPhoto = async (db: Db, labId: string, photo: string): Promise<boolean> =>
  (await db
    .selectFrom('ticketEvent')
    .select('id')
    .where('labId', '=', labId)
    .where('photo', '=', photo)
    .executeTakeFirst()) !== undefined

/** Keeps in mind that a photo was sent; sent again, it waits anew. */
export const noteLoosePhoto = (db: Db, sha256: string, at: number) =>
  db
    .insertInto('loosePhoto')
    .values({ sha256, at })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ at }))
    .execute()

/** The photos that were sent before this instant, with whether one was reported. */
export const loosePhotosBefore = (db: Db, before: number) =>
  db
    .selectFrom('loosePhoto')
    .select(['sha256'])
    .select(({ exists, selectFrom }) =>
      exists(selectFrom('ticketEvent').select('id').whereRef('photo', '=', 'loosePhoto.sha256')).as('isReported'),
    )
    .where('at', '<', before)
    .execute()

export const deleteLoosePhoto = (db: Db, sha256: string) =>
  db.deleteFrom('loosePhoto').where('sha256', '=', sha256).execute()

/** What is planned and not over, of a machine or of all of them. */
export function blocksFrom(db: Db, labId: string, now: number, machineId?: string): Promise<BlockRow[]> {
  const query = db
    .selectFrom('maintenanceBlock')
    .selectAll()
    .where('labId', '=', labId)
    .where('endsAt', '>', now)
    .orderBy('startsAt')
  return (machineId ? query.where('machineId', '=', machineId) : query).execute()
}

export const findBlock = (db: Db, labId: string, id: string): Promise<BlockRow | undefined> =>
  db.selectFrom('maintenanceBlock').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

export const insertBlock = (db: Db, row: BlockRow) => db.insertInto('maintenanceBlock').values(row).execute()

export const deleteBlock = (db: Db, id: string) => db.deleteFrom('maintenanceBlock').where('id', '=', id).execute()

/** Machines that were expected back before now, and are still out of order. */
export const overdueMachines = (db: Db, now: number) =>
  db
    .selectFrom('machine')
    .selectAll()
    .where('outOfOrder', 'is not', null)
    .where('outOfOrderUntil', '<=', now)
    .where('removedAt', 'is', null)
    .execute()

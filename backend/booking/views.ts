import type { App } from '#backend/io/app.ts'
import { publishCard } from '#backend/machine/views.ts'
import type { Booking } from './schema.ts'
import { findAnyBooking, type BookingRow } from './store.ts'

/** A booking as others see it: the machine is taken, nobody learns by whom. */
export const seenByOthers = (row: BookingRow): Booking => ({
  id: row.id,
  machineId: row.machineId,
  start: row.startsAt,
  end: row.endsAt,
  state: row.state as Booking['state'],
  holdUntil: row.holdUntil,
  mine: false,
  by: null,
})

/** Everybody sees the slot taken or free; its holder sees their booking. */
export async function publishBooking(app: App, row: BookingRow): Promise<void> {
  app.publish('booking:changed', { to: 'members' }, seenByOthers(row))
  app.publish('booking:changed', { to: 'member', id: row.memberId }, { ...seenByOthers(row), mine: true })
  await publishCard(app, row.machineId)
}

export async function publishBookingById(app: App, labId: string, id: string): Promise<void> {
  const row = await findAnyBooking(app.db, labId, id)
  if (row) await publishBooking(app, row)
}

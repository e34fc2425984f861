import { takesTime, type BookingState } from '#backend/booking/state.ts'
import type { CalendarEvent } from './ical.ts'

/** A booking as the store tells it. */
export type Told = {
  id: string
  startsAt: number
  endsAt: number
  state: string
  machine: string
  room: string
  /** How often something became of it; null for one older than the history. */
  events: number | null
  changedAt: number | null
  createdAt: number
}

/** A booking as one event: the same one in a feed, a file and a mail. */
export const eventOf = (row: Told, title = row.machine): CalendarEvent => ({
  uid: `${row.id}@etabli`,
  start: row.startsAt,
  end: row.endsAt,
  title,
  place: row.room,
  sequence: Math.max(0, Number(row.events ?? 1) - 1),
  changedAt: lastChange(row),
  status: row.state === 'asked' ? 'tentative' : takesTime(row.state as BookingState) ? 'confirmed' : 'cancelled',
})

export const lastChange = ({ changedAt, createdAt }: Told): number => Number(changedAt ?? createdAt)

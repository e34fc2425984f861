import type { Interval } from '#backend/base/interval.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import { blocks } from './blocks.ts'
import type { BusyTime } from './busy-times.ts'

export type CalendarRow = Tables['externalCalendar']
export type ReadingRow = Tables['externalReading']

export const listCalendars = (db: Db, labId: string): Promise<CalendarRow[]> =>
  db.selectFrom('externalCalendar').selectAll().where('labId', '=', labId).orderBy('createdAt').execute()

export const findCalendar = (db: Db, labId: string, id: string): Promise<CalendarRow | undefined> =>
  db.selectFrom('externalCalendar').selectAll().where('labId', '=', labId).where('id', '=', id).executeTakeFirst()

export const insertCalendar = (db: Db, row: CalendarRow) => db.insertInto('externalCalendar').values(row).execute()

export const deleteCalendar = (db: Db, id: string) => db.deleteFrom('externalCalendar').where('id', '=', id).execute()

export const findReading = (db: Db, calendarId: string): Promise<ReadingRow | undefined> =>
  db.selectFrom('externalReading').selectAll().where('calendarId', '=', calendarId).executeTakeFirst()

export const putReading = (db: Db, { calendarId, ...rest }: ReadingRow) =>
  db
    .insertInto('externalReading')
    .values({ calendarId, ...rest })
    .onConflict((conflict) => conflict.column('calendarId').doUpdateSet(rest))
    .execute()

/** Calendars that nobody has tried to read since `before`. */
export const dueCalendars = (db: Db, before: number): Promise<CalendarRow[]> =>
  db
    .selectFrom('externalCalendar')
    .leftJoin('externalReading', 'externalReading.calendarId', 'externalCalendar.id')
    .selectAll('externalCalendar')
    .where((eb) => eb.or([eb('triedAt', 'is', null), eb('triedAt', '<=', before)]))
    .execute()

export const timesOf = (db: Db, calendarId: string, from: number) =>
  db
    .selectFrom('externalTime')
    .select(['startsAt as start', 'endsAt as end', 'title'])
    .where('calendarId', '=', calendarId)
    .where('endsAt', '>', from)
    .orderBy('startsAt')
    .execute()

/** The busy times of a calendar, all anew. */
export async function replaceTimes(db: Db, calendarId: string, times: BusyTime[]): Promise<void> {
  await db.deleteFrom('externalTime').where('calendarId', '=', calendarId).execute()
  for (let at = 0; at < times.length; at += 500)
    await db
      .insertInto('externalTime')
      .values(
        times.slice(at, at + 500).map(({ start, end, title }) => ({ calendarId, startsAt: start, endsAt: end, title })),
      )
      .execute()
}

/** What calendars that were taken away have left. */
export async function forgetLeft(db: Db): Promise<void> {
  for (const table of ['externalTime', 'externalReading'] as const)
    await db
      .deleteFrom(table)
      .where('calendarId', 'not in', (eb) => eb.selectFrom('externalCalendar').select('id'))
      .execute()
}

/** When the calendars of a lab are busy during `span`, for which machine each (null: all), and what each is called. */
export const externalDuring = (db: Db, labId: string, span: Interval) =>
  db
    .selectFrom('externalTime')
    .innerJoin('externalCalendar', 'externalCalendar.id', 'externalTime.calendarId')
    .select(['machineId', 'name as calendar', 'startsAt as start', 'endsAt as end', 'title'])
    .where('labId', '=', labId)
    .where('startsAt', '<', span.end)
    .where('endsAt', '>', span.start)
    .orderBy('startsAt')
    .execute()

/** What of that is in the way of one machine. */
export async function externalOf(
  db: Db,
  machine: { id: string; labId: string; spaceId: string | null },
  span: Interval,
) {
  const times = await externalDuring(db, machine.labId, span)
  if (times.length === 0) return []
  const inside = await db.selectFrom('machine').select(['id', 'spaceId']).where('spaceId', '=', machine.id).execute()
  return times.filter(({ machineId }) => blocks(machineId, machine, inside))
}

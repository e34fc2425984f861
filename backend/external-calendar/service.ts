import { setImmediate } from 'node:timers/promises'
import { overlaps, type Interval } from '#backend/base/interval.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { atLeast } from '#backend/base/role.ts'
import { labBookingsDuring } from '#backend/booking/store.ts'
import { usualRules } from '#backend/booking-rule/rules.ts'
import { listStated } from '#backend/booking-rule/store.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMachine, listMachines } from '#backend/machine/store.ts'
import { tellStaff } from '#backend/message/service.ts'
import { blocks } from './blocks.ts'
import { busyTimes, type BusyTime } from './busy-times.ts'
import type { ExternalCalendar } from './schema.ts'
import {
  deleteCalendar,
  dueCalendars,
  externalOf,
  findCalendar,
  findReading,
  forgetLeft,
  insertCalendar,
  listCalendars,
  putReading,
  replaceTimes,
  timesOf,
  type CalendarRow,
} from './store.ts'
import { calendarTroubleSentence, NoCalendar, readCalendarAddress, type CalendarTrouble } from './trouble.ts'

const everyMs = 15 * 60_000
const dayMs = 86_400_000
/** So many calendars are followed: each is asked again and again. */
const most = 30

export async function listExternal(app: Pick<App, 'now'>, db: Db, labId: string): Promise<ExternalCalendar[]> {
  const machines = await listMachines(db, labId)
  const calendars: ExternalCalendar[] = []
  for (const row of await listCalendars(db, labId)) {
    const reading = await findReading(db, row.id)
    const times = await timesOf(db, row.id, app.now())
    calendars.push({
      id: row.id,
      name: row.name,
      machineId: row.machineId,
      host: new URL(row.url).host,
      readAt: reading?.readAt ?? null,
      failingSince: reading?.failingSince ?? null,
      problem: reading?.trouble
        ? calendarTroubleSentence(reading.trouble as CalendarTrouble, reading.detail ?? '')
        : null,
      ahead: times.length,
      next: times.slice(0, 5),
      hits: await hitsOf(app, db, row, times, machines),
    })
  }
  return calendars
}

/** The bookings that a calendar overlaps, which were made before it said so. */
async function hitsOf(
  app: Pick<App, 'now'>,
  db: Db,
  { labId, machineId }: CalendarRow,
  times: BusyTime[],
  machines: { id: string; spaceId: string | null; name: string }[],
): Promise<ExternalCalendar['hits']> {
  const last = Math.max(0, ...times.map(({ end }) => end))
  if (last === 0) return []
  const bookings = await labBookingsDuring(db, labId, { start: app.now(), end: last }, app.now())
  return bookings.flatMap(({ id, machineId: booked, memberName, startsAt, endsAt }) => {
    const machine = machines.find((one) => one.id === booked)
    const span = { start: startsAt, end: endsAt }
    const isHit = machine && blocks(machineId, machine, machines) && times.some((time) => overlaps(time, span))
    return isHit ? [{ id, machine: machine.name, who: memberName, ...span }] : []
  })
}

type Done = { calendars: ExternalCalendar[]; change: Receipt | null }

export async function addExternal(
  app: App,
  caller: MemberCaller,
  { name, url, machineId }: { name: string; url: string; machineId: string | null },
): Promise<Done> {
  const { labId } = caller
  const address = readCalendarAddress(url)
  if (!address) throw new Refusal('external-calendar.not-an-address')
  const row = { id: randomId(), labId, machineId, name, url: address.href, createdAt: app.now() }
  const change = await app.db.transaction().execute(async (tx) => {
    if (machineId !== null && !(await findMachine(tx, labId, machineId))) throw new Refusal('machine.not-found')
    if ((await listCalendars(tx, labId)).length >= most) throw new Refusal('external-calendar.too-many', { most })
    const doing = doingTo('external-calendar.added', row)
    return (await recorded(app, caller, tx, doing, () => insertCalendar(tx, row))).change
  })
  await readCalendar(app, row)
  return { change, calendars: await listExternal(app, app.db, labId) }
}

export async function removeExternal(app: App, caller: MemberCaller, id: string): Promise<Done> {
  const change = await app.db.transaction().execute(async (tx) => {
    const row = await mustFind(tx, caller.labId, id)
    return (await recorded(app, caller, tx, doingTo('external-calendar.removed', row), () => deleteCalendar(tx, id)))
      .change
  })
  app.publish('lab:changed', { to: 'lab' })
  return { change, calendars: await listExternal(app, app.db, caller.labId) }
}

const doingTo = (act: Doing['act'], { id, name }: CalendarRow): Doing => ({
  act,
  subject: `external-calendar:${id}`,
  title: name,
  watch: [{ table: 'externalCalendar', where: { id } }],
})

async function mustFind(db: Db, labId: string, id: string): Promise<CalendarRow> {
  const row = await findCalendar(db, labId, id)
  if (!row) throw new Refusal('external-calendar.not-found')
  return row
}

export async function readNow(app: App, caller: MemberCaller, id: string): Promise<ExternalCalendar[]> {
  await readCalendar(app, await mustFind(app.db, caller.labId, id))
  return listExternal(app, app.db, caller.labId)
}

/** Each minute, those that were not tried for a quarter of an hour, one after the other. */
export function followCalendars(app: App): NodeJS.Timeout {
  let isReading = false
  return setInterval(() => {
    if (isReading) return
    isReading = true
    readDue(app)
      .catch((error: unknown) => app.log.error({ err: error }, 'the calendars of others were not read'))
      .finally(() => (isReading = false))
  }, 60_000).unref()
}

export async function readDue(app: App): Promise<void> {
  await forgetLeft(app.db)
  for (const row of await dueCalendars(app.db, app.now() - everyMs)) await readCalendar(app, row)
}

/** Reads one calendar. Where that fails, what it said last goes on blocking, and since when and why is kept. */
async function readCalendar(app: App, row: CalendarRow): Promise<void> {
  const read = await timesFrom(app, row).catch((error: unknown) => {
    if (error instanceof NoCalendar) return error
    throw error
  })
  const triedAt = app.now()
  await app.db.transaction().execute(async (tx) => {
    // It may have been taken away, or given back, while it was read.
    if (!(await findCalendar(tx, row.labId, row.id))) return
    if (!(read instanceof NoCalendar)) {
      const machines = await listMachines(tx, row.labId)
      const hits = async () => hitsOf(app, tx, row, await timesOf(tx, row.id, app.now()), machines)
      const known = new Set((await hits()).map(({ id }) => id))
      await replaceTimes(tx, row.id, read)
      await tellOverlaps(
        app,
        tx,
        row,
        (await hits()).filter(({ id }) => !known.has(id)),
      )
      const well = { readAt: triedAt, failingSince: null, trouble: null, detail: null }
      return putReading(tx, { calendarId: row.id, triedAt, ...well })
    }
    const before = await findReading(tx, row.id)
    const failingSince = before?.failingSince ?? triedAt
    if (triedAt - failingSince >= dayMs) await tellUnread(app, tx, row, failingSince)
    await putReading(tx, {
      calendarId: row.id,
      triedAt,
      readAt: before?.readAt ?? null,
      failingSince,
      trouble: read.trouble,
      detail: read.detail,
    })
  })
  app.publish('lab:changed', { to: 'lab' })
}

/** Bookings that were there first stay: staff say to whom they write. */
async function tellOverlaps(app: App, tx: Db, { labId, name }: CalendarRow, hits: ExternalCalendar['hits']) {
  const [first] = hits
  if (!first) return
  const { machine, who, start, end } = first
  const facts = { calendar: name, count: hits.length, machine, who, start, end }
  await tellStaff(app, tx, { labId, kind: 'calendar_overlaps', facts })
}

const tellUnread = (app: App, tx: Db, { id, labId, name }: CalendarRow, since: number): Promise<void> =>
  tellStaff(app, tx, {
    ...{ labId, kind: 'calendar_unread', facts: { calendar: name, since } },
    once: `calendar-unread:${id}:${since}`,
  })

async function timesFrom(app: App, { labId, url }: CalendarRow): Promise<BusyTime[]> {
  const text = await app.fetchCalendar(new URL(url))
  const lab = await findLab(app.db)
  const stated = await listStated(app.db, labId)
  const horizonDays = Math.max(usualRules.horizonDays, ...stated.map(({ rules }) => rules.horizonDays ?? 0))
  // As far as one may book, and the longest booking that begins on the last day.
  const window = { start: app.now() - 7 * dayMs, end: app.now() + (horizonDays + 32) * dayMs }
  return busyTimes(text, window, lab?.timeZone ?? 'Europe/Paris', () => setImmediate())
}

/** When calendars block a machine. What for is read by staff only: it is somebody else’s affair. */
export async function externalTimes(app: App, caller: MemberCaller, id: string, span: Interval) {
  const machine = await findMachine(app.db, caller.labId, id)
  if (!machine) throw new Refusal('machine.not-found')
  const isStaff = atLeast(caller.role, 'staff')
  return (await externalOf(app.db, machine, span)).map(({ start, end, calendar, title }) => ({
    start,
    end,
    calendar,
    title: isStaff ? title : null,
  }))
}

import { addDays, dayOf } from '#backend/base/calendar-day.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { tellHolder } from '#backend/booking/service.ts'
import { labBookingsDuring, markCancelled } from '#backend/booking/store.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { listMachines } from '#backend/machine/store.ts'
import { publishCards } from '#backend/machine/views.ts'
import { intervalOf, type ClosedDays } from './closed-days.ts'
import type { Closure, HitBooking } from './schema.ts'
import { closuresFrom, deleteClosure, findClosure, insertClosure } from './store.ts'

/** The closures that are not over. */
export async function listClosures(app: Pick<App, 'db' | 'now'>, db: Db = app.db): Promise<Closure[]> {
  const lab = await findLab(db)
  if (!lab) return []
  const rows = await closuresFrom(db, lab.id, dayOf(app.now(), lab.timeZone))
  return rows.map(({ id, firstDay, lastDay, reason }) => ({ id, firstDay, lastDay, reason }))
}

/** The live bookings that these days take away: a booking that reaches into them goes as a whole, one that has begun stays. */
export async function bookingsHit(
  app: Pick<App, 'now'>,
  db: Db,
  labId: string,
  days: ClosedDays,
): Promise<HitBooking[]> {
  const timeZone = (await findLab(db))?.timeZone ?? 'Europe/Paris'
  const machines = new Map((await listMachines(db, labId)).map(({ id, name }) => [id, name]))
  const rows = await labBookingsDuring(db, labId, intervalOf(days, timeZone), app.now())
  return rows
    .filter(({ startsAt }) => startsAt > app.now())
    .map(({ id, machineId, memberName, startsAt, endsAt }) => ({
      id,
      machineName: machines.get(machineId) ?? '',
      memberName,
      start: startsAt,
      end: endsAt,
    }))
}

type Done = { change: Receipt | null; closures: Closure[] }

export async function addClosure(
  app: App,
  caller: MemberCaller,
  { firstDay, lastDay, reason, tell }: ClosedDays & { reason: string; tell: boolean },
): Promise<Done & { cancelled: HitBooking[] }> {
  const { labId } = caller
  const id = randomId()
  const done = await app.db.transaction().execute(async (tx) => {
    const today = dayOf(app.now(), (await findLab(tx))?.timeZone ?? 'Europe/Paris')
    if (lastDay < today) throw new Refusal('closure.in-the-past')
    if (addDays(firstDay, longestDays) < lastDay) throw new Refusal('closure.too-long')
    const cancelled = await bookingsHit(app, tx, labId, { firstDay, lastDay })
    const doing: Doing = {
      act: 'closure.added',
      subject: `closure:${id}`,
      title: reason,
      watch: [
        { table: 'closure', where: { id } },
        ...cancelled.map((booking) => ({ table: 'booking' as const, where: { id: booking.id } })),
      ],
    }
    const { change } = await recorded(app, caller, tx, doing, async () => {
      await insertClosure(tx, { id, labId, firstDay, lastDay, reason, createdAt: app.now() })
      for (const { id } of cancelled) {
        const booking = await markCancelled(tx, id, app.now(), { actorId: caller.id, reason })
        const why = { reason: reason || null, closed: { firstDay, lastDay } }
        if (tell) await tellHolder(app, tx, booking, 'booking_cancelled', caller, why)
      }
    })
    return { change, cancelled, closures: await listClosures(app, tx) }
  })
  await tellScreens(app, labId)
  return done
}

export async function removeClosure(app: App, caller: MemberCaller, id: string): Promise<Done> {
  const { labId } = caller
  const done = await app.db.transaction().execute(async (tx) => {
    const closure = await findClosure(tx, labId, id)
    if (!closure) throw new Refusal('closure.not-found')
    const doing: Doing = {
      act: 'closure.removed',
      subject: `closure:${id}`,
      title: closure.reason,
      watch: [{ table: 'closure', where: { id } }],
    }
    const { change } = await recorded(app, caller, tx, doing, () => deleteClosure(tx, id))
    return { change, closures: await listClosures(app, tx) }
  })
  await tellScreens(app, labId)
  return done
}

/** A year at most: a longer one is a typing mistake. */
const longestDays = 366

async function tellScreens(app: App, labId: string): Promise<void> {
  app.publish('lab:changed', { to: 'lab' })
  await publishCards(app, labId)
}

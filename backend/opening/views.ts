import type { Interval } from '#backend/base/interval.ts'
import { listStated } from '#backend/booking-rule/store.ts'
import { rulesOf } from '#backend/booking-rule/views.ts'
import { allClosures } from '#backend/closure/store.ts'
import { blocks as isBusyBy } from '#backend/external-calendar/blocks.ts'
import { externalDuring } from '#backend/external-calendar/store.ts'
import type { Db } from '#backend/io/database.ts'
import { findLab } from '#backend/lab/store.ts'
import { labBlocks } from '#backend/maintenance/views.ts'
import { listMachines } from '#backend/machine/store.ts'
import { bookableOpenings, without, type OpenCalendar } from './openings.ts'
import type { SharedOpenings } from './schema.ts'
import { openingExceptions, openingHours, specialHoursOf } from './store.ts'

/** When this lab is open, as far as rules say it. */
export const openCalendar = async (
  db: Db,
  { id, timeZone }: { id: string; timeZone: string },
): Promise<OpenCalendar> => ({
  hours: await openingHours(db, id),
  closures: await allClosures(db, id),
  exceptions: await openingExceptions(db, id),
  ...(await specialHoursOf(db, id)),
  timeZone,
})

/**
 * When each machine can be booked, as far as rules, planned maintenance, repairs and outer calendars say it: hours that are
 * shared are laid on the calendar once.
 */
export async function openingsOfMachines(
  db: Db,
  labId: string,
  span: Interval,
  now: number,
): Promise<SharedOpenings[]> {
  const lab = await findLab(db)
  if (!lab) return []
  const calendar = await openCalendar(db, lab)
  const stated = await listStated(db, labId)
  const blocksOf = await labBlocks(db, labId, now)
  const external = await externalDuring(db, labId, span)
  const machines = await listMachines(db, labId)
  const shared = new Map<string, SharedOpenings>()
  for (const machine of machines) {
    const { when, runsOn, staffed } = rulesOf(stated, machine)
    const { outOfOrder, blocks } = blocksOf(machine)
    const busy = external.filter(({ machineId }) => isBusyBy(machineId, machine, machines))
    const taken = [...blocks, ...busy].map(({ start, end }): Interval => ({ start, end }))
    const key = JSON.stringify([outOfOrder || when, runsOn, staffed, taken])
    const known = shared.get(key) ?? {
      machineIds: [],
      openings: outOfOrder ? [] : taken.reduce(without, bookableOpenings(calendar, { when, runsOn, staffed }, span)),
    }
    known.machineIds.push(machine.id)
    shared.set(key, known)
  }
  return [...shared.values()]
}

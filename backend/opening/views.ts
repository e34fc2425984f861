import { allClosures } from '#backend/closure/store.ts'
import type { Db } from '#backend/io/database.ts'
import type { OpenCalendar } from './openings.ts'
import { holidaysOf, openingExceptions, openingHours } from './store.ts'

/** When this lab is open, as far as rules say it. */
export const openCalendar = async (
  db: Db,
  { id, timeZone }: { id: string; timeZone: string },
): Promise<OpenCalendar> => ({
  hours: await openingHours(db, id),
  closures: await allClosures(db, id),
  exceptions: await openingExceptions(db, id),
  holidays: await holidaysOf(db, id),
  timeZone,
})

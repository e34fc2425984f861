import { dayOf, type CalendarDay } from '#backend/base/calendar-day.ts'
import type { App } from '#backend/io/app.ts'
import type { Db } from '#backend/io/database.ts'
import { findLab } from './store.ts'

/** The day that it is at the lab. */
export const todayIn = async (app: Pick<App, 'now'>, db: Db): Promise<CalendarDay> =>
  dayOf(app.now(), (await findLab(db))?.timeZone ?? 'Europe/Paris')

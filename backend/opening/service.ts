import { Refusal } from '#backend/base/refusal.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, versionOf, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import type { HolidayCalendar } from './public-holidays.ts'
import type { HoursOfLab, OpeningException, OpeningHours } from './schema.ts'
import {
  holidaysOf,
  openingExceptions,
  openingHours,
  replaceExceptions,
  replaceOpeningHours,
  setHolidays,
} from './store.ts'

const subject = 'opening-hours'

export const hoursOf = async (db: Db, labId: string): Promise<HoursOfLab> => ({
  hours: await openingHours(db, labId),
  exceptions: await openingExceptions(db, labId),
  holidays: await holidaysOf(db, labId),
  version: await versionOf(db, labId, subject),
})

type Wanted = {
  hours: OpeningHours
  exceptions?: OpeningException[] | undefined
  holidays?: HolidayCalendar | null | undefined
  version: string
}

export async function setOpeningHours(
  app: App,
  caller: MemberCaller,
  { hours, exceptions, holidays, version }: Wanted,
): Promise<HoursOfLab & { change: Receipt | null }> {
  if ([...hours, ...(exceptions ?? [])].some(({ opens, closes }) => opens === closes))
    throw new Refusal('input.invalid')
  const { labId } = caller
  const saved = await app.db.transaction().execute(async (tx) => {
    const doing: Doing = {
      act: 'opening-hours.changed',
      subject,
      title: '',
      version,
      watch: [
        { table: 'openingHours', where: { labId } },
        { table: 'openingException', where: { labId } },
        { table: 'lab', where: { id: labId } },
      ],
    }
    const { change } = await recorded(app, caller, tx, doing, async () => {
      await replaceOpeningHours(tx, labId, hours)
      if (exceptions) await replaceExceptions(tx, labId, exceptions)
      if (holidays !== undefined) await setHolidays(tx, labId, holidays)
    })
    return { ...(await hoursOf(tx, labId)), change }
  })
  app.publish('lab:changed', { to: 'lab' })
  return saved
}

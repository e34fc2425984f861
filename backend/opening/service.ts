import { Refusal } from '#backend/base/refusal.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, versionOf, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import type { HolidayCalendar } from './public-holidays.ts'
import type { SchoolHolidays } from './school-holidays.ts'
import type { OpeningException, OpeningHours } from './opening-hours.ts'
import type { HoursOfLab } from './schema.ts'
import {
  openingExceptions,
  openingHours,
  replaceExceptions,
  replaceOpeningHours,
  setHolidays,
  setSchoolHolidays,
  setStaffHours,
  specialHoursOf,
} from './store.ts'

const subject = 'opening-hours'

export const hoursOf = async (db: Db, labId: string): Promise<HoursOfLab> => ({
  hours: await openingHours(db, labId),
  exceptions: await openingExceptions(db, labId),
  ...(await specialHoursOf(db, labId)),
  version: await versionOf(db, labId, subject),
})

type Wanted = {
  hours: OpeningHours
  exceptions?: OpeningException[] | undefined
  holidays?: HolidayCalendar | null | undefined
  school?: SchoolHolidays | null | undefined
  staff?: OpeningHours | null | undefined
  version: string
}

export async function setOpeningHours(
  app: App,
  caller: MemberCaller,
  { hours, exceptions, holidays, school, staff, version }: Wanted,
): Promise<HoursOfLab & { change: Receipt | null }> {
  if (
    [...hours, ...(exceptions ?? []), ...(school?.hours ?? []), ...(staff ?? [])].some(
      ({ opens, closes }) => opens === closes,
    )
  )
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
      if (school !== undefined) await setSchoolHolidays(tx, labId, school)
      if (staff !== undefined) await setStaffHours(tx, labId, staff)
    })
    return { ...(await hoursOf(tx, labId)), change }
  })
  app.publish('lab:changed', { to: 'lab' })
  return saved
}

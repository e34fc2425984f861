import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import type { HolidayCalendar } from './public-holidays.ts'
import type { SchoolHolidays } from './school-holidays.ts'
import type { OpeningException, OpeningHours } from './opening-hours.ts'

export const openingHours = (db: Db, labId: string): Promise<OpeningHours> =>
  db
    .selectFrom('openingHours')
    .select(['weekday', 'opens', 'closes'])
    .where('labId', '=', labId)
    .orderBy('weekday')
    .orderBy('opens')
    .execute()

/** The days with hours of their own. */
export const openingExceptions = (db: Db, labId: string): Promise<OpeningException[]> =>
  db
    .selectFrom('openingException')
    .select(['day', 'opens', 'closes'])
    .where('labId', '=', labId)
    .orderBy('day')
    .orderBy('opens')
    .execute()

export async function replaceExceptions(db: Db, labId: string, exceptions: OpeningException[]): Promise<void> {
  const name = ({ day, opens, closes }: OpeningException) => `${day} ${opens} ${closes}`
  const wanted = new Map(exceptions.map((line) => [name(line), line]))
  const there = await db.selectFrom('openingException').selectAll().where('labId', '=', labId).execute()
  for (const line of there)
    if (!wanted.delete(name(line))) await db.deleteFrom('openingException').where('id', '=', line.id).execute()
  for (const line of wanted.values())
    await db
      .insertInto('openingException')
      .values({ id: randomId(), labId, ...line })
      .execute()
}

/** What the lab says besides its week: whose public holidays, its school holidays, and when its team is there. */
export async function specialHoursOf(
  db: Db,
  labId: string,
): Promise<{ holidays: HolidayCalendar | null; school: SchoolHolidays | null; staff: OpeningHours | null }> {
  const lab = await db
    .selectFrom('lab')
    .select(['holidays', 'schoolHolidays', 'staffHours'])
    .where('id', '=', labId)
    .executeTakeFirst()
  return {
    holidays: (lab?.holidays ?? null) as HolidayCalendar | null,
    school: JSON.parse(lab?.schoolHolidays ?? 'null') as SchoolHolidays | null,
    staff: JSON.parse(lab?.staffHours ?? 'null') as OpeningHours | null,
  }
}

export const setHolidays = (db: Db, labId: string, holidays: HolidayCalendar | null) =>
  db.updateTable('lab').set({ holidays }).where('id', '=', labId).execute()

export const setSchoolHolidays = (db: Db, labId: string, school: SchoolHolidays | null) =>
  db
    .updateTable('lab')
    .set({ schoolHolidays: school && JSON.stringify(school) })
    .where('id', '=', labId)
    .execute()

export const setStaffHours = (db: Db, labId: string, staff: OpeningHours | null) =>
  db
    .updateTable('lab')
    .set({ staffHours: staff && JSON.stringify(staff) })
    .where('id', '=', labId)
    .execute()

/** Lines that stay are left alone: the history then tells what moved, and nothing else. */
export async function replaceOpeningHours(db: Db, labId: string, hours: OpeningHours): Promise<void> {
  const name = ({ weekday, opens, closes }: OpeningHours[number]) => `${weekday} ${opens} ${closes}`
  const wanted = new Map(hours.map((line) => [name(line), line]))
  const there = await db.selectFrom('openingHours').selectAll().where('labId', '=', labId).execute()
  for (const line of there)
    if (!wanted.delete(name(line))) await db.deleteFrom('openingHours').where('id', '=', line.id).execute()
  for (const line of wanted.values())
    await db
      .insertInto('openingHours')
      .values({ id: randomId(), labId, ...line })
      .execute()
}

import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import type { HolidayCalendar } from './public-holidays.ts'
import type { OpeningException, OpeningHours } from './schema.ts'

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

export async function holidaysOf(db: Db, labId: string): Promise<HolidayCalendar | null> {
  const lab = await db.selectFrom('lab').select('holidays').where('id', '=', labId).executeTakeFirst()
  return (lab?.holidays ?? null) as HolidayCalendar | null
}

export const setHolidays = (db: Db, labId: string, holidays: HolidayCalendar | null) =>
  db.updateTable('lab').set({ holidays }).where('id', '=', labId).execute()

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

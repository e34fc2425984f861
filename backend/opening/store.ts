import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import type { OpeningHours } from './schema.ts'

export const openingHours = (db: Db, labId: string): Promise<OpeningHours> =>
  db
    .selectFrom('openingHours')
    .select(['weekday', 'opens', 'closes'])
    .where('labId', '=', labId)
    .orderBy('weekday')
    .orderBy('opens')
    .execute()

export async function replaceOpeningHours(db: Db, labId: string, hours: OpeningHours): Promise<void> {
  await db.deleteFrom('openingHours').where('labId', '=', labId).execute()
  if (hours.length === 0) return
  await db
    .insertInto('openingHours')
    .values(hours.map((line) => ({ id: randomId(), labId, ...line })))
    .execute()
}

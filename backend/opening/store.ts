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

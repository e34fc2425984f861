import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { OpeningHours } from './schema.ts'
import { openingHours, replaceOpeningHours } from './store.ts'

export async function setOpeningHours(app: App, labId: string, hours: OpeningHours): Promise<OpeningHours> {
  if (hours.some(({ opens, closes }) => opens === closes)) throw new Refusal('input.invalid')
  const saved = await app.db.transaction().execute(async (tx) => {
    await replaceOpeningHours(tx, labId, hours)
    return openingHours(tx, labId)
  })
  app.publish('lab:changed', { to: 'lab' })
  return saved
}

import { Refusal } from '#backend/base/refusal.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, versionOf, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import type { OpeningHours } from './schema.ts'
import { openingHours, replaceOpeningHours } from './store.ts'

const subject = 'opening-hours'

export async function hoursOf(db: Db, labId: string): Promise<{ hours: OpeningHours; version: string }> {
  return { hours: await openingHours(db, labId), version: await versionOf(db, labId, subject) }
}

export async function setOpeningHours(
  app: App,
  caller: MemberCaller,
  hours: OpeningHours,
  version: string,
): Promise<{ hours: OpeningHours; version: string; change: Receipt | null }> {
  if (hours.some(({ opens, closes }) => opens === closes)) throw new Refusal('input.invalid')
  const { labId } = caller
  const saved = await app.db.transaction().execute(async (tx) => {
    const doing: Doing = {
      act: 'opening-hours.changed',
      subject,
      title: '',
      version,
      watch: [{ table: 'openingHours', where: { labId } }],
    }
    const { change } = await recorded(app, caller, tx, doing, () => replaceOpeningHours(tx, labId, hours))
    return { ...(await hoursOf(tx, labId)), change }
  })
  app.publish('lab:changed', { to: 'lab' })
  return saved
}

import { dayOf, instantOf } from '#backend/base/calendar-day.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { sameName } from '#backend/base/same-name.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, versionOf, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { findMemberRow, plansInUse } from '#backend/member/store.ts'
import { quotePrint, type Tariff } from './price.ts'
import type { Prices } from './schema.ts'
import { insertPriceList, priceListAt, priceLists } from './store.ts'

const subject = 'price-list'

export const pricesOf = async (db: Db, labId: string): Promise<Prices> => ({
  versions: await priceLists(db, labId),
  version: await versionOf(db, labId, subject),
})

/** The plans that there are: nobody keeps a list of them besides members and tariffs. */
export async function plansOf(db: Db, labId: string, now: number): Promise<string[]> {
  const [, ...special] = (await priceListAt(db, labId, now))?.tariffs ?? []
  const names = [...special.map(({ name }) => name), ...(await plansInUse(db, labId))].filter(Boolean)
  return names
    .filter((name, at) => names.findIndex((one) => sameName(one, name)) === at)
    .toSorted((a, b) => a.localeCompare(b))
}

/** What this print costs its owner by the list in force: JSON of a Quote, as it is kept with the job. */
export async function quoteFor(
  app: Pick<App, 'now'>,
  db: Db,
  job: { labId: string; ownerId: string; material: string | null },
  print: { grams: number; seconds: number },
): Promise<string | null> {
  const list = await priceListAt(db, job.labId, app.now())
  const owner = await findMemberRow(db, job.labId, job.ownerId)
  const quote = list && owner && quotePrint(list, owner, { ...print, material: job.material })
  return quote ? JSON.stringify(quote) : null
}

/** A new version; from today on means from now on. What was quoted before stays as it was. */
export async function setPrices(
  app: App,
  caller: MemberCaller,
  { tariffs, from, version }: { tariffs: Tariff[]; from: string | null; version: string },
): Promise<Prices & { change: Receipt | null }> {
  const { labId } = caller
  const saved = await app.db.transaction().execute(async (tx) => {
    const timeZone = (await findLab(tx))?.timeZone ?? 'Europe/Paris'
    const now = app.now()
    if (from !== null && from < dayOf(now, timeZone)) throw new Refusal('pricing.in-the-past')
    const validFrom = from === null || from === dayOf(now, timeZone) ? now : instantOf(from, '00:00', timeZone)
    const doing: Doing = {
      act: 'price-list.changed',
      subject,
      title: '',
      version,
      watch: [{ table: 'priceList', where: { labId } }],
    }
    const { change } = await recorded(app, caller, tx, doing, () =>
      insertPriceList(tx, { id: randomId(), labId, validFrom, tariffs }),
    )
    return { ...(await pricesOf(tx, labId)), change }
  })
  app.publish('lab:changed', { to: 'lab' })
  return saved
}

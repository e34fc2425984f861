import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { PriceList } from './price.ts'

/** The price list in force at an instant. Of two from the same instant, the later written one. */
export async function priceListAt(db: Db, labId: string, at: number): Promise<PriceList | undefined> {
  const rows = await priceLists(db, labId)
  return rows.find(({ validFrom }) => validFrom <= at)
}

/** Every version, the latest first. */
export async function priceLists(db: Db, labId: string): Promise<PriceList[]> {
  const rows = await db
    .selectFrom('priceList')
    .selectAll()
    .where('labId', '=', labId)
    .orderBy('validFrom', 'desc')
    .orderBy('rowid' as 'id', 'desc')
    .execute()
  return rows.map(({ id, validFrom, tariffs }) => ({ id, validFrom, tariffs: JSON.parse(tariffs) }))
}

export const insertPriceList = (db: Db, { tariffs, ...list }: Omit<Tables['priceList'], 'tariffs'> & PriceList) =>
  db
    .insertInto('priceList')
    .values({ ...list, tariffs: JSON.stringify(tariffs) })
    .execute()

import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'

/** The price list in force at an instant. */
export const priceListAt = (db: Db, labId: string, at: number): Promise<Tables['priceList'] | undefined> =>
  db
    .selectFrom('priceList')
    .selectAll()
    .where('labId', '=', labId)
    .where('validFrom', '<=', at)
    .orderBy('validFrom', 'desc')
    .executeTakeFirst()

export const insertPriceList = (db: Db, list: Tables['priceList']) => db.insertInto('priceList').values(list).execute()

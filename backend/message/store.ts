import { sql } from 'kysely'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { Kind } from './kinds.ts'

export type MessageRow = Tables['message']

/** Inserts it unless this member was told so already. */
export const insertMessage = async (db: Db, message: MessageRow): Promise<boolean> =>
  (await db
    .insertInto('message')
    .values(message)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()) !== undefined

export const findMessage = (db: Db, id: string): Promise<MessageRow | undefined> =>
  db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst()

export const wasTold = async (db: Db, memberId: string, kind: Kind, subject: string): Promise<boolean> =>
  (await db
    .selectFrom('message')
    .select('id')
    .where('memberId', '=', memberId)
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .executeTakeFirst()) !== undefined

export const messagesOf = (db: Db, memberId: string): Promise<MessageRow[]> =>
  db
    .selectFrom('message')
    .selectAll()
    .where('memberId', '=', memberId)
    .orderBy('at', 'desc')
    // Within one millisecond, as they were written.
    .orderBy(sql`rowid`, 'desc')
    .limit(300)
    .execute()

export const countUnread = async (db: Db, memberId: string): Promise<number> =>
  Number(
    (
      await db
        .selectFrom('message')
        .select(({ fn }) => fn.countAll().as('n'))
        .where('memberId', '=', memberId)
        .where('readAt', 'is', null)
        .executeTakeFirstOrThrow()
    ).n,
  )

export function markRead(db: Db, memberId: string, ids: string[] | undefined, at: number) {
  const unread = db
    .updateTable('message')
    .set({ readAt: at })
    .where('memberId', '=', memberId)
    .where('readAt', 'is', null)
  return (ids ? unread.where('id', 'in', ids) : unread).execute()
}

export const deleteMessagesBefore = (db: Db, before: number) =>
  db.deleteFrom('message').where('at', '<', before).execute()

/** Whoever is forgotten is told nothing any more, and nothing says what they were told. */
export async function forgetMessagesOf(tx: Db, memberId: string): Promise<void> {
  for (const table of ['message', 'messagePreference', 'mail'] as const)
    await tx.deleteFrom(table).where('memberId', '=', memberId).execute()
}

export const preferencesOf = (db: Db, memberId: string): Promise<Tables['messagePreference'][]> =>
  db.selectFrom('messagePreference').selectAll().where('memberId', '=', memberId).execute()

export const putPreference = (db: Db, row: Tables['messagePreference']) =>
  db
    .insertInto('messagePreference')
    .values(row)
    .onConflict((conflict) => conflict.columns(['memberId', 'kind', 'channel']).doUpdateSet({ isOn: row.isOn }))
    .execute()

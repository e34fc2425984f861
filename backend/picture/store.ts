import type { Db } from '#backend/io/database.ts'

/** Whether the lab shows this picture: as its logo, or of a machine. */
export async function isShown(db: Db, id: string): Promise<boolean> {
  const logo = await db.selectFrom('lab').select('id').where('logo', '=', id).executeTakeFirst()
  return (
    logo !== undefined ||
    (await db.selectFrom('machine').select('id').where('photo', '=', id).executeTakeFirst()) !== undefined
  )
}

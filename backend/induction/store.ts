import type { Role } from '#backend/base/role.ts'
import type { Db } from '#backend/io/database.ts'
import type { Tables } from '#backend/io/tables.ts'
import type { Attendee } from './schema.ts'

type InductionRow = Tables['induction']

/** Whether nothing stands between this person and the machines: the lab does not ask, or they had it. */
export const isInducted = async (db: Db, labId: string, memberId: string): Promise<boolean> =>
  !(await isAsked(db, labId)) || (await findInduction(db, memberId)) !== undefined

export async function isAsked(db: Db, labId: string): Promise<boolean> {
  const lab = await db.selectFrom('lab').select('inductionAsked').where('id', '=', labId).executeTakeFirst()
  return lab?.inductionAsked === 1
}

export const findInduction = (db: Db, memberId: string): Promise<InductionRow | undefined> =>
  db.selectFrom('induction').selectAll().where('memberId', '=', memberId).executeTakeFirst()

export async function attendees(db: Db, labId: string): Promise<Attendee[]> {
  const rows = await db
    .selectFrom('member')
    .leftJoin('induction', 'induction.memberId', 'member.id')
    .leftJoin('member as leader', 'leader.id', 'induction.ledBy')
    .select(['member.id', 'member.name', 'member.role', 'member.organizationId', 'member.rosterId'])
    .select(['induction.onDay as day', 'leader.name as ledBy'])
    .where('member.labId', '=', labId)
    .where('member.removedAt', 'is', null)
    .orderBy('member.nameKey')
    .execute()
  return rows.map((row) => ({ ...row, role: row.role as Role }))
}

/** Who had it already keeps the day and the person they had it from. */
export const insertInductions = (db: Db, rows: InductionRow[]) =>
  db
    .insertInto('induction')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()

export const deleteInduction = (db: Db, memberId: string) =>
  db.deleteFrom('induction').where('memberId', '=', memberId).execute()

export const askForInduction = (db: Db, labId: string, asked: boolean) =>
  db
    .updateTable('lab')
    .set({ inductionAsked: asked ? 1 : 0 })
    .where('id', '=', labId)
    .execute()

import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import type { RuleScope, StatedRules } from './rules.ts'

/** What is stated, for the whole lab, for kinds of machines and for single machines. */
export async function listStated(db: Db, labId: string) {
  const rows = await db.selectFrom('bookingRule').selectAll().where('labId', '=', labId).execute()
  return rows.map(({ scope, about, rules }) => ({
    scope: scope as RuleScope,
    about,
    rules: JSON.parse(rules) as StatedRules,
  }))
}

/** Puts one scope's rules in the place of what stood there; with nothing stated, nothing is kept. */
export async function replaceStated(
  db: Db,
  labId: string,
  { scope, about, rules }: { scope: RuleScope; about: string; rules: StatedRules },
): Promise<void> {
  const row = { rules: JSON.stringify(rules) }
  const isEmpty = Object.keys(rules).length === 0
  const here = db.selectFrom('bookingRule').select('id')
  const known = await here
    .where('labId', '=', labId)
    .where('scope', '=', scope)
    .where('about', '=', about)
    .executeTakeFirst()
  if (known && isEmpty) await db.deleteFrom('bookingRule').where('id', '=', known.id).execute()
  else if (known) await db.updateTable('bookingRule').set(row).where('id', '=', known.id).execute()
  else if (!isEmpty)
    await db
      .insertInto('bookingRule')
      .values({ id: randomId(), labId, scope, about, ...row })
      .execute()
}

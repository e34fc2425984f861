import { Refusal } from '#backend/base/refusal.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { isReferenced, type Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { publishCard, publishCards } from '#backend/machine/views.ts'
import { acts, ruleOf, undoableMs, type Act } from './acts.ts'
import { compareRows, inverse, isAsLeft, type RowChange } from './rows.ts'
import type { Receipt } from './schema.ts'
import {
  findChange,
  findRow,
  forgetRows,
  insertChange,
  judgeReferencesAtTheEnd,
  lastChangeOf,
  markUndone,
  rowsOf,
  writeRow,
  type ChangeRow,
  type Watched,
} from './store.ts'
import { tell } from './told.ts'

export type Doing = {
  act: Act
  /** What it is about: `opening-hours`, `machine:ID`. */
  subject: string
  /** Its name, for people. */
  title: string
  /** The version that the person saw before changing it; left out where nothing can be overwritten. */
  version?: string | undefined
  /** The rows that `work` may touch, found by the same values before and after it. */
  watch: Watched[]
}

/** Who acts: a person, or nobody where a command on the lab's own computer does. */
type Author = { id: string | null; labId: string }

/**
 * Does `work` in the caller's transaction and keeps what it did, so that it can be told and taken back. Refused where somebody
 * changed the same thing since the person looked at it. `change` is null where nothing moved.
 */
export async function recorded<T>(
  app: Pick<App, 'now'>,
  author: Author,
  tx: Db,
  doing: Doing,
  work: () => Promise<T>,
): Promise<{ done: T; change: Receipt | null }> {
  await refuseOvertaken(tx, author.labId, doing.subject, doing.version)
  const before = await Promise.all(doing.watch.map((watched) => rowsOf(tx, watched)))
  const done = await work()
  const after = await Promise.all(doing.watch.map((watched) => rowsOf(tx, watched)))
  const rows = doing.watch.flatMap(({ table }, at) => compareRows(table, before[at] ?? [], after[at] ?? []))
  if (rows.length === 0) return { done, change: null }
  return { done, change: await keep(app, author, tx, doing, rows) }
}

/** The version of a thing: what a page sends back with a change, to prove that it saw the latest. Empty before the first. */
export const versionOf = async (db: Db, labId: string, subject: string): Promise<string> =>
  (await lastChangeOf(db, labId, subject))?.id ?? ''

async function refuseOvertaken(tx: Db, labId: string, subject: string, version: string | undefined): Promise<void> {
  if (version === undefined) return
  const last = await lastChangeOf(tx, labId, subject)
  if (last && last.id !== version) throw await overtaken(tx, last)
}

/** Says who was faster, and what they changed. */
async function overtaken(tx: Db, last: ChangeRow): Promise<Refusal> {
  const author = last.byId
    ? await tx.selectFrom('member').select('name').where('id', '=', last.byId).executeTakeFirst()
    : undefined
  return new Refusal('change.overtaken', { who: author?.name, at: last.at, what: tell(JSON.parse(last.rows)) })
}

async function keep(
  app: Pick<App, 'now'>,
  author: Author,
  tx: Db,
  { act, subject, title }: Pick<Doing, 'act' | 'subject' | 'title'>,
  rows: RowChange[],
  undoes: string | null = null,
): Promise<Receipt> {
  const id = randomId()
  await insertChange(tx, {
    id,
    labId: author.labId,
    at: app.now(),
    byId: author.id,
    act,
    subject,
    title,
    rows: JSON.stringify(rows),
    undoneAt: null,
    undoneBy: null,
    undoes,
  })
  return { id }
}

/** Takes one change back, row by row; itself a change, which can be taken back. */
export async function undo(app: App, caller: MemberCaller, id: string): Promise<Receipt> {
  const { receipt, change } = await app.db
    .transaction()
    .execute(async (tx) => {
      const change = await findChange(tx, caller.labId, id)
      if (!change) throw new Refusal('change.not-found')
      const rows: RowChange[] = JSON.parse(change.rows)
      if (!isUndoable(change, rows, app.now())) throw new Refusal('change.too-late')
      if (!mayUndo(caller, change.act, rows)) throw new Refusal('auth.forbidden')
      for (const row of rows) {
        const last = isAsLeft(row, await findRow(tx, row))
          ? undefined
          : await lastChangeOf(tx, caller.labId, change.subject)
        if (last) throw await overtaken(tx, last)
      }
      await judgeReferencesAtTheEnd(tx)
      const back = inverse(rows)
      for (const row of back) await writeRow(tx, row)
      await markUndone(tx, id, app.now(), caller.id)
      const doing = { act: change.act as Act, subject: change.subject, title: change.title }
      return { receipt: await keep(app, caller, tx, doing, back, id), change }
    })
    .catch((error: unknown) => {
      throw isReferenced(error) ? new Refusal('change.in-use') : error
    })
  await announce(app, caller.labId, change)
  return receipt
}

export const isUndoable = (change: ChangeRow, rows: RowChange[], now: number): boolean =>
  change.undoneAt === null && rows.length > 0 && now - change.at < undoableMs

/** Nobody gives or takes a role above their own, by taking back what another did either. */
export function mayUndo(caller: { role: Role }, act: string, rows: RowChange[]): boolean {
  if (!atLeast(caller.role, ruleOf(act).who)) return false
  return rows.every(({ table, before, after }) =>
    [before?.role, after?.role].every((role) => table !== 'member' || !role || atLeast(caller.role, role as Role)),
  )
}

/** After the commit: whoever shows the thing reads it again. */
async function announce(app: App, labId: string, change: ChangeRow): Promise<void> {
  const { hears } = ruleOf(change.act)
  if (hears === 'nobody') return
  if (hears === 'machines') {
    await app.tellBridges(labId)
    // It may be gone: the others are read below.
    await publishCard(app, change.subject.replace(/^machine:/, ''))
  }
  app.publish('lab:changed', { to: 'lab' })
  await publishCards(app, labId)
}

const personalActs = Object.keys(acts).filter((act) => ruleOf(act).personal)

/** What undoes a change to a person's data is itself their data: it goes when the thirty days are over. */
export const forgetOldChanges = (app: Pick<App, 'db' | 'now'>) =>
  forgetRows(app.db, personalActs, app.now() - undoableMs)

import { setImmediate as nextTurn } from 'node:timers/promises'
import { Refusal } from '#backend/base/refusal.ts'
import { noteTakenBack } from '#backend/authorization/store.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import { bookedInVain, isKeepable, tellHolder } from '#backend/booking/service.ts'
import { findAnyBooking, noteEvent } from '#backend/booking/store.ts'
import { mustBeConfirmed } from '#backend/confirmation/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { publishBookingById } from '#backend/booking/views.ts'
import { isDuplicate, isReferenced, isSlotTaken, type Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { publishCard, publishCards } from '#backend/machine/views.ts'
import { publishJobById } from '#backend/print-job/views.ts'
import { mayEdit, mayRule } from '#backend/member/rank.ts'
import { keepingAnAdmin } from '#backend/member/store.ts'
import { wasTold } from '#backend/message/store.ts'
import { openRunOf } from '#backend/run/store.ts'
import { acts, ruleOf, undoableMs, type Act } from './acts.ts'
import { compareRows, inverse, isAsLeft, thrownAwayAt, type Row, type RowChange } from './rows.ts'
import type { Receipt } from './schema.ts'
import {
  findChange,
  findRow,
  forgetRows,
  insertChange,
  judgeReferencesAtTheEnd,
  lastChangeOf,
  markUndone,
  namesUsedSince,
  rowsOf,
  writeRow,
  type ChangeRow,
  type Watched,
} from './store.ts'
import { onlyShown, tell } from './told.ts'

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
  const before = await lookAt(tx, doing.watch)
  const done = await work()
  const after = await lookAt(tx, doing.watch)
  const rows = [...before.keys()].flatMap((table) =>
    compareRows(table, before.get(table) ?? [], after.get(table) ?? []),
  )
  return { done, change: await keepChange(app, author, tx, doing, rows) }
}

/** The same for work that knows itself which rows it touched: thousands of others need not be looked at twice. */
export async function keepChange(
  app: Pick<App, 'now'>,
  author: Author,
  tx: Db,
  doing: Pick<Doing, 'act' | 'subject' | 'title'>,
  rows: RowChange[],
): Promise<Receipt | null> {
  return rows.length === 0 ? null : keep(app, author, tx, doing, rows)
}

/** Keeps what was done and must not be taken back, or says nothing that may be shown. */
export const noted = (
  app: Pick<App, 'now'>,
  author: Author,
  tx: Db,
  doing: Pick<Doing, 'act' | 'subject' | 'title'>,
): Promise<Receipt> => keep(app, author, tx, doing, [])

/** The watched rows of each table. One that passes from one watch to another, as a booking to another member, has only changed. */
async function lookAt(tx: Db, watch: Watched[]): Promise<Map<string, Row[]>> {
  const seen = new Map<string, Row[]>()
  for (const watched of watch)
    seen.set(watched.table, [...(seen.get(watched.table) ?? []), ...(await rowsOf(tx, watched))])
  return seen
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
    rows: JSON.stringify(ruleOf(act).final ? onlyShown(rows) : rows),
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
      if (!mayUndo(caller, change, rows)) throw new Refusal('auth.forbidden')
      await refuseMoved(tx, change, rows)
      await refuseAbove(tx, caller, change.act, rows)
      await refusePrinting(tx, rows)
      const givesAdmin = rows.some(({ table, before }) => table === 'member' && before?.role === 'admin')
      if (givesAdmin) await mustBeConfirmed({ db: tx, now: app.now }, caller)
      await judgeReferencesAtTheEnd(tx)
      const back = await keepingAnAdmin(tx, caller.labId, () => writeBack(tx, change, rows, app.now()))
      if (back.length === 0) throw new Refusal('change.too-late')
      await refuseBooked(tx, caller.labId, back, app.now())
      await tellHolders(app, tx, caller, back)
      await noteAuthorizations(app, tx, caller, back)
      await markUndone(tx, id, app.now(), caller.id)
      const doing = { act: change.act as Act, subject: change.subject, title: change.title }
      return { receipt: await keep(app, caller, tx, doing, back, id), change }
    })
    .catch((error: unknown) => {
      if (isSlotTaken(error)) throw new Refusal('change.slot-taken')
      if (isDuplicate(error)) throw new Refusal('change.name-taken')
      throw isReferenced(error) ? new Refusal('change.in-use') : error
    })
  await announce(app, caller.labId, change)
  return receipt
}

/**
 * Writes what takes these rows back, and says what was written. Bookings come last: one that nobody could keep any more – it is
 * over, its machine or its member is gone, the lab is closed – stays cancelled. Whoever comes out of the bin comes without the
 * slots that others have taken; elsewhere a slot that is taken refuses the whole.
 */
async function writeBack(tx: Db, { labId, act }: ChangeRow, rows: RowChange[], now: number): Promise<RowChange[]> {
  const must = ruleOf(act).removes ? 'if-free' : 'always'
  const back = inverse(rows).map((row) => thrownAwayAt(now, row))
  const written: RowChange[] = []
  for (const row of back.toSorted((a, b) => Number(standsAgain(a)) - Number(standsAgain(b)))) {
    if (written.length % turnEvery === 0) await nextTurn()
    if (standsAgain(row) && !(await isKeepable(tx, labId, String(row.key.id), now, must))) continue
    await writeRow(tx, row)
    written.push(row)
  }
  return written
}

const standsAgain = ({ table, before, after }: RowChange): boolean =>
  table === 'booking' && before?.state === 'cancelled' && after?.state === 'confirmed'

/** A print under way was checked against the limits that it began with, and on a printer that is there. */
async function refusePrinting(tx: Db, rows: RowChange[]): Promise<void> {
  for (const { table, key, before, after } of rows) {
    const machineId = table === 'machine' ? key.id : table === 'printer' ? key.machineId : undefined
    const columns = Object.keys({ ...before, ...after })
    const moves = table === 'printer' ? columns.some((name) => name !== 'bedBy') : columns.includes('removedAt')
    if (machineId && moves && (await openRunOf(tx, String(machineId)))) throw new Refusal('run.printer-busy')
  }
}

/** Bookings that were made meanwhile are not left where nobody can keep them: the refusal names their machines. */
async function refuseBooked(tx: Db, labId: string, back: RowChange[], now: number): Promise<void> {
  const closed = back.flatMap(({ table, after }) => {
    const { firstDay, lastDay } = after ?? {}
    return table === 'closure' && firstDay && lastDay ? [{ firstDay: String(firstDay), lastDay: String(lastDay) }] : []
  })
  const removed = back.flatMap(({ table, key, after }) =>
    table === 'machine' && after?.removedAt ? [String(key.id)] : [],
  )
  const blocked = back.flatMap(({ table, after }) =>
    table === 'maintenanceBlock' && after
      ? [{ machineId: String(after.machineId), start: Number(after.startsAt), end: Number(after.endsAt) }]
      : [],
  )
  const names = await bookedInVain(tx, labId, { closed, removed, blocked }, now)
  if (names.length > 0)
    throw new Refusal('change.used-since', { names: names.slice(0, 5), others: Math.max(0, names.length - 5) })
}

/** Who was told that a booking is cancelled is told that it stands again, and once more when that is taken back. */
async function tellHolders(app: App, tx: Db, caller: MemberCaller, changes: RowChange[]): Promise<void> {
  for (const { table, key, after } of changes) {
    if (table !== 'booking' || !after?.state) continue
    const booking = await findAnyBooking(tx, caller.labId, String(key.id))
    if (!booking) continue
    // Its own history tells it too: what calendar programs took for cancelled has a later version.
    const what = after.state === 'cancelled' ? 'cancel' : 'restore'
    await noteEvent(tx, booking, what, app.now(), { actorId: caller.id })
    if (!(await wasTold(tx, booking.memberId, 'booking_cancelled', booking.id))) continue
    if (after.state === 'confirmed') await tellHolder(app, tx, booking, 'booking_confirmed', caller, { again: true })
    else await tellHolder(app, tx, booking, 'booking_cancelled', caller, { reason: null })
  }
}

/** The history of an authorization also tells what was taken back. */
async function noteAuthorizations(app: App, tx: Db, { id, labId }: MemberCaller, changes: RowChange[]): Promise<void> {
  for (const { table, key } of changes) {
    if (table !== 'authorization') continue
    const about = { labId, memberId: String(key.memberId), machineKind: String(key.machineKind) }
    await noteTakenBack(tx, about, { at: app.now(), byId: id })
  }
}

/** So many rows are written before everybody else has a turn: a whole class, or a whole association, is taken back at once. */
const turnEvery = 100

/** What is told is forgotten by itself after a while: nobody took it from under anybody. */
const fading = new Set(['message', 'mail', 'consoleLine'])

/** What was touched since is not taken back from under whoever did it: the refusal names them, or the things they use. */
async function refuseMoved(tx: Db, change: ChangeRow, rows: RowChange[]): Promise<void> {
  const moved: string[] = []
  for (const [at, row] of rows.entries()) {
    if (at % turnEvery === 0) await nextTurn()
    const now = await findRow(tx, row)
    if (isAsLeft(row, now) || (!now && fading.has(row.table))) continue
    const last = await lastChangeOf(tx, change.labId, change.subject)
    if (last && last.id !== change.id) throw await overtaken(tx, last)
    moved.push(String((now ?? row.after ?? row.before)?.name ?? change.title))
  }
  const names = [...new Set([...moved, ...(await namesUsedSince(tx, rows))])]
  if (names.length > 0)
    throw new Refusal('change.used-since', { names: names.slice(0, 5), others: Math.max(0, names.length - 5) })
}

export const isUndoable = (change: ChangeRow, rows: RowChange[], now: number): boolean =>
  change.undoneAt === null && !ruleOf(change.act).final && rows.length > 0 && now - change.at < undoableMs

/** Nobody gives or takes a role above their own, by taking back what another did either. */
export function mayUndo(
  caller: { id: string; role: Role },
  { act, byId }: Pick<ChangeRow, 'act' | 'byId'>,
  rows: RowChange[],
): boolean {
  const { who, own } = ruleOf(act)
  if (!atLeast(caller.role, own && byId !== caller.id ? 'staff' : who)) return false
  return rows.every(({ table, before, after }) =>
    [before?.role, after?.role].every((role) => table !== 'member' || !role || atLeast(caller.role, role as Role)),
  )
}

/** What takes rank to do to a person takes the same rank to take back. */
async function refuseAbove(tx: Db, caller: MemberCaller, act: string, rows: RowChange[]): Promise<void> {
  for (const row of rows) {
    if (row.table !== 'member') continue
    const role = (await findRow(tx, row))?.role as Role | undefined
    const may = ruleOf(act).rank === 'rule' ? mayRule : mayEdit
    if (role && !may(caller.role, role)) throw new Refusal('member.outranked')
  }
}

/** Whether a person may do something else now, or not be here at all: their live connections begin anew. */
const movesRights = ({ table, before, after }: RowChange): boolean =>
  table === 'member' && (!before || !after || ['role', 'suspendedAt', 'removedAt'].some((column) => column in before))

/** After the commit: whoever shows the thing reads it again. */
async function announce(app: App, labId: string, change: ChangeRow): Promise<void> {
  for (const row of JSON.parse(change.rows) as RowChange[]) {
    const { table, key } = row
    if (movesRights(row)) app.disconnect(`member:${String(key.id)}`)
    if (table === 'booking') await publishBookingById(app, labId, String(key.id))
    if (table === 'authorization') app.publish('authorization:changed', { to: 'members' })
    if (table === 'printJob') await publishJobById(app, labId, String(key.id))
  }
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

const namingActs = Object.keys(acts).filter((act) => ruleOf(act).names)

/** What undoes a change to a person's data is itself their data: it goes when the thirty days are over. */
export const forgetOldChanges = (app: Pick<App, 'db' | 'now'>) =>
  forgetRows(app.db, personalActs, namingActs, app.now() - undoableMs)

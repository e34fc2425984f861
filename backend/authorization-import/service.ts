import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Level } from '#backend/authorization/level.ts'
import { taughtKinds } from '#backend/authorization/schema.ts'
import { authorizationsOn, findAuthorization, putAuthorization } from '#backend/authorization/store.ts'
import { mayAuthorize } from '#backend/authorization/views.ts'
import { instantOf } from '#backend/base/calendar-day.ts'
import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { compareRows, type RowChange } from '#backend/change/rows.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { keepChange } from '#backend/change/service.ts'
import { isHeader, plainWords } from '#backend/csv-file/columns.ts'
import { linesOf } from '#backend/csv-file/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { todayIn } from '#backend/lab/views.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { listMachines } from '#backend/machine/store.ts'
import { listMemberRows } from '#backend/member/store.ts'
import { namesPeople, readColumns, type Field } from './columns.ts'
import { readLine } from './read-line.ts'
import { reasonSentence } from './reasons.ts'
import type { ImportPreview, ReadingOptions } from './schema.ts'
import { createSorting, type Verdict, type Wanted } from './sort-lines.ts'

/** So many rows are written before everybody else has a turn. */
const atOnce = 100

type Sorted = { columns: ImportPreview['columns']; lines: { line: number; cells: string[]; verdict: Verdict }[] }

/** What the import would give. Nothing is written. */
export async function preview(
  app: App,
  caller: MemberCaller,
  bytes: unknown,
  options: ReadingOptions,
  language: Language,
): Promise<ImportPreview> {
  const { columns, lines } = await sortFile(app, app.db, caller, bytes, options)
  const wanted = wantedOf(lines)
  const refused = lines.flatMap(({ line, cells, verdict }) =>
    verdict.kind === 'refused' ? [{ line, cells, reasons: verdict.reasons }] : [],
  )
  return {
    columns,
    saysMachine: columns.some(({ field }) => field === 'machine'),
    lines: lines.length,
    toGive: wanted.length,
    there: lines.filter(({ verdict }) => verdict.kind === 'there').length,
    toCorrect: refused.length,
    first: wanted.slice(0, 8).map(({ name, kind, level, until }) => ({ name, kind, level, until })),
    refused: refused.slice(0, 200).map(({ line, cells, reasons }) => ({
      line,
      text: cells.filter(Boolean).join(' · ').slice(0, 120),
      reasons: reasons.map((reason) => reasonSentence(reason, language)),
    })),
  }
}

/** Gives what the preview promised, or nothing: where the lab changed meanwhile, the person looks again. Nobody is told of it. */
export async function importAuthorizations(
  app: App,
  caller: MemberCaller,
  bytes: unknown,
  options: ReadingOptions & { expected: number; file: string },
): Promise<{ given: number; change: Receipt | null }> {
  const done = await app.db.transaction().execute(async (tx) => {
    const { lines } = await sortFile(app, tx, caller, bytes, options)
    const wanted = wantedOf(lines)
    if (wanted.length !== options.expected) throw new Refusal('authorization-import.changed')
    const rows = await giveAll(app, tx, caller, wanted)
    const doing = {
      act: 'authorizations.imported' as const,
      subject: `authorization-import:${randomId()}`,
      title: options.file,
    }
    return { given: wanted.length, change: await keepChange(app, caller, tx, doing, rows) }
  })
  app.publish('authorization:changed', { to: 'members' })
  return done
}

async function giveAll(app: App, tx: Db, caller: MemberCaller, wanted: Wanted[]): Promise<RowChange[]> {
  const lab = await findLab(tx)
  const made: RowChange[] = []
  for (const [n, { memberId, kind, level, on, until, evidence }] of wanted.entries()) {
    const before = await findAuthorization(tx, memberId, kind)
    // A day has no hour: noon is on it, wherever it is.
    const grantedAt = on && lab ? Math.min(instantOf(on, '12:00', lab.timeZone), app.now()) : app.now()
    await putAuthorization(tx, {
      ...{ labId: caller.labId, memberId, machineKind: kind, level, expiresOn: until, evidence },
      ...{ grantedBy: caller.id, grantedAt },
    })
    const after = await findAuthorization(tx, memberId, kind)
    made.push(...compareRows('authorization', before ? [before] : [], after ? [after] : []))
    if (n % atOnce === 0) await nextTurn()
  }
  return made
}

async function sortFile(
  app: App,
  db: Db,
  caller: MemberCaller,
  bytes: unknown,
  { kind }: ReadingOptions,
): Promise<Sorted> {
  const { labId } = caller
  const today = await todayIn(app, db)
  const machines = new Map(
    (await listMachines(db, labId))
      .filter((machine) => machine.kind !== 'space')
      .map((machine) => [plainWords(machine.name), machine.kind as MachineKind]),
  )
  const held = new Map(
    (await authorizationsOn(db, labId, taughtKinds)).map((row) => [`${row.memberId} ${row.machineKind}`, row]),
  )
  const people = (await listMemberRows(db, labId)).filter((row) => mayAuthorize(caller, row))
  const sort = createSorting(
    people,
    (memberId, machineKind) => {
      const row = held.get(`${memberId} ${machineKind}`)
      return row && { ...row, level: row.level as Level, isRevoked: row.revokedAt !== null }
    },
    today,
  )

  let columns: (Field | null)[] | undefined
  let header: string[] = []
  const lines: Sorted['lines'] = []
  for await (const { line, cells } of linesOf(bytes)) {
    if (!columns) {
      header = cells.map((cell) => cell.trim())
      columns = isHeader(cells) ? readColumns(header) : []
      if (!namesPeople(columns)) throw new Refusal('authorization-import.no-people')
      continue
    }
    const read = readLine(cells, { columns, kind: kind ?? null, machines, today })
    lines.push({ line, cells, verdict: sort(line, read) })
    if (lines.length % atOnce === 0) await nextTurn()
  }
  if (lines.length === 0) throw new Refusal('csv-file.empty')
  return { columns: header.map((text, at) => ({ header: text, field: columns?.[at] ?? null })), lines }
}

const wantedOf = (lines: Sorted['lines']): Wanted[] =>
  lines.flatMap(({ verdict }) => (verdict.kind === 'give' ? verdict.wanted : []))

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import type { RowChange } from '#backend/change/rows.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { keepChange } from '#backend/change/service.ts'
import { isHeader } from '#backend/csv-file/columns.ts'
import { linesOf } from '#backend/csv-file/service.ts'
import { mustBeConfirmed } from '#backend/confirmation/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { writeCsv } from '#backend/io/csv.ts'
import { isDuplicate, type Db } from '#backend/io/database.ts'
import { randomCode, randomId } from '#backend/io/random.ts'
import type { Tables } from '#backend/io/tables.ts'
import { findLab } from '#backend/lab/store.ts'
import type { FeeKind } from '#backend/member/membership.ts'
import { nameKey } from '#backend/member/name-key.ts'
import { nothingKnown } from '#backend/member/service.ts'
import { organizationsByName, insertOrganization, type OrganizationRow } from '#backend/organization/store.ts'
import { guessMapping, namesPeople, type Mapping } from './columns.ts'
import { readLine, type ImportedPerson } from './read-line.ts'
import { reasonSentence, type Reason } from './reasons.ts'
import { type Preview, type ReadingOptions } from './schema.ts'
import { createSorting, type Verdict } from './sort-lines.ts'
import { heldNames, insertMembers } from './store.ts'

/** So many lines are sorted, or rows written, before everybody else has a turn. */
const atOnce = 100

type Line = { line: number; cells: string[]; read: ImportedPerson | Reason[] }
type Table = { header: string[]; mapping: Mapping; lines: Line[] }
type SortedLine = Line & { verdict: Verdict }

/** What the import would do. Nothing is written. */
export async function preview(
  app: App,
  caller: MemberCaller,
  bytes: unknown,
  options: ReadingOptions,
  language: Language,
): Promise<Preview> {
  const table = await readTable(bytes, caller, options)
  const sorted = await sortLines(app.db, caller.labId, table)
  const toAdd = sorted.flatMap(({ line, verdict }) => (verdict.kind === 'add' ? [{ line, ...verdict.person }] : []))
  const there = sorted.flatMap(({ verdict }) => (verdict.kind === 'there' ? [verdict.name] : []))
  const refused = refusedOf(sorted)
  const known = await organizationsByName(app.db, caller.labId)
  return {
    columns: table.header.map((header, at) => ({
      header,
      samples: samplesOf(table.lines, at),
      field: table.mapping[at] ?? null,
    })),
    named: namesPeople(table.mapping),
    lines: sorted.length,
    toAdd: toAdd.length,
    there: there.length,
    toCorrect: refused.length,
    first: toAdd.slice(0, 8).map(({ line, name, email, role, membershipUntil, organization }) => ({
      line,
      name,
      email,
      role,
      membershipUntil,
      organization,
    })),
    refused: refused.slice(0, 200).map(({ line, cells, reasons }) => ({
      line,
      text: cells.filter(Boolean).join(' · ').slice(0, 120),
      reasons: reasons.map((reason) => reasonSentence(reason, language)),
    })),
    thereNames: there.slice(0, 12),
    newOrganizations: unknownOrganizations(toAdd, known).slice(0, 50),
  }
}

/** The refused lines as they were, with the reasons beside them: to be corrected and sent again. */
export async function refusedLines(
  app: App,
  caller: MemberCaller,
  bytes: unknown,
  options: ReadingOptions,
  language: Language,
): Promise<string> {
  const table = await readTable(bytes, caller, options)
  const refused = refusedOf(await sortLines(app.db, caller.labId, table))
  const columns = { fr: ['Ligne', 'À corriger'], en: ['Line', 'To correct'] }[language]
  return writeCsv([
    [...table.header, ...columns],
    ...refused.map(({ line, cells, reasons }) => [
      ...table.header.map((_, at) => cells[at] ?? ''),
      line,
      reasons.map((reason) => reasonSentence(reason, language)).join(' '),
    ]),
  ])
}

/**
 * Adds everybody whom the preview promised, or nobody: where the lab changed meanwhile, the person looks again. Nobody gets a
 * passphrase; it is made at the desk, the first time they come.
 */
export async function importMembers(
  app: App,
  caller: MemberCaller,
  bytes: unknown,
  options: ReadingOptions & { expected: number; file: string },
): Promise<{ added: number; change: Receipt | null }> {
  const table = await readTable(bytes, caller, options)
  if (!namesPeople(table.mapping)) throw new Refusal('member-import.no-names')
  return app.db
    .transaction()
    .execute(async (tx) => {
      const sorted = await sortLines(tx, caller.labId, table)
      const people = sorted.flatMap(({ verdict }) => (verdict.kind === 'add' ? [verdict.person] : []))
      if (people.length !== options.expected) throw new Refusal('member-import.changed')
      // Giving this role asks for the passphrase, by whatever way it is given.
      if (people.some(({ role }) => role === 'admin')) await mustBeConfirmed({ db: tx, now: app.now }, caller)
      const rows = await insertPeople(app, tx, caller.labId, people, options.feeKind)
      const doing = { act: 'members.imported' as const, subject: `member-import:${randomId()}`, title: options.file }
      return { added: people.length, change: await keepChange(app, caller, tx, doing, rows) }
    })
    .catch((error: unknown) => {
      throw isDuplicate(error) ? new Refusal('member-import.changed') : error
    })
}

async function readTable(bytes: unknown, caller: MemberCaller, options: ReadingOptions): Promise<Table> {
  let table: Table | undefined
  for await (const { line, cells } of linesOf(bytes)) {
    const rules = (mapping: Mapping) => ({ mapping, importer: caller.role, feeKind: options.feeKind })
    if (!table) {
      const named = isHeader(cells)
      const header = named ? cells.map((cell) => cell.trim()) : cells.map((_, at) => `${at + 1}`)
      const mapping = fitting(options.mapping ?? guessMapping(header), header.length)
      table = { header, mapping, lines: [] }
      if (named) continue
    }
    table.lines.push({ line, cells, read: readLine(cells, rules(table.mapping)) })
  }
  if (!table?.lines.length) throw new Refusal('csv-file.empty')
  return table
}

const fitting = (mapping: Mapping, columns: number): Mapping =>
  Array.from({ length: columns }, (_, at) => mapping[at] ?? null)

async function sortLines(db: Db, labId: string, { lines }: Table): Promise<SortedLine[]> {
  const held = await heldNames(db, labId)
  const sort = createSorting(held.map(({ removedAt, ...one }) => ({ ...one, removed: removedAt !== null })))
  const sorted: SortedLine[] = []
  for (const line of lines) {
    sorted.push({ ...line, verdict: sort(line.line, line.read) })
    if (sorted.length % atOnce === 0) await nextTurn()
  }
  return sorted
}

const refusedOf = (sorted: SortedLine[]) =>
  sorted.flatMap(({ line, cells, verdict }) =>
    verdict.kind === 'refused' ? [{ line, cells, reasons: verdict.reasons }] : [],
  )

/** What people write in a column, to recognise it by. */
const samplesOf = (lines: Line[], at: number): string[] =>
  lines
    .slice(0, 50)
    .flatMap(({ cells }) => (cells[at]?.trim() ? [cells[at].trim().slice(0, 60)] : []))
    .slice(0, 3)

function unknownOrganizations(people: ImportedPerson[], known: Map<string, string>): string[] {
  const unknown = new Map<string, string>()
  for (const { organization } of people)
    if (organization && !known.has(nameKey(organization)) && !unknown.has(nameKey(organization)))
      unknown.set(nameKey(organization), organization)
  return [...unknown.values()]
}

async function insertPeople(
  app: App,
  tx: Db,
  labId: string,
  people: ImportedPerson[],
  feeKind: FeeKind,
): Promise<RowChange[]> {
  const lab = await findLab(tx)
  const made: RowChange[] = []
  const organizations = await organizationsByName(tx, labId)
  for (const name of unknownOrganizations(people, organizations)) {
    const row: OrganizationRow = {
      id: randomId(),
      labId,
      kind: 'company',
      name,
      nameKey: nameKey(name),
      contact: '',
      note: '',
      createdAt: app.now(),
      removedAt: null,
    }
    await insertOrganization(tx, row)
    organizations.set(row.nameKey, row.id)
    made.push({ table: 'organization', key: { id: row.id }, before: null, after: row })
  }
  const codes = new Set((await heldNames(tx, labId)).map(({ code }) => code))
  for (let at = 0; at < people.length; at += atOnce) {
    const rows = people.slice(at, at + atOnce).map((person): Tables['member'] => ({
      ...nothingKnown,
      id: randomId(),
      labId,
      code: newCode(codes),
      name: person.name,
      nameKey: nameKey(person.name),
      email: person.email,
      role: person.role,
      language: person.language ?? lab?.language ?? 'fr',
      passphraseHash: '',
      createdAt: app.now(),
      membershipFrom: person.membershipFrom,
      membershipUntil: person.membershipUntil,
      plan: person.plan,
      feeKind,
      feeState: person.feeState,
      born: person.born,
      staffNote: person.note,
      organizationId: person.organization ? (organizations.get(nameKey(person.organization)) ?? null) : null,
    }))
    await insertMembers(tx, rows)
    for (const row of rows) made.push({ table: 'member', key: { id: row.id }, before: null, after: row })
    await nextTurn()
  }
  return made
}

function newCode(taken: Set<string>): string {
  let code = randomCode(5)
  while (taken.has(code)) code = randomCode(5)
  taken.add(code)
  return code
}

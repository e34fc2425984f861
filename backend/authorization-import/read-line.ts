import type { Level } from '#backend/authorization/level.ts'
import type { CalendarDay } from '#backend/base/calendar-day.ts'
import { plainWords } from '#backend/csv-file/columns.ts'
import { readDate } from '#backend/csv-file/read-date.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import type { Field } from './columns.ts'
import type { Reason } from './reasons.ts'

/** What one line asks for; several kinds may stand in one cell. */
export type ReadLine = {
  /** As the file spells them; one of the two at least. */
  name: string
  email: string
  kinds: MachineKind[]
  level: Level
  /** Given on that day; null: the file does not say. */
  on: CalendarDay | null
  until: CalendarDay | null
  evidence: string
}

export type LineRules = {
  columns: (Field | null)[]
  /** What the file is about where no column says so. */
  kind: MachineKind | null
  /** The names of the lab's machines, plain, with their kinds. */
  machines: Map<string, MachineKind>
  today: CalendarDay
}

/** One line of the file: what it asks for, or every reason why it asks for nothing. */
export function readLine(cells: string[], { columns, kind, machines, today }: LineRules): ReadLine | Reason[] {
  const reasons: Reason[] = []
  const cell = (field: Field): string => (cells[columns.indexOf(field)] ?? '').replace(/[\s\u00a0]+/g, ' ').trim()
  const name = cell('name') || [cell('firstName'), cell('lastName')].filter(Boolean).join(' ')
  const email = cell('email')
  if (!name && !email) reasons.push({ code: 'no-person' })

  const said = cell('machine')
    .split(/[,;/|+]/)
    .map((word) => word.trim())
    .filter(Boolean)
  const kinds = new Set<MachineKind>(said.length === 0 && kind ? [kind] : [])
  for (const word of said) {
    const found = meaning(kindWords, word) ?? machines.get(plainWords(word))
    if (found) kinds.add(found)
    else reasons.push({ code: 'unknown-machine', value: word })
  }
  if (said.length === 0 && !kind) reasons.push({ code: 'no-machine' })

  const level = cell('level') ? meaning(levelWords, cell('level')) : 'independent'
  if (!level) reasons.push({ code: 'unknown-level', value: cell('level') })
  const day = (field: 'on' | 'until'): CalendarDay | null => {
    if (!cell(field)) return null
    const read = readDate(cell(field))
    if (!read) reasons.push({ code: 'bad-date', value: cell(field) })
    return read ?? null
  }
  const on = day('on')
  const until = day('until')
  if (on && on > today) reasons.push({ code: 'in-the-future', value: on })
  if (until && until < today) reasons.push({ code: 'over', value: until })
  const evidence = cell('evidence')
  if (evidence.length > 200) reasons.push({ code: 'long-cell', value: evidence.slice(0, 40) })
  if (reasons.length > 0 || !level) return reasons
  return { name, email, kinds: [...kinds], level, on, until, evidence }
}

/** How people write the kinds, plain. */
const kindWords: Partial<Record<MachineKind, readonly string[]>> = {
  printer: [
    ...['imprimante', 'imprimantes', 'imprimante 3d', 'imprimantes 3d', 'impression 3d'],
    ...['printer', 'printers', '3d printer', '3d printers', '3d printing', '3d'],
  ],
  laser: ['laser', 'decoupe laser', 'decoupes laser', 'decoupeuse laser', 'laser cutter', 'laser cutting'],
  mill: ['fraiseuse', 'fraiseuses', 'fraisage', 'cnc', 'fraiseuse cnc', 'mill', 'mills', 'milling'],
  other: ['autre', 'autres', 'autre machine', 'autres machines', 'other', 'other machine', 'other machines'],
}

const levelWords: Record<Level, readonly string[]> = {
  accompanied: ['accompagne', 'accompagnee', 'accompagne e', 'debutant', 'debutante', 'accompanied', 'beginner'],
  independent: ['autonome', 'independent', 'autonomous'],
  trainer: ['formateur', 'formatrice', 'formateur rice', 'referent', 'referente', 'trainer'],
}

/** What a word stands for. */
const meaning = <T extends string>(words: Partial<Record<T, readonly string[]>>, text: string): T | undefined =>
  (Object.keys(words) as T[]).find((one) => words[one]?.includes(plainWords(text)))

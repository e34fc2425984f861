import { reaches, type Level } from '#backend/authorization/level.ts'
import type { CalendarDay } from '#backend/base/calendar-day.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { nameKey } from '#backend/member/name-key.ts'
import type { ReadLine } from './read-line.ts'
import type { Reason } from './reasons.ts'

type Person = { id: string; name: string; email: string | null }

/** What stands in the lab's books of one person and kind. */
type Standing = { level: Level; expiresOn: CalendarDay | null; revokedReason: string | null; isRevoked: boolean }

/** One authorization that would be given. */
export type Wanted = {
  memberId: string
  name: string
  kind: MachineKind
  level: Level
  on: CalendarDay | null
  until: CalendarDay | null
  evidence: string
}

export type Verdict = { kind: 'give'; wanted: Wanted[] } | { kind: 'there' } | { kind: 'refused'; reasons: Reason[] }

/** Sorts lines one after the other: a line sees those before it. */
export function createSorting(
  people: Person[],
  standing: (memberId: string, kind: MachineKind) => Standing | undefined,
  today: CalendarDay,
): (line: number, read: ReadLine | Reason[]) => Verdict {
  const byEmail = new Map(people.flatMap((one) => (one.email ? [[one.email.toLowerCase(), one] as const] : [])))
  const byName = new Map(people.map((one) => [nameKey(one.name), one]))
  const said = new Map<string, number>()

  return (line, read) => {
    if (Array.isArray(read)) return { kind: 'refused', reasons: read }
    // An address says who it is; a name that is spelt otherwise does not matter then.
    const person = byEmail.get(read.email.toLowerCase()) ?? byName.get(nameKey(read.name))
    if (!person) return { kind: 'refused', reasons: [{ code: 'unknown-person', value: read.name || read.email }] }
    const reasons: Reason[] = []
    const wanted: Wanted[] = []
    for (const kind of read.kinds) {
      const before = said.get(`${person.id} ${kind}`)
      const now = standing(person.id, kind)
      if (before !== undefined) reasons.push({ code: 'twice', other: before })
      else if (now?.isRevoked) reasons.push({ code: 'revoked', value: now.revokedReason ?? '' })
      else if (!now || isMore(read, now, today))
        wanted.push({
          ...{ memberId: person.id, name: person.name, kind, level: read.level },
          ...{ on: read.on, until: read.until, evidence: read.evidence },
        })
    }
    if (reasons.length > 0) return { kind: 'refused', reasons }
    for (const kind of read.kinds) said.set(`${person.id} ${kind}`, line)
    if (wanted.length === 0) return { kind: 'there' }
    return { kind: 'give', wanted }
  }
}

/** Whether a line gives more than stands: a higher level, a later end, or one again that is over. It never takes anything. */
function isMore({ level, until }: ReadLine, now: Standing, today: CalendarDay): boolean {
  if (now.expiresOn !== null && now.expiresOn < today) return true
  if (!reaches(level, now.level)) return false
  if (level !== now.level) return true
  return now.expiresOn !== null && (until === null || until > now.expiresOn)
}

import { nameKey } from '#backend/member/name-key.ts'
import type { ImportedPerson } from './read-line.ts'
import type { Reason } from './reasons.ts'

/** Somebody who has an account: removed ones keep their name, so that nobody takes it over. */
export type Known = { name: string; email: string | null; removed: boolean }

export type Verdict =
  | { kind: 'add'; person: ImportedPerson }
  /** Nothing to do: this person has an account. */
  | { kind: 'there'; name: string }
  | { kind: 'refused'; reasons: Reason[] }

/** Tells, line after line, who is new, who is there already, and who stands in the file twice. The first of two lines is taken. */
export function createSorting(known: Known[]): (line: number, read: ImportedPerson | Reason[]) => Verdict {
  const byName = new Map(known.map((one) => [nameKey(one.name), one]))
  const byEmail = new Map(known.flatMap((one) => (one.email ? [[one.email, one] as const] : [])))
  const lineOfName = new Map<string, { line: number; email: string | null }>()
  const lineOfEmail = new Map<string, number>()

  return (line, person) => {
    if (Array.isArray(person)) return { kind: 'refused', reasons: person }
    const { name, email } = person
    const key = nameKey(name)
    const namesake = byName.get(key)
    const owner = email ? byEmail.get(email) : undefined
    const there = owner ?? (namesake && isSame(namesake.email, email) ? namesake : undefined)
    if (there && !there.removed) return { kind: 'there', name: there.name }
    if (there ?? namesake) {
      const code = (there ?? namesake)!.removed ? 'name-kept' : 'same-name-there'
      return { kind: 'refused', reasons: [{ code, value: name }] }
    }
    const twin = lineOfName.get(key)
    if (twin) {
      const code = isSame(twin.email, email) ? 'twice' : 'same-name-here'
      return { kind: 'refused', reasons: [{ code, value: name, other: twin.line }] }
    }
    const sharer = email ? lineOfEmail.get(email) : undefined
    if (sharer !== undefined)
      return { kind: 'refused', reasons: [{ code: 'same-email-here', value: email!, other: sharer }] }
    lineOfName.set(key, { line, email })
    if (email) lineOfEmail.set(email, line)
    return { kind: 'add', person }
  }
}

/** Of two people of one name: an address that is missing tells nobody apart. */
const isSame = (one: string | null, other: string | null): boolean => !one || !other || one === other

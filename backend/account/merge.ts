/** What both accounts may say of the same person. */
export const mergeFields = [
  'email',
  'membershipUntil',
  'charterVersion',
  'insuranceUntil',
  'born',
  'consentBy',
] as const
type MergeField = (typeof mergeFields)[number]

/** Columns that are one thing together: who has none takes all of them from the other. */
const together = {
  email: ['email'],
  membershipUntil: ['membershipFrom', 'membershipUntil', 'feeKind', 'feeState'],
  charterVersion: ['charterVersion', 'charterOn'],
  insuranceUntil: ['insuranceUntil'],
  born: ['born'],
  consentBy: ['consentBy', 'consentOn'],
} as const satisfies Record<MergeField, readonly (keyof Person)[]>

type Person = {
  email: string | null
  membershipFrom: string | null
  membershipUntil: string | null
  plan: string
  feeKind: string
  feeState: string
  charterVersion: string | null
  charterOn: string | null
  insuranceUntil: string | null
  born: string | null
  consentBy: string | null
  consentOn: string | null
  staffNote: string
}

export type Conflict = { field: MergeField; stays: string; goes: string }

/** Of these the later day counts, whoever it stands with. */
const laterCounts: ReadonlySet<MergeField> = new Set(['membershipUntil', 'insuranceUntil'])

/**
 * What changes with the one who stays. They keep what they have and take what they lack; of two days the later one counts; notes
 * are put one below the other. Conflicts are what is lost from sight by it.
 */
export function mergePeople(stays: Person, goes: Person): { change: Partial<Person>; conflicts: Conflict[] } {
  const change: Partial<Person> = {}
  const conflicts: Conflict[] = []
  for (const field of mergeFields) {
    const [mine, theirs] = [stays[field], goes[field]]
    if (theirs === null || theirs === mine) continue
    if (mine !== null) conflicts.push({ field, stays: mine, goes: theirs })
    if (mine === null || (laterCounts.has(field) && theirs > mine))
      for (const column of together[field]) Object.assign(change, { [column]: goes[column] })
  }
  if (!stays.plan && goes.plan) change.plan = goes.plan
  const notes = [stays.staffNote, goes.staffNote].filter(Boolean).join('\n')
  if (notes !== stays.staffNote) change.staffNote = notes
  return { change, conflicts }
}

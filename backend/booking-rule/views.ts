import type { Db } from '#backend/io/database.ts'
import { rulesFrom, type BookingRuleSet, type RuleScope, type StatedRules } from './rules.ts'
import { listStated } from './store.ts'

type Stated = { scope: RuleScope; about: string; rules: StatedRules }

/** The rules of one machine, from all that is stated in the lab. */
export function rulesOf(stated: Stated[], machine: { id: string; kind: string }): BookingRuleSet {
  const about = { lab: '', kind: machine.kind, machine: machine.id }
  const at = (scope: RuleScope) => stated.find((one) => one.scope === scope && one.about === about[scope])?.rules
  return rulesFrom({ lab: at('lab'), kind: at('kind'), machine: at('machine') })
}

export const machineRules = async (
  db: Db,
  labId: string,
  machine: { id: string; kind: string },
): Promise<BookingRuleSet> => rulesOf(await listStated(db, labId), machine)

/** What would stand at its place, were it saved. */
export const withTyped = (stated: Stated[], typed: Stated): Stated[] => [
  ...stated.filter(({ scope, about }) => scope !== typed.scope || about !== typed.about),
  typed,
]

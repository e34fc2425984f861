import { levels } from '#backend/authorization/level.ts'
import type { BookingRuleSet, StatedRules } from '#backend/booking-rule/rules.ts'

/** The rules that are one choice in a sentence; hours, prerequisites and quotas are sentences of their own. */
export type ChoiceRule = Exclude<keyof BookingRuleSet, 'quotas' | 'when' | 'prerequisites'>
export type RuleValue = BookingRuleSet[ChoiceRule]

const day = 24 * 60

/** What is offered for each rule, in the order in which the page tells them. Null: no such rule. Minutes unless it is `horizonDays`. */
export const usualChoices: { [rule in ChoiceRule]: readonly BookingRuleSet[rule][] } = {
  runsOn: [false, true],
  minMinutes: [null, 15, 30, 60, 120],
  maxMinutes: [30, 60, 120, 180, 240, 480, 720, day, 3 * day, 7 * day],
  stepMinutes: [null, 5, 10, 15, 30, 60],
  leadMinutes: [null, 30, 60, 120, 240, day, 2 * day],
  horizonDays: [7, 14, 30, 60, 90, 180, 365],
  bufferMinutes: [null, 5, 10, 15, 30, 60],
  cancelMinutes: [null, 60, 120, 240, day, 2 * day],
  moveMinutes: [null, 60, 120, 240, day, 2 * day],
  maxHeld: [null, 1, 2, 3, 5, 10, 20],
  noShowMinutes: [null, 10, 15, 30, 60],
  offerMinutes: [10, 15, 30, 60, 120, 240],
  ownOverlap: [true, false],
  membership: [true, false],
  level: levels,
  unusedMonths: [null, 3, 6, 12, 24],
  staffed: [false, true],
  approval: [false, true],
}
export const choiceRules = Object.keys(usualChoices) as ChoiceRule[]

/** The usual choices, with the one that stands where it is none of them. */
export function choicesOf(rule: ChoiceRule, current: RuleValue): RuleValue[] {
  const usual: readonly RuleValue[] = usualChoices[rule]
  if (usual.includes(current)) return [...usual]
  return [...usual, current].toSorted((a, b) => Number(a) - Number(b))
}

/** A rule set with one choice more, or with one that is again as in the wider place. */
export function withChoice(stated: StatedRules, rule: ChoiceRule, value: RuleValue | undefined): StatedRules {
  const { [rule]: _gone, ...rest } = stated
  return value === undefined ? rest : ({ ...rest, [rule]: value } as StatedRules)
}

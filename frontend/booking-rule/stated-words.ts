import { kindsInWords } from '#backend/authorization/words.ts'
import type { BookingRuleSet, StatedRules } from '#backend/booking-rule/rules.ts'
import { quotaInWords } from '#backend/booking-rule/words.ts'
import { language } from '../lib/language.svelte.ts'
import { choiceRules, type ChoiceRule, type RuleValue } from './sentences.ts'
import { t } from './texts.ts'

/** One rule as a sentence. */
export function ruleInWords(rule: ChoiceRule, value: RuleValue): string {
  const [before, after] = t().sentences[rule]
  return `${before} ${t().value(rule, value)}${after === '.' ? '' : ' '}${after}`
}

export function prerequisitesInWords(asked: BookingRuleSet['prerequisites']): string {
  if (!asked) return t().prerequisiteChoices.none
  const kinds = kindsInWords(asked.kinds, language.current)
  return asked.match === 'any' && asked.kinds.length > 1 ? t().prerequisiteAny(kinds) : kinds
}

/** What is stated at one place, in sentences. */
export const statedInWords = (rules: StatedRules): string[] => [
  ...(rules.when === undefined ? [] : [`${t().when} ${t().whenValue(rules.when)}.`]),
  ...choiceRules.flatMap((rule) => {
    const value = rules[rule]
    return value === undefined ? [] : [ruleInWords(rule, value)]
  }),
  ...(rules.prerequisites === undefined ? [] : [`${t().prerequisites} ${prerequisitesInWords(rules.prerequisites)}.`]),
  ...(rules.quotas ?? []).map((quota) => quotaInWords(quota, language.current)),
]

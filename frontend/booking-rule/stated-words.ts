import type { StatedRules } from '#backend/booking-rule/rules.ts'
import { quotaInWords } from '#backend/booking-rule/words.ts'
import { language } from '../lib/language.svelte.ts'
import { choiceRules, type ChoiceRule, type RuleValue } from './sentences.ts'
import { t } from './texts.ts'

/** One rule as a sentence. */
export function ruleInWords(rule: ChoiceRule, value: RuleValue): string {
  const [before, after] = t().sentences[rule]
  return `${before} ${t().value(rule, value)}${after === '.' ? '' : ' '}${after}`
}

/** What is stated at one place, in sentences. */
export const statedInWords = (rules: StatedRules): string[] => [
  ...(rules.when === undefined ? [] : [`${t().when} ${t().whenValue(rules.when)}.`]),
  ...choiceRules.flatMap((rule) => {
    const value = rules[rule]
    return value === undefined ? [] : [ruleInWords(rule, value)]
  }),
  ...(rules.quotas ?? []).map((quota) => quotaInWords(quota, language.current)),
]

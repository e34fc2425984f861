import type { Language } from '#backend/base/language.ts'
import type { Quota } from './rules.ts'

const windows = {
  fr: { day: 'par jour', week: 'par semaine', month: 'par mois', rolling: 'sur 30\u00a0jours' },
  en: { day: 'a day', week: 'a week', month: 'a month', rolling: 'in 30\u00a0days' },
}
const over = {
  fr: { machine: 'de cette machine', kind: 'de ce type de machine', lab: 'de machines du labo' },
  en: { machine: 'of this machine', kind: 'of this kind of machine', lab: 'of the lab’s machines' },
}

/** « Chaque membre a au plus 4 h par semaine de cette machine. » */
export function quotaInWords(quota: Quota, language: Language): string {
  const { most, of, window, who } = quota
  const among = over[language][quota.over]
  if (language === 'fr') {
    const subject = {
      each: 'Chaque personne a',
      role: 'Vous avez',
      plan: 'Votre formule donne',
      organization: 'Votre structure a',
    }[who.kind]
    const amount = of === 'hours' ? `${most}\u00a0h` : `${most} réservation${most > 1 ? 's' : ''}`
    return `${subject} au plus ${amount} ${windows.fr[window]} ${among}.`
  }
  const subject = {
    each: 'Each person has',
    role: 'You have',
    plan: 'Your plan gives',
    organization: 'Your organization has',
  }[who.kind]
  const amount = of === 'hours' ? `${most}\u00a0h` : `${most} booking${most > 1 ? 's' : ''}`
  return `${subject} at most ${amount} ${windows.en[window]} ${among}.`
}

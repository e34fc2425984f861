import { formatDate } from '#backend/base/format.ts'
import type { Language } from '#backend/base/language.ts'

export const reasonCodes = [
  'no-person',
  'unknown-person',
  'no-machine',
  'unknown-machine',
  'unknown-level',
  'bad-date',
  'in-the-future',
  'over',
  'revoked',
  'twice',
  'long-cell',
] as const
export type ReasonCode = (typeof reasonCodes)[number]

/** What is said of a line that is left out: a name for the reason, and what its sentence needs. */
export type Reason = { code: ReasonCode; value?: string; other?: number }

type Say = (given: { value: string; other: number }) => string

/** What is wrong, then what to do. */
const fr: Record<ReasonCode, Say> = {
  'no-person': () => 'La personne manque\u202f: écrivez son nom ou son adresse e-mail.',
  'unknown-person': ({ value }) =>
    `« ${value} » n’est pas membre ici. Corrigez le nom, ou ajoutez d’abord la personne.`,
  'no-machine': () => 'La machine manque\u202f: écrivez un type de machine ou le nom d’une machine.',
  'unknown-machine': ({ value }) =>
    `« ${value} » n’est ni un type de machine ni une machine du labo. Écrivez imprimante, laser, fraiseuse ou autre.`,
  'unknown-level': ({ value }) => `« ${value} » n’est pas un niveau. Écrivez accompagné, autonome ou formateur.`,
  'bad-date': ({ value }) => `« ${value} » n’est pas une date lisible. Écrivez 31/12/2026 ou 2026-12-31.`,
  'in-the-future': ({ value }) =>
    `Le ${formatDate(value, 'fr')} est encore à venir. Vérifiez le jour de l’habilitation.`,
  over: ({ value }) =>
    `Elle est déjà finie, depuis le ${formatDate(value, 'fr')}. Corrigez la fin, ou laissez la ligne.`,
  revoked: ({ value }) =>
    `Cette habilitation a été retirée${value ? ` (${value})` : ''}. Un import ne la rend pas\u202f: faites-le sur la page de la personne.`,
  twice: ({ other }) => `La ligne ${other} dit déjà cette habilitation. Gardez une seule des deux.`,
  'long-cell': ({ value }) => `« ${value}… » est trop long\u202f: 200 signes au plus.`,
}

const en: Record<ReasonCode, Say> = {
  'no-person': () => 'The person is missing: write their name or their e-mail address.',
  'unknown-person': ({ value }) => `“${value}” is no member here. Correct the name, or add the person first.`,
  'no-machine': () => 'The machine is missing: write a kind of machine, or the name of one.',
  'unknown-machine': ({ value }) =>
    `“${value}” is neither a kind of machine nor a machine of the lab. Write printer, laser, mill or other.`,
  'unknown-level': ({ value }) => `“${value}” is no level. Write accompanied, independent or trainer.`,
  'bad-date': ({ value }) => `“${value}” cannot be read as a date. Write 31/12/2026 or 2026-12-31.`,
  'in-the-future': ({ value }) => `${formatDate(value, 'en')} is still to come. Check the day of the authorization.`,
  over: ({ value }) => `It is over already, since ${formatDate(value, 'en')}. Correct its end, or leave the line out.`,
  revoked: ({ value }) =>
    `This authorization was taken away${value ? ` (${value})` : ''}. An import does not give it back: do so on the person’s page.`,
  twice: ({ other }) => `Line ${other} says this authorization already. Keep one of the two.`,
  'long-cell': ({ value }) => `“${value}…” is too long: 200 signs at most.`,
}

export const reasonSentence = ({ code, value = '', other = 0 }: Reason, language: Language): string =>
  ({ fr, en })[language][code]({ value: value.slice(0, 60), other })

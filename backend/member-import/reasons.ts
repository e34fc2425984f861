import type { Language } from '#backend/base/language.ts'

/** What is said of a line that is not added: a name for the reason, and what its sentence needs. */
export type Reason = { code: ReasonCode; value?: string; other?: number }

type Say = (given: { value: string; other: number }) => string

/** What is wrong, then what to do. */
const fr = {
  'no-name': () => 'Le nom manque\u202f: écrivez-le, ou laissez cette ligne de côté.',
  'short-name': ({ value }) => `« ${value} » est trop court pour un nom\u202f: il faut au moins 2 signes.`,
  'long-name': ({ value }) => `« ${value} » est trop long\u202f: 40 signes au plus. Raccourcissez-le.`,
  'not-a-name': ({ value }) =>
    `« ${value} » n’est pas un nom\u202f: c’est une formule ou un signe perdu. Réécrivez-le.`,
  'bad-email': ({ value }) => `« ${value} » n’est pas une adresse e-mail. Corrigez-la, ou videz la case.`,
  'unknown-role': ({ value }) =>
    `« ${value} » n’est pas un rôle. Écrivez visiteur, membre, bénévole, équipe ou admin\u202f; une case vide veut dire membre.`,
  'role-above': ({ value }) => `« ${value} » est un rôle au-dessus du vôtre\u202f: demandez à quelqu’un qui l’a.`,
  'unknown-language': ({ value }) =>
    `« ${value} » n’est pas une langue du labo. Écrivez français ou anglais, ou videz la case.`,
  'bad-date': ({ value }) => `« ${value} » n’est pas une date lisible. Écrivez 31/12/2026 ou 2026-12-31.`,
  'ends-before': () => 'L’adhésion finit avant de commencer. Vérifiez les deux dates.',
  'unknown-fee': ({ value }) =>
    `« ${value} » ne dit pas si la cotisation est payée. Écrivez payée, exemptée ou à payer.`,
  'cancelled-order': ({ value }) =>
    `Commande « ${value} »\u202f: elle n’a pas abouti, cette personne n’est pas ajoutée. Écrivez payée si elle est membre.`,
  'long-cell': ({ value }) => `« ${value}… » est trop long. Raccourcissez-le.`,
  twice: ({ other }) => `C’est la même personne qu’à la ligne ${other}. Gardez une seule des deux lignes.`,
  'same-name-here': ({ value, other }) =>
    `« ${value} » est aussi le nom de la ligne ${other}, avec une autre adresse. Ajoutez un signe qui les distingue.`,
  'same-email-here': ({ value, other }) =>
    `${value} est aussi l’adresse de la ligne ${other}. Une adresse n’appartient qu’à une personne\u202f: videz l’une des deux.`,
  'same-name-there': ({ value }) =>
    `« ${value} » est le nom d’un membre qui a une autre adresse. Ajoutez un signe qui les distingue.`,
  'name-kept': ({ value }) =>
    `« ${value} » est le nom d’un compte retiré. Remettez-le depuis la corbeille, ou changez le nom.`,
  'too-many-cells': () =>
    'Cette ligne a plus de cases que la première. Un séparateur s’y est sans doute glissé\u202f: mettez le texte entre guillemets.',
} satisfies Record<string, Say>

export type ReasonCode = keyof typeof fr

const en: Record<ReasonCode, Say> = {
  'no-name': () => 'The name is missing: write it, or leave this line out.',
  'short-name': ({ value }) => `“${value}” is too short for a name: it takes 2 signs at least.`,
  'long-name': ({ value }) => `“${value}” is too long: 40 signs at most. Shorten it.`,
  'not-a-name': ({ value }) => `“${value}” is no name: it is a formula or a lost sign. Write it again.`,
  'bad-email': ({ value }) => `“${value}” is no e-mail address. Correct it, or empty the cell.`,
  'unknown-role': ({ value }) =>
    `“${value}” is no role. Write visitor, member, volunteer, staff or admin; an empty cell means member.`,
  'role-above': ({ value }) => `“${value}” is a role above yours: ask somebody who has it.`,
  'unknown-language': ({ value }) =>
    `“${value}” is no language of the lab. Write French or English, or empty the cell.`,
  'bad-date': ({ value }) => `“${value}” cannot be read as a date. Write 31/12/2026 or 2026-12-31.`,
  'ends-before': () => 'The membership ends before it begins. Check both dates.',
  'unknown-fee': ({ value }) => `“${value}” does not say whether the fee is paid. Write paid, exempt or to pay.`,
  'cancelled-order': ({ value }) =>
    `Order “${value}”: it came to nothing, this person is not added. Write paid if they are a member.`,
  'long-cell': ({ value }) => `“${value}…” is too long. Shorten it.`,
  twice: ({ other }) => `This is the same person as on line ${other}. Keep one of the two lines.`,
  'same-name-here': ({ value, other }) =>
    `“${value}” is also the name on line ${other}, with another address. Add a sign that tells them apart.`,
  'same-email-here': ({ value, other }) =>
    `${value} is also the address on line ${other}. An address belongs to one person only: empty one of them.`,
  'same-name-there': ({ value }) =>
    `“${value}” is the name of a member who has another address. Add a sign that tells them apart.`,
  'name-kept': ({ value }) =>
    `“${value}” is the name of a removed account. Put it back from the bin, or change the name.`,
  'too-many-cells': () =>
    'This line has more cells than the first. A separator probably slipped in: put the text in quotation marks.',
}

export const reasonSentence = ({ code, value = '', other = 0 }: Reason, language: Language): string =>
  ({ fr: fr as Record<ReasonCode, Say>, en })[language][code]({ value: value.slice(0, 60), other })

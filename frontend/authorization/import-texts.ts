import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'Importer des habilitations',
  hint: 'Un fichier CSV avec une ligne par personne\u202f: Nom ou E-mail, Machine (un type ou un nom\u202f; plusieurs séparés par des virgules), et si vous voulez Niveau, Depuis, Jusqu’au, Justificatif. Rien n’est donné avant votre accord, et rien n’est retiré.',
  toGive: (n: number) => (n === 1 ? '1 habilitation à donner' : `${n} habilitations à donner`),
  there: (n: number) => (n === 1 ? '1 ligne déjà connue' : `${n} lignes déjà connues`),
  known: (headers: string) => `Colonnes lues\u202f: ${headers}.`,
  left: (headers: string) => `Laissées de côté\u202f: ${headers}.`,
  kind: 'Ce fichier parle de',
  kindHint: 'Aucune colonne ne dit sur quelle machine.',
  choose: 'Choisissez un type de machine',
  quiet: 'Les personnes ne sont pas prévenues\u202f: elles lisent leurs habilitations sur leur compte.',
  import: (n: number) => (n === 1 ? 'Donner cette habilitation' : `Donner ces ${n} habilitations`),
  imported: (n: number) => (n === 1 ? '1 habilitation importée' : `${n} habilitations importées`),
  link: 'Importer une liste d’habilitations',
}

const en: typeof fr = {
  title: 'Import authorizations',
  hint: 'A CSV file with a line for each person: Name or E-mail, Machine (a kind or a name; several with commas between), and if you like Level, Since, Until, Evidence. Nothing is given before you agree, and nothing is taken away.',
  toGive: (n) => (n === 1 ? '1 authorization to give' : `${n} authorizations to give`),
  there: (n) => (n === 1 ? '1 line known already' : `${n} lines known already`),
  known: (headers) => `Columns read: ${headers}.`,
  left: (headers) => `Left out: ${headers}.`,
  kind: 'This file is about',
  kindHint: 'No column says which machine.',
  choose: 'Choose a kind of machine',
  quiet: 'Nobody is told: people read their authorizations on their account.',
  import: (n) => (n === 1 ? 'Give this authorization' : `Give these ${n} authorizations`),
  imported: (n) => (n === 1 ? '1 authorization imported' : `${n} authorizations imported`),
  link: 'Import a list of authorizations',
}

export const t = texts({ fr, en })

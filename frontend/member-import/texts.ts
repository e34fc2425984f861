import type { Field } from '#backend/member-import/columns.ts'
import type { FeeKind } from '#backend/member/membership.ts'
import { texts } from '../lib/language.svelte.ts'

const fieldsFr: Record<Field, string> = {
  name: 'Nom complet ou pseudonyme',
  firstName: 'Prénom',
  lastName: 'Nom de famille',
  email: 'E-mail',
  role: 'Rôle',
  language: 'Langue',
  membershipFrom: 'Début de l’adhésion',
  membershipUntil: 'Fin de l’adhésion',
  plan: 'Formule',
  feeState: 'Cotisation payée ou non',
  born: 'Naissance (date ou année)',
  organization: 'Structure',
  note: 'Note pour l’équipe',
  payerFirstName: 'Prénom de qui paie',
  payerLastName: 'Nom de qui paie',
  payerEmail: 'E-mail de qui paie (gardé si c’est le membre)',
}

const fr = {
  title: 'Importer une liste de membres',
  hint: 'Un fichier CSV de votre tableur, de HelloAsso ou de Fab-manager\u202f: 5\u202fMo et 10\u202f000 lignes au plus. Rien n’est ajouté avant votre accord.',
  workbook:
    'Un classeur (.xlsx), comme celui de Fab-manager\u202f? Ouvrez-le, puis «\u202fEnregistrer sous\u202f» et choisissez CSV.',
  choose: 'Choisir un fichier',
  chooseOther: 'Choisir un autre fichier',
  drop: 'ou déposez-le ici',
  reading: 'Lecture du fichier…',
  tooLarge: 'Ce fichier dépasse 5\u202fMo. Partagez-le en plusieurs.',
  toAdd: (count: number) => `${count} à ajouter`,
  there: (count: number) => `${count} déjà là`,
  toCorrect: (count: number) => `${count} à corriger`,
  import: (count: number) => (count === 1 ? 'Importer 1 membre' : `Importer ${count} membres`),
  nothingToAdd: 'Personne à ajouter',
  imported: (count: number) => (count === 1 ? '1 membre importé' : `${count} membres importés`),
  undoHint: 'Tout l’import s’annule en une fois\u202f: ici pendant 10\u202fs, puis dans l’Historique pendant 30 jours.',
  passphrases:
    'Personne ne reçoit de phrase de passe\u202f: vous la créez à l’accueil, à la première venue (page du membre).',
  newOrganizations: (names: string, count: number) =>
    count === 1
      ? `Une structure sera ajoutée\u202f: ${names}.`
      : `${count} structures seront ajoutées\u202f: ${names}.`,
  feeKind: 'Une cotisation vaut pour',
  feeKinds: { civil: 'l’année civile', school: 'l’année scolaire', rolling: 'un an, jour pour jour' } as Record<
    FeeKind,
    string
  >,
  columns: 'Ce que contiennent les colonnes',
  known: (count: number, all: number) => `${count} reconnues sur ${all}`,
  column: (header: string) => `Colonne ${header}`,
  leftOut: '— ne pas reprendre —',
  fields: fieldsFr,
  first: 'Les premiers de la liste',
  line: 'Ligne',
  name: 'Nom',
  email: 'E-mail',
  until: 'Membre jusqu’au',
  role: 'Rôle',
  noEmail: 'sans e-mail',
  thereTitle: 'Déjà membres',
  thereMore: (names: string, more: number) => (more > 0 ? `${names} et ${more} autres` : names),
  refusedTitle: 'À corriger',
  refusedHint:
    'Ces lignes ne sont pas reprises. Corrigez-les dans votre tableur, puis importez de nouveau\u202f: les autres seront reconnus.',
  lineNumber: (line: number) => `Ligne ${line}`,
  download: (count: number) =>
    count === 1 ? 'Télécharger cette ligne (CSV)' : `Télécharger ces ${count} lignes (CSV)`,
  downloadName: 'a-corriger.csv',
  more: (count: number) => `et ${count} autres lignes, dans le fichier à télécharger`,
  toMembers: 'Voir les membres',
}

const fieldsEn: Record<Field, string> = {
  name: 'Full name or pseudonym',
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  role: 'Role',
  language: 'Language',
  membershipFrom: 'Start of membership',
  membershipUntil: 'End of membership',
  plan: 'Plan',
  feeState: 'Fee paid or not',
  born: 'Birth (date or year)',
  organization: 'Organization',
  note: 'Note for the team',
  payerFirstName: 'First name of the payer',
  payerLastName: 'Last name of the payer',
  payerEmail: 'E-mail of the payer (kept if it is the member)',
}

const en: typeof fr = {
  title: 'Import a list of members',
  hint: 'A CSV file from your spreadsheet, HelloAsso or Fab-manager: 5\u202fMB and 10,000 lines at most. Nothing is added before you agree.',
  workbook: 'A workbook (.xlsx), such as Fab-manager’s? Open it, then “Save as” and choose CSV.',
  choose: 'Choose a file',
  chooseOther: 'Choose another file',
  drop: 'or drop it here',
  reading: 'Reading the file…',
  tooLarge: 'This file is larger than 5\u202fMB. Split it.',
  toAdd: (count) => `${count} to add`,
  there: (count) => `${count} already there`,
  toCorrect: (count) => `${count} to correct`,
  import: (count) => (count === 1 ? 'Import 1 member' : `Import ${count} members`),
  nothingToAdd: 'Nobody to add',
  imported: (count) => (count === 1 ? '1 member imported' : `${count} members imported`),
  undoHint: 'The whole import is undone at once: here for 10\u202fs, then in the History for 30 days.',
  passphrases: 'Nobody gets a passphrase: you make it at the desk, the first time they come (the member’s page).',
  newOrganizations: (names, count) =>
    count === 1 ? `One organization will be added: ${names}.` : `${count} organizations will be added: ${names}.`,
  feeKind: 'A fee covers',
  feeKinds: { civil: 'the calendar year', school: 'the school year', rolling: 'one year from payment' },
  columns: 'What the columns hold',
  known: (count, all) => `${count} of ${all} recognised`,
  column: (header) => `Column ${header}`,
  leftOut: '— leave out —',
  fields: fieldsEn,
  first: 'The first of the list',
  line: 'Line',
  name: 'Name',
  email: 'E-mail',
  until: 'Member until',
  role: 'Role',
  noEmail: 'no e-mail',
  thereTitle: 'Members already',
  thereMore: (names, more) => (more > 0 ? `${names} and ${more} others` : names),
  refusedTitle: 'To correct',
  refusedHint:
    'These lines are not taken. Correct them in your spreadsheet, then import again: the others will be recognised.',
  lineNumber: (line) => `Line ${line}`,
  download: (count) => (count === 1 ? 'Download this line (CSV)' : `Download these ${count} lines (CSV)`),
  downloadName: 'to-correct.csv',
  more: (count) => `and ${count} more lines, in the file to download`,
  toMembers: 'See the members',
}

export const t = texts({ fr, en })

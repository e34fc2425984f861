import { findColumns } from '#backend/csv-file/columns.ts'

/** What a column of the file may hold, for us. */
export const fields = [
  'name',
  'firstName',
  'lastName',
  'email',
  'role',
  'language',
  'membershipFrom',
  'membershipUntil',
  'plan',
  'feeState',
  'born',
  'organization',
  'note',
  'payerFirstName',
  'payerLastName',
  'payerEmail',
] as const
export type Field = (typeof fields)[number]

/** For each column of the file, in its order: what it holds, or nothing that we keep. */
export type Mapping = (Field | null)[]

/** How the headers of other programs are spelt, without accents and capitals; HelloAsso's and Fab-manager's exports among them. */
export const spellings: Record<Field, readonly string[]> = {
  name: [
    'nom complet',
    'full name',
    'display name',
    'pseudo',
    'pseudonyme',
    'pseudonym',
    'nickname',
    'username',
    'nom d utilisateur',
    'membre',
    'member',
    'adherent',
    'name',
    'nom et prenom',
    'prenom et nom',
    'nom prenom',
    'prenom nom',
  ],
  firstName: [
    'prenom adherent',
    'prenom',
    'first name',
    'firstname',
    'given name',
    'prenom participant',
    'prenom usuel',
  ],
  lastName: [
    'nom adherent',
    'nom',
    'nom de famille',
    'last name',
    'lastname',
    'surname',
    'family name',
    'nom participant',
    'nom usuel',
  ],
  email: [
    'email adherent',
    'email',
    'e mail',
    'mail',
    'courriel',
    'adresse email',
    'adresse e mail',
    'adresse mail',
    'adresse electronique',
    'adresse de courriel',
    'email address',
    'e mail address',
    'adresse mail de contact',
    'email participant',
  ],
  role: ['role', 'role au labo', 'role in the lab'],
  language: ['langue', 'language', 'locale'],
  membershipFrom: [
    'debut adhesion',
    'debut de l adhesion',
    'date d adhesion',
    'date adhesion',
    'membre depuis',
    'membership start',
    'membership from',
    'member since',
    'date de la commande',
    'date',
  ],
  membershipUntil: [
    'fin adhesion',
    'fin de l adhesion',
    'fin d adhesion',
    'date de fin d adhesion',
    'date de fin',
    'valable jusqu au',
    'membership end',
    'membership until',
    'expires',
    'expiry date',
    'date de fin d abonnement',
    'date de fin de l abonnement',
    'fin de l abonnement',
    'fin d abonnement',
    'subscription end date',
  ],
  plan: ['formule', 'formule d adhesion', 'abonnement', 'plan', 'subscription', 'tarif', 'type d adhesion'],
  feeState: [
    'cotisation',
    'etat de la cotisation',
    'fee',
    'fee state',
    'paye',
    'paid',
    'statut de la commande',
    'statut',
    'status',
  ],
  born: [
    'date de naissance',
    'naissance',
    'ne e le',
    'annee de naissance',
    'date of birth',
    'birth date',
    'birthday',
    'born',
  ],
  organization: [
    'structure',
    'organisme',
    'organisation',
    'organization',
    'societe',
    'entreprise',
    'ecole',
    'company',
    'school',
    'raison sociale',
  ],
  note: ['note', 'notes', 'remarque', 'remarques', 'commentaire', 'commentaires', 'comment', 'comments'],
  payerFirstName: ['prenom payeur', 'prenom acheteur', 'payer first name'],
  payerLastName: ['nom payeur', 'nom acheteur', 'payer last name'],
  payerEmail: ['email payeur', 'email acheteur', 'payer email'],
}

/** What the headers say, as far as they are known. */
export function guessMapping(headers: string[]): Mapping {
  const mapping: Mapping = findColumns(headers, fields, spellings)
  // « Nom » alone, without « Prénom », is the whole name.
  const surname = mapping.indexOf('lastName')
  if (surname >= 0 && !mapping.includes('firstName') && !mapping.includes('name')) mapping[surname] = 'name'
  return mapping
}

/** Whether a name can be made of it: without one nobody is added. */
export const namesPeople = (mapping: Mapping): boolean =>
  mapping.some((field) => field === 'name' || field === 'firstName' || field === 'lastName')

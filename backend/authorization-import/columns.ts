import { findColumns } from '#backend/csv-file/columns.ts'
import { spellings as ofMembers } from '#backend/member-import/columns.ts'

/** What a column of the file may hold, for us. */
export const fields = ['name', 'firstName', 'lastName', 'email', 'machine', 'level', 'until', 'on', 'evidence'] as const
export type Field = (typeof fields)[number]

const spellings: Record<Field, readonly string[]> = {
  name: ofMembers.name,
  firstName: ofMembers.firstName,
  lastName: ofMembers.lastName,
  email: ofMembers.email,
  machine: [
    'machine',
    'machines',
    'type de machine',
    'types de machine',
    'habilitation',
    'habilitations',
    'formation',
    'formations',
    'formations validees',
    'validated trainings',
    'training',
    'trainings',
    'authorization',
    'authorizations',
    'kind',
    'kind of machine',
  ],
  level: ['niveau', 'level'],
  until: [
    'jusqu au',
    'valable jusqu au',
    'expire le',
    'expiration',
    'date d expiration',
    'fin',
    'until',
    'valid until',
    'expires',
    'expires on',
    'expiry',
    'expiry date',
  ],
  on: [
    'depuis',
    'depuis le',
    'le',
    'date',
    'date de formation',
    'date de la formation',
    'date d habilitation',
    'obtenue le',
    'since',
    'on',
    'given on',
    'training date',
    'date of training',
  ],
  evidence: [
    'preuve',
    'justificatif',
    'attestation',
    'note',
    'remarque',
    'commentaire',
    'evidence',
    'comment',
    'proof',
  ],
}

/** For each column of the file, in its order: what it holds, or nothing that we read. */
export function readColumns(headers: string[]): (Field | null)[] {
  const found = findColumns(headers, fields, spellings)
  // « Nom » alone, without « Prénom », is the whole name.
  const surname = found.indexOf('lastName')
  if (surname >= 0 && !found.includes('firstName') && !found.includes('name')) found[surname] = 'name'
  return found
}

/** Whether a line can say whom it is about. */
export const namesPeople = (columns: (Field | null)[]): boolean =>
  columns.some((field) => field === 'name' || field === 'firstName' || field === 'lastName' || field === 'email')

import { texts } from '../lib/language.svelte.ts'

const fr = {
  back: 'Machines',
  edit: 'Régler cette machine',
  all: 'Toutes les machines',
  shown: 'Ce que lisent les membres',
  rules: 'Règles',
  rulesHint: 'Une par ligne\u202f: lunettes, ne jamais laisser seule…',
  materials: 'Matières acceptées',
  materialsHint: 'Séparées par des virgules. Vide\u202f: toutes.',
  space: 'Dans l’espace',
  spaceHint: 'Qui réserve l’espace a toutes ses machines.',
  noSpace: 'aucun',
  capacity: 'Machines réservables en même temps',
  capacityHint: 'Pour que tout le monde tienne dans la pièce.',
  noCapacity: 'toutes',
  trainedBy: 'Qui forme',
  trainedByHint: 'Pour les membres seulement\u202f: «\u202fLéa, le mercredi soir\u202f».',
  photo: 'Photo',
  connection: 'Branchement et limites',
  port: 'Port',
  portHint: '/dev/…, tcp://adresse:port ou virtual:?speed=20',
  save: 'Enregistrer',
  saved: (name: string) => `${name}\u202f: enregistré`,
  remove: 'Retirer cette machine',
  removeHint: 'Elle reste 30 jours dans la corbeille. Ses réservations à venir sont annulées.',
  removed: (name: string, n: number) =>
    n === 0
      ? `${name} est retirée`
      : `${name} est retirée, ${n === 1 ? '1 réservation annulée' : `${n} réservations annulées`}`,
  about: 'À savoir',
  askTraining: (who: string) => `Formation\u202f: ${who}`,
  takes: (materials: string) => `Matières\u202f: ${materials}`,
  photoOf: (name: string) => `Photo\u202f: ${name}`,
}

const en: typeof fr = {
  back: 'Machines',
  edit: 'Set this machine up',
  all: 'All machines',
  shown: 'What members read',
  rules: 'Rules',
  rulesHint: 'One on each line: glasses, never leave it alone…',
  materials: 'Materials it takes',
  materialsHint: 'Separated by commas. Empty: all.',
  space: 'In the space',
  spaceHint: 'Who books the space has all its machines.',
  noSpace: 'none',
  capacity: 'Machines that may be booked at once',
  capacityHint: 'So that everybody fits in the room.',
  noCapacity: 'all of them',
  trainedBy: 'Who trains',
  trainedByHint: 'For members only: “Léa, on Wednesday evenings”.',
  photo: 'Photo',
  connection: 'Connection and limits',
  port: 'Port',
  portHint: '/dev/…, tcp://address:port or virtual:?speed=20',
  save: 'Save',
  saved: (name) => `${name}: saved`,
  remove: 'Remove this machine',
  removeHint: 'It stays in the bin for 30 days. Its bookings to come are cancelled.',
  removed: (name, n) =>
    n === 0
      ? `${name} is removed`
      : `${name} is removed, ${n === 1 ? '1 booking cancelled' : `${n} bookings cancelled`}`,
  about: 'Good to know',
  askTraining: (who) => `Training: ${who}`,
  takes: (materials) => `Materials: ${materials}`,
  photoOf: (name) => `Photo: ${name}`,
}

export const t = texts({ fr, en })

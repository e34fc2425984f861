import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'Trouver un créneau',
  what: 'Je cherche',
  any: 'n’importe quelle machine',
  length: 'pour',
  when: 'd’ici',
  days: { 1: 'ce soir', 7: '7 jours', 30: '30 jours', 90: '90 jours' },
  part: 'le moment',
  parts: {
    any: 'peu importe',
    morning: 'le matin',
    afternoon: 'l’après-midi',
    evening: 'le soir',
  },
  find: 'Chercher',
  none: 'Rien de libre à ce moment. Élargissez la recherche\u202f: plus de jours, un créneau plus court ou un autre moment.',
  results: 'Premiers créneaux libres',
  book: (machine: string, span: string) => `Réserver ${machine}, ${span}`,
  booked: (machine: string, span: string) => `Réservé\u202f: ${machine}, ${span}`,
  asked: (machine: string, span: string) => `Demandé à l’équipe\u202f: ${machine}, ${span}`,
  gone: 'Réservation annulée',
  not: (n: number) => (n === 1 ? 'Une machine n’est pas dans la liste' : `${n} machines ne sont pas dans la liste`),
}

const en: typeof fr = {
  title: 'Find a slot',
  what: 'I need',
  any: 'any machine',
  length: 'for',
  when: 'within',
  days: { 1: 'today', 7: '7 days', 30: '30 days', 90: '90 days' },
  part: 'time of day',
  parts: { any: 'any time', morning: 'in the morning', afternoon: 'in the afternoon', evening: 'in the evening' },
  find: 'Search',
  none: 'Nothing free then. Widen the search: more days, a shorter slot or another time of day.',
  results: 'First free slots',
  book: (machine, span) => `Book ${machine}, ${span}`,
  booked: (machine, span) => `Booked: ${machine}, ${span}`,
  asked: (machine, span) => `Asked of the team: ${machine}, ${span}`,
  gone: 'Booking cancelled',
  not: (n) => (n === 1 ? 'One machine is not in the list' : `${n} machines are not in the list`),
}

export const t = texts({ fr, en })

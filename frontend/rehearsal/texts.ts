import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'Essayer avec…',
  hint: 'Ce qui se passerait, et pourquoi. Rien n’est réservé. Les horaires essayés sont ceux de cette page, même pas encore enregistrés.',
  member: 'Un membre',
  machine: 'Une machine',
  day: 'Un jour',
  from: 'De',
  to: 'À',
  passes: 'Ce serait réservé.',
  refused: 'Ce serait refusé.',
  rules: {
    'auth.forbidden': 'Peut réserver par son rôle',
    'booking.induction-needed': 'A suivi l’accueil sécurité',
    'booking.unauthorized': 'Habilité·e sur ce type de machine',
    'booking.out-of-order': 'Machine en service',
    'booking.in-the-past': 'Créneau à venir',
    'booking.too-long': 'Pas plus de 12 h',
    'booking.outside-opening-hours': 'Labo ouvert tout ce temps',
    'booking.overlap': 'Créneau libre',
  } as Record<string, string>,
  kept: 'oui',
  broken: 'non',
  open: (spans: string) => `Ouvert ce jour-là\u202f: ${spans}`,
  closed: 'Fermé ce jour-là',
  closedFor: (reason: string) => (reason ? `Fermé ce jour-là\u202f: ${reason}` : 'Fermé ce jour-là'),
  slot: (price: string) => `Le créneau coûterait ${price}`,
  print: (price: string, material: string | null) =>
    `Une impression de 50 g et 2 h${material ? ` en ${material}` : ''} coûterait ${price}`,
  tariff: (name: string) => `tarif «\u202f${name}\u202f»`,
}

const en: typeof fr = {
  title: 'Try with…',
  hint: 'What would happen, and why. Nothing is booked. The hours that are tried are those of this page, even before they are saved.',
  member: 'A member',
  machine: 'A machine',
  day: 'A day',
  from: 'From',
  to: 'To',
  passes: 'It would be booked.',
  refused: 'It would be refused.',
  rules: {
    'auth.forbidden': 'May book by their role',
    'booking.induction-needed': 'Has had the safety induction',
    'booking.unauthorized': 'Trained on this kind of machine',
    'booking.out-of-order': 'Machine in service',
    'booking.in-the-past': 'A slot to come',
    'booking.too-long': 'No longer than 12 h',
    'booking.outside-opening-hours': 'Lab open for all of it',
    'booking.overlap': 'Slot free',
  },
  kept: 'yes',
  broken: 'no',
  open: (spans) => `Open that day: ${spans}`,
  closed: 'Closed that day',
  closedFor: (reason) => (reason ? `Closed that day: ${reason}` : 'Closed that day'),
  slot: (price) => `The slot would cost ${price}`,
  print: (price, material) => `A print of 50 g and 2 h${material ? ` in ${material}` : ''} would cost ${price}`,
  tariff: (name) => `“${name}” price`,
}

export const t = texts({ fr, en })

import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'Fermetures',
  hint: 'Les jours où le labo ferme malgré ses horaires. Le premier et le dernier jour sont fermés aussi.',
  none: 'Aucune fermeture prévue.',
  closed: (days: string) => `Fermé\u202f: ${days}`,
  add: 'Fermer des jours',
  from: 'Du',
  to: 'Au',
  reason: 'Pourquoi',
  reasonHint: 'Ce que les gens liront\u202f: «\u202fcongés de Noël\u202f».',
  noneHit: 'Aucune réservation ces jours-là.',
  hit: (n: number) => (n === 1 ? '1 réservation sera annulée' : `${n} réservations seront annulées`),
  tell: (n: number) => (n === 1 ? 'Prévenir cette personne' : `Prévenir ces ${n} personnes`),
  message: (days: string, reason: string) =>
    `Raison donnée\u202f: «\u202fle fablab est fermé (${days})${reason ? `, ${reason}` : ''}.\u202f»`,
  close: 'Fermer ces jours',
  done: (n: number) =>
    n === 0 ? 'Fermeture enregistrée' : n === 1 ? 'Fermé, 1 réservation annulée' : `Fermé, ${n} réservations annulées`,
  told: (names: string) => `Prévenu·es\u202f: ${names}`,
  remove: 'Rouvrir',
  removed: 'Rouvert. Les réservations annulées ne reviennent pas d’elles-mêmes.',
}

const en: typeof fr = {
  title: 'Closures',
  hint: 'Days on which the lab is closed whatever its hours. The first and the last day are both closed.',
  none: 'No closure planned.',
  closed: (days) => `Closed: ${days}`,
  add: 'Close some days',
  from: 'From',
  to: 'To',
  reason: 'Why',
  reasonHint: 'What people will read: “Christmas break”.',
  noneHit: 'No booking on these days.',
  hit: (n) => (n === 1 ? '1 booking will be cancelled' : `${n} bookings will be cancelled`),
  tell: (n) => (n === 1 ? 'Tell this person' : `Tell these ${n} people`),
  message: (days, reason) => `Reason given: “the lab is closed (${days})${reason ? `, ${reason}` : ''}.”`,
  close: 'Close these days',
  done: (n) =>
    n === 0 ? 'Closure saved' : n === 1 ? 'Closed, 1 booking cancelled' : `Closed, ${n} bookings cancelled`,
  told: (names) => `Told: ${names}`,
  remove: 'Open again',
  removed: 'Open again. Cancelled bookings do not come back by themselves.',
}

export const t = texts({ fr, en })

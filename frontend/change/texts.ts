import { texts } from '../lib/language.svelte.ts'
import type { Act } from '#backend/change/acts.ts'

/** What was done, in a few words; the thing's own name stands beside it. */
const actsFr: Record<Act, string> = {
  'opening-hours.changed': 'Horaires d’ouverture',
  'price-list.changed': 'Tarifs',
  'closure.added': 'Fermeture',
  'closure.removed': 'Fermeture retirée',
}

const fr = {
  history: 'Historique',
  bin: 'Corbeille',
  historyHint: 'Qui a changé quoi, et quand. Un changement se reprend pendant 30 jours, tant que rien ne l’a suivi.',
  binHint: 'Ce qui a été retiré reste ici 30 jours, puis disparaît pour de bon.',
  nothing: 'Rien n’a encore été changé.',
  binEmpty: 'La corbeille est vide.',
  acts: actsFr as Record<string, string>,
  by: (who: string, when: string) => `${who}, ${when}`,
  unknown: 'Quelqu’un',
  box: 'Sur l’ordinateur du labo',
  back: 'Revenir à avant',
  putBack: 'Remettre',
  tookBack: 'Annulation\u202f:',
  undone: (who: string) => `Annulé par ${who}`,
  done: 'C’est annulé',
  restored: (title: string) => (title ? `${title}\u202f: remis en place` : 'Remis en place'),
  more: 'Voir plus ancien',
  overtaken: (who: string) => `${who} a changé cela pendant que vous y travailliez. Rien n’est écrasé.`,
  theirs: 'Prendre cette version',
  mine: 'Garder la mienne',
  was: 'avant',
  is: 'après',
  added: 'ajouté',
  removed: 'retiré',
  none: '–',
  yes: 'oui',
  no: 'non',
  bookingStates: { confirmed: 'confirmée', cancelled: 'annulée' } as Record<string, string>,
  weekdays: ['', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
  columns: {
    'openingHours.weekday': 'Jour',
    'openingHours.opens': 'Ouvre',
    'openingHours.closes': 'Ferme',
    'priceList.validFrom': 'À partir du',
    'booking.state': 'Réservation',
    'priceList.tariffs': 'Tarifs',
  } as Record<string, string>,
}

const actsEn: Record<Act, string> = {
  'opening-hours.changed': 'Opening hours',
  'price-list.changed': 'Prices',
  'closure.added': 'Closure',
  'closure.removed': 'Closure removed',
}

const en: typeof fr = {
  history: 'History',
  bin: 'Bin',
  historyHint: 'Who changed what, and when. A change can be taken back for 30 days, as long as nothing followed it.',
  binHint: 'What was removed stays here for 30 days, then it is gone for good.',
  nothing: 'Nothing has been changed yet.',
  binEmpty: 'The bin is empty.',
  acts: actsEn,
  by: (who, when) => `${who}, ${when}`,
  unknown: 'Somebody',
  box: 'On the lab’s computer',
  back: 'Go back to before',
  putBack: 'Put back',
  tookBack: 'Undone:',
  undone: (who) => `Undone by ${who}`,
  done: 'Undone',
  restored: (title) => (title ? `${title}: put back` : 'Put back'),
  more: 'See older ones',
  overtaken: (who) => `${who} changed this while you were working on it. Nothing is overwritten.`,
  theirs: 'Take this version',
  mine: 'Keep mine',
  was: 'before',
  is: 'after',
  added: 'added',
  removed: 'removed',
  none: '–',
  yes: 'yes',
  no: 'no',
  bookingStates: { confirmed: 'confirmed', cancelled: 'cancelled' },
  weekdays: ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  columns: {
    'openingHours.weekday': 'Day',
    'openingHours.opens': 'Opens',
    'openingHours.closes': 'Closes',
    'priceList.validFrom': 'From',
    'booking.state': 'Booking',
    'priceList.tariffs': 'Prices',
  },
}

export const t = texts({ fr, en })

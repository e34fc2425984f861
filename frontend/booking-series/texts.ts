import { texts } from '../lib/language.svelte.ts'

const fr = {
  more: 'Répéter, ou réserver d’autres machines avec',
  repeat: 'Répéter',
  repeats: {
    once: 'une seule fois',
    day: 'chaque jour',
    week: 'chaque semaine',
    fortnight: 'toutes les deux semaines',
    month: 'chaque mois, le même jour de la semaine',
  },
  times: 'Combien de fois',
  also: 'Avec',
  forOther: 'Pour quelqu’un d’autre',
  who: 'Pour qui',
  look: 'Voir les dates',
  free: 'libre',
  skipped: 'laissée de côté',
  bookAll: (n: number) => `Réserver ${n} créneau${n > 1 ? 'x' : ''}`,
  bookRest: (n: number, skipped: number) => `Réserver ${n} créneau${n > 1 ? 'x' : ''}, laisser ${skipped} de côté`,
  nothing: 'Aucune de ces dates n’est possible. Changez l’heure, la durée ou les machines.',
  price: (money: string) => `En tout ${money}.`,
  booked: (n: number) => `${n} créneau${n > 1 ? 'x' : ''} réservé${n > 1 ? 's' : ''}`,
  cancelled: 'Toutes ces réservations sont annulées',
}

const en: typeof fr = {
  more: 'Repeat it, or book other machines with it',
  repeat: 'Repeat',
  repeats: {
    once: 'only once',
    day: 'every day',
    week: 'every week',
    fortnight: 'every two weeks',
    month: 'every month, on the same day of the week',
  },
  times: 'How many times',
  also: 'With',
  forOther: 'For somebody else',
  who: 'For whom',
  look: 'See the dates',
  free: 'free',
  skipped: 'left out',
  bookAll: (n) => `Book ${n} slot${n > 1 ? 's' : ''}`,
  bookRest: (n, skipped) => `Book ${n} slot${n > 1 ? 's' : ''}, leave out ${skipped}`,
  nothing: 'None of these dates is possible. Change the time, the length or the machines.',
  price: (money) => `${money} in all.`,
  booked: (n) => `${n} slot${n > 1 ? 's' : ''} booked`,
  cancelled: 'All of these bookings are cancelled',
}

export const t = texts({ fr, en })

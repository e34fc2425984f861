import { texts } from '../lib/language.svelte.ts'

const fr = {
  mine: 'Mes réservations dans mon agenda',
  machine: 'Calendrier de cette machine',
  mineHint:
    'Une adresse secrète que votre agenda relit tout seul. Qui la connaît voit vos réservations\u202f: ne la donnez à personne.',
  machineHint:
    'Une adresse secrète qu’un agenda relit tout seul, pour un écran ou une autre équipe. Les noms y sont cachés, sauf si vous le décidez.',
  make: 'Créer l’adresse',
  renew: 'En faire une nouvelle',
  revoke: 'L’arrêter',
  since: (day: string) => `Une adresse existe depuis le ${day}.`,
  once: 'Copiez-la maintenant\u202f: elle ne sera plus montrée.',
  address: 'Adresse secrète',
  copy: 'Copier',
  copied: 'Adresse copiée',
  revoked: 'L’adresse ne marche plus',
  showsNames: 'Montrer qui réserve',
  withNames: 'Elle montre qui réserve.',
  ics: 'Ajouter à mon agenda',
}

const en: typeof fr = {
  mine: 'My bookings in my calendar',
  machine: 'Calendar of this machine',
  mineHint:
    'A secret address that your calendar reads by itself. Whoever knows it sees your bookings: give it to nobody.',
  machineHint:
    'A secret address that a calendar reads by itself, for a screen or another team. Names are hidden in it, unless you decide otherwise.',
  make: 'Make the address',
  renew: 'Make a new one',
  revoke: 'Stop it',
  since: (day) => `There is an address since ${day}.`,
  once: 'Copy it now: it will not be shown again.',
  address: 'Secret address',
  copy: 'Copy',
  copied: 'Address copied',
  revoked: 'The address works no more',
  showsNames: 'Show who books',
  withNames: 'It shows who books.',
  ics: 'Add to my calendar',
}

export const t = texts({ fr, en })

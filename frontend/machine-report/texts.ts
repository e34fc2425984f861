import { texts } from '../lib/language.svelte.ts'

const fr = {
  report: 'Signaler une panne',
  what: 'Qu’est-ce qui ne va pas\u202f?',
  whatHint: 'Une phrase suffit. L’équipe la lit aussitôt.',
  send: 'Prévenir l’équipe',
  thanks: 'Merci\u202f: l’équipe est prévenue.',
  reported: 'Pannes signalées',
  by: (who: string, when: string) => `${who}, ${when}`,
  unknown: 'Quelqu’un',
  takeOut: 'Mettre hors service',
  reason: 'Raison affichée à tous',
  takenOut: (machine: string) => `${machine} est hors service`,
  dismiss: 'Rien à faire',
  dismissed: 'Signalement classé',
}

const en: typeof fr = {
  report: 'Report a fault',
  what: 'What is wrong?',
  whatHint: 'One sentence is enough. The team reads it at once.',
  send: 'Tell the team',
  thanks: 'Thank you: the team knows.',
  reported: 'Reported faults',
  by: (who: string, when: string) => `${who}, ${when}`,
  unknown: 'Somebody',
  takeOut: 'Take out of service',
  reason: 'Reason shown to everybody',
  takenOut: (machine: string) => `${machine} is out of order`,
  dismiss: 'Nothing to do',
  dismissed: 'Report closed',
}

export const t = texts({ fr, en })

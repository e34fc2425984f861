import { texts } from '../lib/language.svelte.ts'

const fr = {
  welcome: 'Bienvenue',
  machines: 'Les machines',
  clearBed: 'Équipe\u202f: vider un plateau',
  nothingToClear: 'Tous les plateaux sont vides.',
  which: 'Quelle machine\u202f?',
  cleared: (name: string) => `${name}\u202f: plateau libre. Merci\u202f!`,
  title: (name: string) => `Plateau vidé\u202f: ${name}`,
  who: 'Nom ou e-mail',
  passphrase: 'Phrase de passe',
  partIsGood: 'La pièce est réussie',
  look: 'Regardez le plateau\u202f: il est vide et propre.',
  confirm: 'Plateau vidé',
  cancel: 'Annuler',
  privacy: 'Votre nom sert à noter qui a vidé le plateau. Vous êtes déconnecté·e aussitôt.',
  wipe: (seconds: number) => `Sans activité, cette fenêtre se ferme dans ${seconds}\u00a0s.`,
  toCollect: 'À retirer',
  language: 'Langue',
}

const en: typeof fr = {
  welcome: 'Welcome',
  machines: 'The machines',
  clearBed: 'Team: clear a bed',
  nothingToClear: 'Every bed is clear.',
  which: 'Which machine?',
  cleared: (name) => `${name}: the bed is clear. Thank you!`,
  title: (name) => `Bed cleared: ${name}`,
  who: 'Name or e-mail',
  passphrase: 'Passphrase',
  partIsGood: 'The part is good',
  look: 'Look at the bed: it is empty and clean.',
  confirm: 'Bed cleared',
  cancel: 'Cancel',
  privacy: 'Your name is noted as the person who cleared the bed. You are signed out at once.',
  wipe: (seconds) => `Without activity this window closes in ${seconds}\u00a0s.`,
  toCollect: 'To collect',
  language: 'Language',
}

export const t = texts({ fr, en })

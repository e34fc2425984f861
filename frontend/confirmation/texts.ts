import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'C’est bien vous\u202f?',
  why: 'Pour cela, le labo demande à nouveau votre phrase de passe. Elle vaut ensuite dix minutes sur cet appareil.',
  passphrase: 'Phrase de passe',
  confirm: 'Continuer',
  cancel: 'Ne rien faire',
}

const en: typeof fr = {
  title: 'Is it you?',
  why: 'For this, the lab asks for your passphrase again. It then counts for ten minutes on this device.',
  passphrase: 'Passphrase',
  confirm: 'Continue',
  cancel: 'Do nothing',
}

export const t = texts({ fr, en })

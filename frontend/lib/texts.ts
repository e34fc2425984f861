import { texts } from './language.svelte.ts'

const fr = {
  offline: 'Le labo ne répond pas. Rien n’a été envoyé. Vérifiez le Wi-Fi, puis réessayez.',
  unreadable: 'Le labo a répondu de travers. Rechargez la page et recommencez.',
  today: 'aujourd’hui',
  tomorrow: 'demain',
}

const en: typeof fr = {
  offline: 'The lab does not answer. Nothing was sent. Check the Wi-Fi, then try again.',
  unreadable: 'The lab’s answer makes no sense. Reload the page and try again.',
  today: 'today',
  tomorrow: 'tomorrow',
}

export const t = texts({ fr, en })

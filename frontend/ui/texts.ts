import { texts } from '../lib/language.svelte.ts'

const fr = {
  undo: 'Annuler',
  close: 'Fermer',
  holdHint: 'Maintenez appuyé une seconde. Au clavier\u202f: Entrée, puis encore Entrée.',
  pressAgain: 'Encore une fois pour confirmer',
  show: 'Afficher',
  hide: 'Masquer',
  step: (n: number, of: number) => `${n} sur ${of}`,
  done: 'fait',
  now: 'en cours',
  secondsAgo: (n: number) => `il y a ${n} s`,
  minutesAgo: (n: number) => `il y a ${n} min`,
  hoursAgo: (n: number) => `il y a ${n} h`,
}

const en: typeof fr = {
  undo: 'Undo',
  close: 'Close',
  holdHint: 'Hold for one second. With the keyboard: Enter, then Enter again.',
  pressAgain: 'Once more to confirm',
  show: 'Show',
  hide: 'Hide',
  step: (n: number, of: number) => `${n} of ${of}`,
  done: 'done',
  now: 'now',
  secondsAgo: (n: number) => `${n} s ago`,
  minutesAgo: (n: number) => `${n} min ago`,
  hoursAgo: (n: number) => `${n} h ago`,
}

export const t = texts({ fr, en })

/** « il y a 45 s », from milliseconds. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 120) return t().secondsAgo(seconds)
  return seconds < 7_200 ? t().minutesAgo(Math.round(seconds / 60)) : t().hoursAgo(Math.round(seconds / 3_600))
}

import type { StreamCause } from '#backend/run/stream-verdict.ts'
import { texts } from '../lib/language.svelte.ts'

type Figures = { late: string; resent: string }

type Texts = {
  /** For the maker: one sentence. */
  sentences: Record<Exclude<StreamCause, 'too-short'>, (figures: Figures) => string>
  details: string
  /** For the team: who made the printer wait. */
  causeIs: string
  causes: Record<StreamCause, (figures: Figures) => string>
  rate: string
  resends: string
  empty: string
  late: string
  window: string
  seconds: (n: string) => string
  percent: (n: string) => string
  ofTime: (time: string, share: string) => string
  withShare: (n: string, share: string) => string
  atMost: (n: string) => string
}

const fr: Texts = {
  sentences: {
    perfect: () => 'Transmission parfaite\u202f: l’ordinateur n’a jamais fait attendre l’imprimante.',
    good: () => 'Bonne transmission\u202f: l’ordinateur n’a pas ralenti l’impression.',
    host: ({ late }) =>
      `L’ordinateur a été en retard de ${late} en tout\u202f: il a pu faire attendre l’imprimante, et de petites marques sont possibles sur la pièce.`,
    cable: ({ resent }) =>
      `La liaison avec l’imprimante est mauvaise\u202f: ${resent} des lignes ont dû être répétées. Aucune ne manque.`,
    wire: () =>
      'Fichier très détaillé\u202f: la liaison avec l’imprimante n’allait pas plus vite. L’ordinateur n’y est pour rien.',
  },
  details: 'Détails de la transmission',
  causeIs: 'Cause',
  causes: {
    'too-short': () => 'trop court pour en juger',
    perfect: () => 'l’ordinateur n’est pas en cause',
    good: () => 'l’ordinateur n’est pas en cause',
    host: ({ late }) => `l’ordinateur est en cause\u202f: en retard de ${late}`,
    cable: ({ resent }) => `le câble ou des parasites\u202f: ${resent} des lignes redemandées`,
    wire: () => 'le débit de la liaison\u202f: des segments trop courts pour elle',
  },
  rate: 'Lignes par seconde',
  resends: 'Lignes redemandées',
  empty: 'Imprimante sans ligne à faire',
  late: 'Retard de l’ordinateur',
  window: 'Lignes en route à la fois',
  seconds: (n) => `${n}\u00a0s`,
  percent: (n) => `${n}\u00a0%`,
  ofTime: (time, share) => `${time} (${share} du temps)`,
  withShare: (n, share) => `${n} (${share})`,
  atMost: (n) => `${n} au plus`,
}

const en: Texts = {
  sentences: {
    perfect: () => 'Perfect transmission: the computer never kept the printer waiting.',
    good: () => 'Good transmission: the computer did not slow the print down.',
    host: ({ late }) =>
      `The computer was late by ${late} in all: it may have kept the printer waiting, and small marks on the part are possible.`,
    cable: ({ resent }) =>
      `The connection to the printer is poor: ${resent} of the lines had to be repeated. None is missing.`,
    wire: () =>
      'A very detailed file: the connection to the printer could not go faster. The computer had no part in it.',
  },
  details: 'Details of the transmission',
  causeIs: 'Cause',
  causes: {
    'too-short': () => 'too short to tell',
    perfect: () => 'the computer was not the cause',
    good: () => 'the computer was not the cause',
    host: ({ late }) => `the computer was the cause: late by ${late}`,
    cable: ({ resent }) => `the cable or interference: ${resent} of the lines asked for again`,
    wire: () => 'the speed of the connection: segments too short for it',
  },
  rate: 'Lines per second',
  resends: 'Lines asked for again',
  empty: 'Printer without a line to do',
  late: 'Lateness of the computer',
  window: 'Lines under way at once',
  seconds: (n) => `${n}\u00a0s`,
  percent: (n) => `${n}%`,
  ofTime: (time, share) => `${time} (${share} of the time)`,
  withShare: (n, share) => `${n} (${share})`,
  atMost: (n) => `${n} at most`,
}

export const t = texts({ fr, en })

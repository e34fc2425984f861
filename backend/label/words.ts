import type { Language } from '#backend/base/language.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import type { LabelKind } from './address.ts'

type Words = {
  kinds: Record<MachineKind, string>
  spool: (number: number) => string
  bin: string
  card: string
  /** What the code is good for. */
  hints: Record<LabelKind | 'printer', string>
  file: string
}

/** What is printed on a label, in the lab's language. */
export const labelWords: Record<Language, Words> = {
  fr: {
    kinds: { printer: 'Imprimante 3D', laser: 'Découpe laser', mill: 'Fraiseuse', space: 'Espace', other: 'Machine' },
    spool: (number) => `Bobine ${number}`,
    bin: 'Casier',
    card: 'Carte de membre',
    hints: {
      printer: 'Réserver · signaler\u00a0une\u00a0panne · plateau\u00a0vidé',
      machine: 'Réserver · signaler\u00a0une\u00a0panne',
      spool: 'Matière et reste',
      bin: 'Ce qui s’y trouve',
      member: 'Trouvée\u202f? Merci de\u00a0la\u00a0rapporter au\u00a0labo.',
    },
    file: 'etiquettes',
  },
  en: {
    kinds: { printer: '3D printer', laser: 'Laser cutter', mill: 'Milling machine', space: 'Space', other: 'Machine' },
    spool: (number) => `Spool ${number}`,
    bin: 'Shelf bin',
    card: 'Member’s card',
    hints: {
      printer: 'Book · report\u00a0a\u00a0fault · bed\u00a0cleared',
      machine: 'Book · report\u00a0a\u00a0fault',
      spool: 'Material and what is left',
      bin: 'What lies in it',
      member: 'Found it? Please bring it back to the lab.',
    },
    file: 'labels',
  },
}

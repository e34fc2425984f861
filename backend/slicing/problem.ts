import type { Language } from '#backend/base/language.ts'

/** Why a model could not be sliced, with what to do about it. */
export const slicingProblems = {
  'slicer-absent': {
    fr: 'Aucun trancheur n’est installé ici. Tranchez la pièce chez vous et envoyez le G-code.',
    en: 'No slicer is installed here. Slice the part on your computer and send the G-code.',
  },
  'slicer-failed': {
    fr: 'Le trancheur n’a pas su lire cette pièce. Réparez-la dans votre logiciel, ou envoyez le G-code.',
    en: 'The slicer could not make sense of this part. Repair it in your software, or send the G-code.',
  },
  'slicer-timeout': {
    fr: 'Trancher cette pièce prend trop de temps ici. Simplifiez-la, ou envoyez le G-code.',
    en: 'Slicing this part takes too long here. Simplify it, or send the G-code.',
  },
  'does-not-fit': {
    fr: 'La pièce est trop grande pour cette imprimante. Réduisez-la, tournez-la ou choisissez une autre imprimante.',
    en: 'The part is too large for this printer. Scale it down, turn it, or choose another printer.',
  },
} as const satisfies Record<string, Record<Language, string>>
export type SlicingProblem = keyof typeof slicingProblems

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
    fr: 'Cela ne tient pas sur cette imprimante. Réduisez la pièce, tournez-la, imprimez moins d’exemplaires ou choisissez une autre imprimante.',
    en: 'This does not fit on this printer. Scale the part down, turn it, print fewer copies, or choose another printer.',
  },
  'too-many-triangles': {
    fr: 'Autant d’exemplaires d’une pièce aussi détaillée, c’est trop pour le trancheur. Imprimez-en moins à la fois, ou simplifiez la pièce.',
    en: 'So many copies of a part this detailed are too much for the slicer. Print fewer at a time, or simplify the part.',
  },
} as const satisfies Record<string, Record<Language, string>>
export type SlicingProblem = keyof typeof slicingProblems

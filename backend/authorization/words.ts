import type { Language } from '#backend/base/language.ts'
import { kindWords, type MachineKind } from '#backend/machine/kinds.ts'
import type { Level } from './level.ts'

export const levelWords: Record<Level, Record<Language, string>> = {
  accompanied: { fr: 'accompagné·e', en: 'accompanied' },
  independent: { fr: 'autonome', en: 'independent' },
  trainer: { fr: 'formateur·rice', en: 'trainer' },
}

/** « Vous pouvez maintenant réserver (découpes laser) », without the full stop: an end may follow. */
export function levelGiven(level: Level, kind: MachineKind, language: Language): string {
  const machines = kindWords[kind][language]
  return {
    accompanied: {
      fr: `Vous pouvez vous exercer avec quelqu’un à vos côtés (${machines})`,
      en: `You may practise with somebody beside you (${machines})`,
    },
    independent: { fr: `Vous pouvez maintenant réserver (${machines})`, en: `You can now book (${machines})` },
    trainer: {
      fr: `Vous pouvez réserver, former et habiliter (${machines})`,
      en: `You can book, teach and authorize (${machines})`,
    },
  }[level][language]
}

/** « découpes laser, fraiseuses » */
export const kindsInWords = (kinds: readonly MachineKind[], language: Language): string =>
  kinds.map((kind) => kindWords[kind][language]).join(', ')

import type { Language } from '#backend/base/language.ts'

/** The kinds of machines; an authorization is given per kind. */
export const machineKinds = ['printer', 'laser', 'mill', 'space', 'other'] as const
export type MachineKind = (typeof machineKinds)[number]

/** What they are called in a sentence. */
export const kindWords: Record<MachineKind, Record<Language, string>> = {
  printer: { fr: 'imprimantes 3D', en: '3D printers' },
  laser: { fr: 'découpes laser', en: 'laser cutters' },
  mill: { fr: 'fraiseuses', en: 'mills' },
  space: { fr: 'salles', en: 'rooms' },
  other: { fr: 'autres machines', en: 'other machines' },
}

/** French is the source language; every text exists in both. */
export const languages = ['fr', 'en'] as const
export type Language = (typeof languages)[number]

export const locales: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' }

/** The first of ours that an Accept-Language header names; French when it names none. */
export function preferredLanguage(header: string | undefined): Language {
  for (const part of (header ?? '').split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase()
    if (tag === 'fr' || tag === 'en') return tag
  }
  return 'fr'
}

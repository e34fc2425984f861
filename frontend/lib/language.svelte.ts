import { preferredLanguage, type Language } from '#backend/base/language.ts'

const key = 'etabli.language'

/** The language of this page: the member's, else the one chosen on this device, else the browser's. */
class CurrentLanguage {
  #value = $state<Language>(remembered() ?? preferredLanguage(navigator.languages.join(',')))

  get current(): Language {
    return this.#value
  }

  set(value: Language): void {
    this.#value = value
    document.documentElement.lang = value
    localStorage.setItem(key, value)
  }
}

function remembered(): Language | undefined {
  const value = localStorage.getItem(key)
  return value === 'fr' || value === 'en' ? value : undefined
}

export const language = new CurrentLanguage()
document.documentElement.lang = language.current

/** The words of one folder in both languages. Calling it gives those of the current language, and follows a switch. */
export function texts<T extends object>(both: Record<Language, T>): (() => T) & Record<Language, T> {
  return Object.assign(() => both[language.current], both)
}

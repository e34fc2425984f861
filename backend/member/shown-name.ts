/** What other members read of somebody, by their own choice. The team always reads the name. */
export const shownAsChoices = ['name', 'initials', 'code'] as const
export type ShownAs = (typeof shownAsChoices)[number]

/** Inès Bernard → « Inès Bernard », « I. B. » or « K7QF2 ». */
export function shownName({ name, code, shownAs }: { name: string; code: string; shownAs: string }): string {
  if (shownAs === 'code') return code
  return shownAs === 'initials' ? initials(name) : name
}

const initials = (name: string): string =>
  name
    .split(/[\s.\-_]+/)
    .flatMap((part) => [...part].slice(0, 1))
    .map((letter) => `${letter.toLocaleUpperCase('fr')}.`)
    .join(' ')

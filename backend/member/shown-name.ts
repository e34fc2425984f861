import { atLeast, type Role } from '#backend/base/role.ts'

/** What other members read of somebody, by their own choice. The team always reads the name. */
export const shownAsChoices = ['name', 'initials', 'code'] as const
export type ShownAs = (typeof shownAsChoices)[number]

/** Inès Bernard → « Inès Bernard », « I. B. » or « K7QF2 ». */
export function shownName({ name, code, shownAs }: { name: string; code: string; shownAs: string }): string {
  if (shownAs === 'code') return code
  return shownAs === 'initials' ? initials(name) : name
}

type Named = { id: string; name: string; code: string; shownAs: string }

/** The name of somebody as this person may read it; null where nobody is meant. */
export function nameFor(reader: { id: string; role: Role }, named: Named | undefined): string | null {
  if (!named) return null
  return named.id === reader.id || atLeast(reader.role, 'volunteer') ? named.name : shownName(named)
}

const initials = (name: string): string =>
  name
    .split(/[\s.\-_]+/)
    .flatMap((part) => [...part].slice(0, 1))
    .map((letter) => `${letter.toLocaleUpperCase('fr')}.`)
    .join(' ')

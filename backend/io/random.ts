import { createHash, randomBytes, randomInt } from 'node:crypto'

/** A random 128-bit id, safe in a URL: it cannot be guessed, and says nothing of how many there are. */
export const randomId = (): string => randomBytes(16).toString('base64url')

/** A secret of 256 bits, for cookies and tokens. */
export const randomToken = (): string => randomBytes(32).toString('base64url')

/** What the database keeps of a token. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Signs that cannot be misread aloud: no 0/O, 1/I/L. */
const signs = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** A short code that people read to each other. */
export const randomCode = (length: number): string =>
  Array.from({ length }, () => signs[randomInt(signs.length)]).join('')

export const randomDigits = (length: number): string => String(randomInt(10 ** length)).padStart(length, '0')

/** One of these, each as likely as the others. */
export const pickOne = <T>(of: readonly [T, ...T[]]): T => of[randomInt(of.length)] ?? of[0]

/** So many numbers by chance, each up to 2³² − 1. */
export const randomNumbers = (count: number): number[] => Array.from({ length: count }, () => randomInt(2 ** 32))

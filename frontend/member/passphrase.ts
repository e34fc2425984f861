import { inventPassphrase as invent, passphraseWords } from '#backend/member/passphrase.ts'

export const shortestPassphrase = 10

/** How good a passphrase is, as far as its length and variety tell. */
export function strength(passphrase: string): 'missing' | 'weak' | 'fair' | 'good' {
  if (passphrase.length < shortestPassphrase) return 'missing'
  if (new Set(passphrase.toLowerCase()).size < 6) return 'weak'
  return passphrase.length < 16 ? 'fair' : 'good'
}

/** Words by chance, for somebody who writes them down. */
export const inventPassphrase = (): string => invent(crypto.getRandomValues(new Uint32Array(passphraseWords)))

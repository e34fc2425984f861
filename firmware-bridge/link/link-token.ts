import { readFileSync } from 'node:fs'
import { writeDurably } from '../durable-file.ts'

/** What the bridge shows the server to be let in: a secret that the server replaces now and then. */
export type LinkToken = {
  /** The one to show now. */
  current: () => string
  /** The server knows it. */
  accepted: () => void
  /** The server does not know it: the next one is shown. */
  refused: () => void
  /** Keeps a fresh one, for the owner of the file alone. Gives it back as the disk holds it; throws when the disk does not. */
  renew: (fresh: string) => string
}

/**
 * The newest token first, then those before it, then the one this bridge was given. The server knows at least one of them
 * whatever moment either side crashed at: it forgets a token only once a newer one was shown to it.
 */
export function openLinkToken(path: string, given: () => string): LinkToken {
  let kept = read()
  let at = 0
  let known: string | undefined

  function read(): string[] {
    try {
      return readFileSync(path, 'utf8').split('\n').filter(Boolean)
    } catch {
      return []
    }
  }

  /** What was given may have been replaced by a person since: it is read again each time. */
  const all = (): string[] => [...new Set([...kept, given()])]
  const current = (): string => all()[at % all().length]!

  return {
    current,
    accepted: () => void (known = current()),
    refused: () => void (at = (at + 1) % all().length),
    renew(fresh) {
      const worth = new Set([fresh, current(), ...(known === undefined ? [] : [known])])
      writeDurably(path, [...worth].map((token) => `${token}\n`).join(''), 0o600)
      kept = read()
      at = 0
      return kept[0] ?? ''
    },
  }
}

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { log } from '../log.ts'
import type { UsbIdentity } from '../port/usb.ts'

/** What the bridge remembers of a printer: by this it is found again, and told from another at its place. */
export type Known = { address: string; usb?: UsbIdentity; uuid?: string; baud?: number }

export type Acquaintance = {
  /** What is known of the printer at this address: an address that staff have changed is a new acquaintance. */
  of: (address: string) => Known
  learn: (known: Known) => void
  forget: () => void
}

export function openAcquaintance(path: string): Acquaintance {
  let known: Known | undefined
  try {
    known = JSON.parse(readFileSync(path, 'utf8')) as Known
  } catch {
    // Not met yet.
  }
  return {
    of: (address) => (known?.address === address ? known : { address }),
    learn(news) {
      if (JSON.stringify(news) === JSON.stringify(known)) return
      known = news
      try {
        writeFileSync(`${path}.new`, JSON.stringify(known))
        renameSync(`${path}.new`, path)
      } catch (error) {
        // Known until this process ends: a full disk must not keep a printer away.
        log('what was learned of a printer cannot be kept', { path, trouble: (error as Error).message })
      }
    },
    forget() {
      known = undefined
      rmSync(path, { force: true })
    },
  }
}

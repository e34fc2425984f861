import { hash, verify } from '@node-rs/argon2'

/** argon2id, 19 MiB, two passes: OWASP's first choice. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassphrase = (passphrase: string): Promise<string> => oneOfTwo(() => hash(passphrase, options))

let decoy: Promise<string> | undefined

/** Takes as long for a name that does not exist, or has no passphrase yet (an empty hash), as for one that does. */
export async function verifyPassphrase(stored: string | undefined, passphrase: string): Promise<boolean> {
  decoy ??= hash('nobody has this passphrase', options)
  const against = stored || (await decoy)
  const isRight = await oneOfTwo(() => verify(against, passphrase))
  return Boolean(stored) && isRight
}

const waiting: (() => void)[] = []
let running = 0

/** Hashing costs memory and a core: at most two at a time, the rest wait their turn. */
async function oneOfTwo<T>(work: () => Promise<T>): Promise<T> {
  if (running >= 2) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await work()
  } finally {
    running--
    waiting.shift()?.()
  }
}

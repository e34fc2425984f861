/** What can be made to go wrong. Rates are per line, 0 to 1; those of `faultLines` name a line number of the host's. */
export const faultRates = {
  'garble-in': 'a line to the printer has one bit flipped',
  'lose-in': 'a line to the printer never arrives',
  'garble-out': 'a reply has one bit flipped',
  'lose-out': 'a reply never arrives',
  'lose-ok': 'an "ok" never arrives',
  'dup-ok': 'an "ok" arrives twice',
  slow: 'a command takes two seconds longer, without a sign of life',
} as const
export const faultLines = {
  'reset-at': 'the firmware restarts when it reaches this line',
  'kill-at': 'the firmware halts (thermal runaway) at this line',
  'silent-at': 'the firmware never says anything again after this line',
} as const
export const faultSwitches = { 'no-m115': 'does not know M115' } as const

type Rate = keyof typeof faultRates
type Line = keyof typeof faultLines
type Switch = keyof typeof faultSwitches
export type Faults = Partial<Record<Rate | Line, number> & Record<Switch, boolean>>

/** Reads `garble-in=0.01,no-m115,reset-at=120`. Throws a sentence for a name that is none or a rate that is none. */
export function readFaults(text: string): Faults {
  const faults: Faults = {}
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [name = '', value] = pair.trim().split('=')
    if (name in faultSwitches) {
      faults[name as Switch] = value !== '0'
      continue
    }
    const amount = Number(value)
    if (!(name in faultRates || name in faultLines)) throw new Error(`no such fault: ${name}`)
    if (value === undefined || !(amount >= 0) || (name in faultRates && amount > 1)) {
      throw new Error(
        `${name} takes a ${name in faultRates ? 'rate from 0 to 1' : 'line number'}, not "${value ?? ''}"`,
      )
    }
    faults[name as Rate | Line] = amount
  }
  return faults
}

/** Mulberry32: small, and the same sequence everywhere for the same seed. */
export function createChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What becomes of one line on its way to the printer; '' when nothing arrives. The line end may be hit too. */
export function spoilIncoming(line: string, faults: Faults, chance: () => number): string {
  if (happens(faults['lose-in'], chance)) return ''
  return happens(faults['garble-in'], chance) ? flipped(line, chance) : line
}

/** What becomes of one reply on its way to the host. */
export function spoilReply(line: string, faults: Faults, chance: () => number): string {
  const isOk = line.startsWith('ok')
  if (happens(faults['lose-out'], chance) || (isOk && happens(faults['lose-ok'], chance))) return ''
  const sent = happens(faults['garble-out'], chance) ? flipped(line, chance) : line
  return isOk && happens(faults['dup-ok'], chance) ? sent + line : sent
}

export const happens = (rate: number | undefined, chance: () => number): boolean =>
  rate !== undefined && rate > 0 && chance() < rate

function flipped(line: string, chance: () => number): string {
  const at = Math.floor(chance() * line.length)
  const byte = line.charCodeAt(at) ^ (1 << Math.floor(chance() * 8))
  return line.slice(0, at) + String.fromCharCode(byte) + line.slice(at + 1)
}

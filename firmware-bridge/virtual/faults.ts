/** What can be made to go wrong. Rates are per line, 0 to 1; those of `faultLines` name a line number of the host's. */
export const faultRates = {
  'garble-in': 'a line to the printer has one bit flipped',
  'lose-in': 'a line to the printer never arrives',
  'dup-in': 'a line to the printer arrives twice',
  'lose-byte-in': 'a line to the printer lacks one byte',
  'dup-byte-in': 'a line to the printer has one byte twice',
  'garble-out': 'a reply has one bit flipped',
  'lose-out': 'a reply never arrives',
  'dup-out': 'a reply arrives twice',
  'lose-byte-out': 'a reply lacks one byte',
  'dup-byte-out': 'a reply has one byte twice',
  'lose-ok': 'an "ok" never arrives',
  'dup-ok': 'an "ok" arrives twice',
  slow: 'a command takes two seconds longer, without a sign of life',
  rubbish: 'up to 64 bytes of binary rubbish come before a reply',
  nul: 'a reply has a NUL in it',
  'bad-utf8': 'a message that is no UTF-8 comes before a reply',
} as const
export const faultLines = {
  'reset-at': 'the firmware restarts when it reaches this line',
  'kill-at': 'the firmware halts (thermal runaway) at this line',
  'silent-at': 'the firmware never says anything again after this line',
  'unplug-at': 'the port goes away at this line',
  'flood-at': 'the firmware never stops talking after this line',
  'long-line-at': 'the firmware says a line of a megabyte at this line',
  'heater-fails-at': 'the heating element dies at this line: heating fails, or runs away',
  'thermal-runaway-at': 'the thermistor slips out at this line: a runaway after its time',
  'mintemp-at': 'the thermistor loses its wire at this line',
  'maxtemp-at': 'the heater cannot be switched off any more after this line',
  'runout-at': 'the filament runs out at this line',
} as const
export const faultSwitches = {
  'no-m115': 'does not know M115',
  'heater-fails': 'the heating element is dead from the start',
  'loose-thermistor': 'the thermistor hangs in the air from the start',
} as const

type Rate = keyof typeof faultRates
type FaultLine = keyof typeof faultLines
type Switch = keyof typeof faultSwitches
export type Faults = Partial<Record<Rate | FaultLine, number> & Record<Switch, boolean>>

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
    faults[name as Rate | FaultLine] = amount
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

export const happens = (rate: number | undefined, chance: () => number): boolean =>
  rate !== undefined && rate > 0 && chance() < rate

/** Sets off what a line number brings about, once each. */
export function createLineFaults(
  faults: Faults,
  acts: Record<FaultLine, () => void>,
): (line: number | undefined) => void {
  const waiting = (Object.keys(acts) as FaultLine[]).filter((name) => faults[name] !== undefined)
  return (line) => {
    if (line === undefined || waiting.length === 0) return
    for (const name of waiting.filter((one) => line >= faults[one]!)) {
      waiting.splice(waiting.indexOf(name), 1)
      acts[name]()
    }
  }
}

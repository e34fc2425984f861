import { dialects, type DialectName } from './dialects.ts'
import { faultLines, faultRates, faultSwitches, readFaults } from './faults.ts'
import type { VirtualPrinterOptions } from './virtual-printer.ts'

/** What a virtual printer may be told when it is switched on: by flags, or behind the `?` of a `virtual:` address. */
const settings = {
  speed: { value: 'N', meaning: 'times of moves and heaters are divided by N; "max": they take none' },
  baud: { value: 'N', meaning: 'a byte takes 10/N seconds on the wire, each way' },
  latency: { value: 'MS', meaning: 'and MS more from end to end, each way: a USB adapter' },
  'rx-buffer': { value: 'BYTES', meaning: 'what comes when so many wait to be read is lost (128)' },
  queue: { value: 'N', meaning: 'commands that have been checked and wait (4)' },
  planner: { value: 'N', meaning: 'moves planned ahead (16)' },
  exec: { value: 'US', meaning: 'microseconds of the main loop that a command takes (0)' },
  'advanced-ok': { value: '', meaning: 'says "ok N12 P15 B3" instead of "ok"' },
  wait: { value: '', meaning: 'says "wait" each second while it has nothing to do' },
  dialect: { value: 'NAME', meaning: `speaks as one of ${Object.keys(dialects).join(', ')}` },
  faults: { value: 'LIST', meaning: 'name=value pairs, separated by commas, of those below' },
  seed: { value: 'N', meaning: 'the same seed, the same faults' },
} as const

export type Setting = keyof typeof settings
type Given = Partial<Record<Setting, string | boolean>>

/** For `parseArgs`. */
export const settingFlags = Object.fromEntries(
  Object.entries(settings).map(([name, { value }]) => [name, { type: value === '' ? 'boolean' : 'string' }]),
) as Record<Setting, { type: 'string' | 'boolean' }>

/** Throws a sentence for what is none of the values an option takes. */
export function readSettings(given: Given): VirtualPrinterOptions {
  const number = (name: Setting, least: number): number | undefined => {
    const text = given[name]
    if (text === undefined) return undefined
    const value = text === '' ? NaN : Number(text)
    if (!(value >= least && value < 1e9)) throw new Error(`--${name} takes a number from ${least}, not "${text}"`)
    return value
  }
  const whole = (name: Setting, least: number): number | undefined => {
    const value = number(name, least)
    if (value !== undefined && !Number.isInteger(value)) throw new Error(`--${name} takes a whole number`)
    return value
  }
  const isMax = given.speed === 'max'
  if (!isMax && given.speed !== undefined && !(Number(given.speed) > 0))
    throw new Error('--speed takes a number above 0, or "max"')
  return {
    ...without({
      speed: isMax ? ('max' as const) : number('speed', 0),
      baud: number('baud', 50),
      latencyMs: number('latency', 0),
      rxBuffer: whole('rx-buffer', 8),
      queue: whole('queue', 1),
      planner: whole('planner', 1),
      execUs: number('exec', 0),
      seed: number('seed', 0),
      dialect: readDialect(given.dialect),
    }),
    advancedOk: given['advanced-ok'] === true,
    waits: given.wait === true,
    faults: readFaults(String(given.faults ?? '')),
  }
}

function readDialect(name: string | boolean | undefined): DialectName | undefined {
  if (name === undefined) return undefined
  if (!Object.hasOwn(dialects, String(name)))
    throw new Error(`--dialect is one of ${Object.keys(dialects).join(', ')}, not "${name}"`)
  return name as DialectName
}

/** The flags of an address: `virtual:?speed=20&wait=1`. What no setting is called is left out. */
export function flagsOfAddress(address: string): string[] {
  const wanted = new URLSearchParams(address.replace(/^virtual:\??/, ''))
  return Object.entries(settings).flatMap(([name, { value }]) => {
    const text = wanted.get(name)
    if (text === null) return []
    if (value === '') return text === '0' ? [] : [`--${name}`]
    return [`--${name}=${text}`]
  })
}

/** Drops what was not given, so that the defaults hold. */
const without = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never

const list = (rows: [string, string][]): string =>
  rows.map(([name, meaning]) => `  ${name.padEnd(24)} ${meaning}`).join('\n')

export const settingsHelp = list(
  Object.entries(settings).map(([name, { value, meaning }]) => [`--${name} ${value}`, meaning]),
)
export const faultsHelp = list([
  ...Object.entries(faultRates).map(([name, meaning]): [string, string] => [`${name}=RATE`, meaning]),
  ...Object.entries(faultLines).map(([name, meaning]): [string, string] => [`${name}=LINE`, meaning]),
  ...Object.entries(faultSwitches),
])

import { createHash } from 'node:crypto'
import type { Commands } from './commands.ts'

/** What each command keeps, by letter, as Marlin comes from its makers. Limits that slicers set per file are not among them. */
const made: Settings = {
  M92: { X: 80, Y: 80, Z: 400, E: 93 },
  M206: { X: 0, Y: 0, Z: 0 },
  M301: { P: 22.2, I: 1.08, D: 114 },
  M304: { P: 10, I: 0.02, D: 305.4 },
  M569: { X: 1, Y: 1, Z: 1, E: 1 },
  M665: { L: 0, R: 0, S: 0 },
  M666: { X: 0, Y: 0, Z: 0 },
  M851: { X: 0, Y: 0, Z: -1.25 },
  M906: { X: 580, Y: 580, Z: 580, E: 650 },
  M913: { X: 100, Y: 100, Z: 3, E: 30 },
  M914: { X: 60, Y: 60, Z: 0 },
}
type Settings = Record<string, Record<string, number>>

/** A machine's own measures: those in force, and those in its EEPROM, which survive. */
export function createMemory(say: (line: string) => void) {
  let stored = structuredClone(made)
  let inForce = structuredClone(made)

  const tellAll = (): void => {
    for (const [code, values] of Object.entries(inForce)) say(`echo:  ${code} ${wordsIn(values)}`)
  }
  const setting = (code: string) => (words: Map<string, number>) => {
    const values = inForce[code]!
    const given = [...words].filter(([letter]) => letter in values)
    if (given.length === 0) say(`echo:  ${code} ${wordsIn(values)}`)
    for (const [letter, value] of given) values[letter] = value
  }

  const commands: Commands = {
    ...Object.fromEntries(Object.keys(made).map((code) => [code, setting(code)])),
    M500: () => {
      stored = structuredClone(inForce)
      say('echo:Settings Stored (699 bytes; crc 37151)')
    },
    M501: () => {
      inForce = structuredClone(stored)
      say('echo:V89 stored settings retrieved (699 bytes; crc 37151)')
    },
    M502: () => {
      inForce = structuredClone(made)
      say('echo:Hardcoded Default Settings Loaded')
    },
    M503: tellAll,
  }

  return {
    commands,
    restart: (): void => void (inForce = structuredClone(stored)),
    /** Of what is stored, and of what is in force: equal hashes, equal machine. */
    state: () => ({ eepromHash: hashOf(stored), settingsHash: hashOf(inForce) }),
  }
}

const wordsIn = (values: Record<string, number>): string =>
  Object.entries(values)
    .map(([letter, value]) => `${letter}${value.toFixed(2)}`)
    .join(' ')

export const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

import { wordsOf } from './words.ts'

/** How long a command may take before its silence means something, in ms, on firmware that gives no sign of life. */
const longRunners: Record<string, number> = {
  G28: 120_000,
  G29: 600_000,
  G30: 60_000,
  G32: 600_000,
  G33: 900_000,
  G34: 600_000,
  G80: 600_000,
  M0: 24 * 3_600_000,
  M1: 24 * 3_600_000,
  M48: 600_000,
  M109: 900_000,
  M116: 900_000,
  M125: 24 * 3_600_000,
  M190: 900_000,
  M191: 900_000,
  M226: 24 * 3_600_000,
  M303: 1_800_000,
  M400: 300_000,
  M600: 24 * 3_600_000,
  M701: 300_000,
  M702: 300_000,
}

/** A move waits for sixteen others to be made. */
const others = 60_000

/** Whether this command's silence says nothing about the wire. */
export const isLongRunner = (command: string | undefined): boolean => {
  const code = codeOf(command)
  return code === 'G4' || code in longRunners
}

export function patienceFor(command: string | undefined): number {
  const code = codeOf(command)
  if (code !== 'G4') return longRunners[code] ?? others
  const words = wordsOf(command!)
  return others + (words.get('P') ?? 0) + (words.get('S') ?? 0) * 1000
}

const codeOf = (command: string | undefined): string => /^[A-Z]\d+/.exec(command ?? '')?.[0] ?? ''

import { happens, type Faults } from './faults.ts'

type Chance = () => number

export const spoilsIncoming = (faults: Faults): boolean =>
  (['garble-in', 'lose-in', 'dup-in', 'lose-byte-in', 'dup-byte-in'] as const).some((name) => (faults[name] ?? 0) > 0)

/** What becomes of one line on its way to the printer; '' when nothing arrives. The line end may be hit too. */
export function spoilIncoming(line: string, faults: Faults, chance: Chance): string {
  if (happens(faults['lose-in'], chance)) return ''
  let sent = happens(faults['garble-in'], chance) ? flipped(line, chance) : line
  if (happens(faults['lose-byte-in'], chance)) sent = lacking(sent, chance)
  if (happens(faults['dup-byte-in'], chance)) sent = doubled(sent, chance)
  return happens(faults['dup-in'], chance) ? sent + line : sent
}

/** What becomes of one reply on its way to the host. */
export function spoilReply(line: string, faults: Faults, chance: Chance): string {
  const isOk = line.startsWith('ok')
  if (happens(faults['lose-out'], chance) || (isOk && happens(faults['lose-ok'], chance))) return ''
  let sent = happens(faults['garble-out'], chance) ? flipped(line, chance) : line
  if (happens(faults['lose-byte-out'], chance)) sent = lacking(sent, chance)
  if (happens(faults['dup-byte-out'], chance)) sent = doubled(sent, chance)
  if (happens(faults.nul, chance)) sent = inserted(sent, '\0', chance)
  if (happens(faults['dup-out'], chance) || (isOk && happens(faults['dup-ok'], chance))) sent += line
  if (happens(faults['bad-utf8'], chance)) sent = `echo:\xc3\x28\xff\xfe\xed\xa0\x80\n${sent}`
  return happens(faults.rubbish, chance) ? rubbish(chance) + sent : sent
}

const placeIn = (line: string, chance: Chance): number => Math.floor(chance() * line.length)

function flipped(line: string, chance: Chance): string {
  const at = placeIn(line, chance)
  const byte = line.charCodeAt(at) ^ (1 << Math.floor(chance() * 8))
  return line.slice(0, at) + String.fromCharCode(byte) + line.slice(at + 1)
}

function lacking(line: string, chance: Chance): string {
  const at = placeIn(line, chance)
  return line.slice(0, at) + line.slice(at + 1)
}

function doubled(line: string, chance: Chance): string {
  const at = placeIn(line, chance)
  return line.slice(0, at + 1) + line.slice(at)
}

function inserted(line: string, what: string, chance: Chance): string {
  const at = placeIn(line, chance)
  return line.slice(0, at) + what + line.slice(at)
}

const rubbish = (chance: Chance): string =>
  Array.from({ length: 1 + Math.floor(chance() * 64) }, () => String.fromCharCode(Math.floor(chance() * 256))).join('')

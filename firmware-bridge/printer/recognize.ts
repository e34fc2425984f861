import { bootEnds, heard } from './greet.ts'
import type { Port } from '../port/port.ts'
import { NoAnswer, PortRefused } from '../port/trouble.ts'

const answerMs = 2000

/** `M115` answered: who it says it is. */
export const identityIn = (line: string): string | undefined => /FIRMWARE_NAME:.*/.exec(line)?.[0]
export const uuidIn = (identity: string): string | undefined => /UUID:([0-9a-f-]{8,})/i.exec(identity)?.[1]

/**
 * Asks a port that was found again who is there. Nothing but `M115` is written before the answer is the one that is known: the cables of
 * two printers are easily swapped. One answer may be damaged on the wire, so another printer has to say its name twice.
 */
export async function recognize(port: Port, uuid: string, bootMs: number, tries: number): Promise<void> {
  await bootEnds(port, bootMs, () => {})
  const said = new Map<string, number>()
  for (let attempt = 0; attempt < tries; attempt++) {
    const other = await askIdentity(port)
    if (other === undefined) continue
    if (other === uuid) return
    const times = (said.get(other) ?? 0) + 1
    if (times > 1) throw new PortRefused('another-printer', port.name, other || 'it tells no UUID')
    said.set(other, times)
  }
  throw new NoAnswer(said.size > 0 ? 'not-understood' : 'no-answer', port.name)
}

/** The UUID, '' when it tells none, undefined when nobody answers. */
async function askIdentity(port: Port): Promise<string | undefined> {
  let identity: string | undefined
  port.write('\nM115\n')
  const listen = (_reply: unknown, line: string): void => void (identity ??= identityIn(line))
  await heard(port, answerMs, listen, () => identity !== undefined)
  if (identity === undefined) return undefined
  // The rest of its report, up to the "ok".
  await heard(port, 300, listen, (reply) => reply.type === 'ok')
  return uuidIn(identity) ?? ''
}

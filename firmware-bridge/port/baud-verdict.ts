import { readReply } from '../stream/reply.ts'

/** Speeds in the order of how often printers have them. */
export const baudRates = [115_200, 250_000, 230_400, 57_600, 38_400, 19_200, 9600] as const

/**
 * What the bytes that came in at one speed mean. `understood`: a printer speaks, at this speed. `garbage`: somebody speaks, at another.
 * `unsure`: text that no printer says (or the beginning of what one says). `silent`: nothing.
 */
export type BaudVerdict = 'understood' | 'garbage' | 'unsure' | 'silent'

/** What is judged: the latest bytes only, since the first may be the rest of another speed's. */
const latest = 512
/** Fewer bytes than this are a glitch of the line. */
const fewest = 4

export function baudVerdict(bytes: Uint8Array): BaudVerdict {
  if (bytes.length === 0) return 'silent'
  const text = Buffer.from(bytes.subarray(-latest)).toString('latin1')
  const odd = text.match(/[^\r\n\t\x20-\x7e]/g)?.length ?? 0
  const lines = text.split(/\r?\n/).slice(0, -1)
  if (lines.some(isPrinters) && odd / text.length < 0.3) return 'understood'
  if (text.length >= fewest && odd / text.length > 0.3) return 'garbage'
  return 'unsure'
}

/** A whole line that a printer says; "echo:" and "Error:" come before those words of their own that are not in any table. */
function isPrinters(line: string): boolean {
  if (/[^\t\x20-\x7e]/.test(line)) return false
  return readReply(line).type !== 'other' || /^(echo:|Error:|FIRMWARE_NAME:|\/\/ ?|Cap:|wait$)/.test(line.trim())
}

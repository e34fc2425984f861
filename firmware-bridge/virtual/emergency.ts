/** What Marlin's EMERGENCY_PARSER finds: M108, M112, M410, and M876 with its `S`. */
export type Emergency = { code: number; s: number }

const codes = new Set([108, 112, 410, 876])
const newline = 10

/** Looks at each byte in the interrupt, before the receive buffer, even when that is full. Checksums are not looked at. */
export function createEmergencyParser(): { see: (byte: number) => Emergency | undefined } {
  const seen = Buffer.alloc(32)
  let length = 0
  return {
    see(byte) {
      if (byte !== newline) {
        if (length < seen.length) seen[length++] = byte
        return undefined
      }
      const end = length
      length = 0
      if (end < 4) return undefined
      // "N123 M112" and "M112" both, without reading the lines that carry neither.
      const from = seen[0] === 0x4e ? seen.indexOf(0x4d, 1) : 0
      if (from < 0 || from >= end || seen[from] !== 0x4d) return undefined
      const found = /^(?:N-?\d+ ?)?M(\d+)(?: *S(\d+))?/.exec(seen.toString('latin1', 0, end))
      const code = Number(found?.[1])
      return codes.has(code) ? { code, s: Number(found![2] ?? 0) } : undefined
    },
  }
}

/** Marlin's EMERGENCY_PARSER: looks at each byte in the interrupt, before the receive buffer, even when that is full. */
export type EmergencyParser = { see: (byte: number) => number | undefined }

const newline = 10

/** `see` gives the number of the M command when the byte ends a line that carries one of `codes`; checksums are not looked at. */
export function createEmergencyParser(codes: ReadonlySet<number>): EmergencyParser {
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
      if (from < 0 || seen[from] !== 0x4d) return undefined
      const found = /^(?:N-?\d+ ?)?M(\d+)/.exec(seen.toString('latin1', 0, end))
      const code = Number(found?.[1])
      return codes.has(code) ? code : undefined
    },
  }
}

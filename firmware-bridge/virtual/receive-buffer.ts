/** The bytes that the serial interrupt has put aside and the main loop has not read: a ring of a given size that loses what finds it full. */
export type ReceiveBuffer = {
  put: (byte: number) => void
  /** -1 when it is empty. */
  take: () => number
  clear: () => void
  /** Bytes lost since the start. */
  overruns: () => number
  /** The most that it ever held. */
  peak: () => number
}

export function createReceiveBuffer(size: number): ReceiveBuffer {
  const ring = new Uint8Array(size)
  let head = 0
  let held = 0
  let overruns = 0
  let peak = 0
  return {
    put(byte) {
      if (held === size) {
        overruns++
        return
      }
      ring[(head + held) % size] = byte
      if (++held > peak) peak = held
    },
    take() {
      if (held === 0) return -1
      const byte = ring[head]!
      head = (head + 1) % size
      held--
      return byte
    },
    clear: () => void (held = 0),
    overruns: () => overruns,
    peak: () => peak,
  }
}

/** Marlin's MAX_CMD_SIZE, less the zero at its end: further bytes of a line are skipped, its checksum with them. */
const longestLine = 95

/** Puts a line together from bytes, as the main loop reads them. Comments do not count towards its length. */
export function createLineAssembler(): { add: (byte: number) => string | undefined; clear: () => void } {
  const line = Buffer.alloc(longestLine)
  let length = 0
  let inComment = false
  return {
    /** The line when this byte ends one, '' for a blank one. */
    add(byte) {
      if (byte === 10 || byte === 13) {
        const text = line.toString('latin1', 0, length)
        length = 0
        inComment = false
        return text
      }
      if (byte === 59) inComment = true
      if (!inComment && length < longestLine) line[length++] = byte
      return undefined
    },
    clear: () => {
      length = 0
      inComment = false
    },
  }
}

import type { Timeline } from './timeline.ts'

export type WireOptions = {
  /** Bits per second; undefined for a wire that takes no time. */
  baud?: number | undefined
  /** ms from one end to the other, each way, besides the bytes' own time: what a USB adapter costs. */
  latencyMs?: number | undefined
}

/** ms that a byte takes: a start bit, eight, a stop bit. */
export const byteTime = (baud: number | undefined): number => (baud === undefined ? 0 : 10_000 / baud)

export const isInstant = ({ baud, latencyMs }: WireOptions): boolean => baud === undefined && (latencyMs ?? 0) === 0

/** The wire back to the host: a text arrives in one piece when its last byte has gone through, never before the one said earlier. */
export function createWireOut(
  options: WireOptions,
  timeline: Timeline,
  arrive: (text: string) => void,
): (text: string) => void {
  const perByte = byteTime(options.baud)
  const latencyMs = options.latencyMs ?? 0
  if (isInstant(options)) return arrive
  let freeAt = 0
  return (text) => {
    freeAt = Math.max(freeAt, timeline.now()) + text.length * perByte
    timeline.at(freeAt + latencyMs, () => arrive(text))
  }
}

/** The wire to the firmware: each byte has its own moment of arrival, known when it is sent. */
export type WireIn = {
  send: (bytes: Uint8Array, at: number) => void
  /** The next byte that has arrived by `now`; -1 when there is none. */
  next: (now: number) => number
  /** When the next end of line arrives, or the last byte of all when none is under way; undefined for an empty wire. */
  lineEndAt: () => number | undefined
  /** Bytes that have been sent and not taken. */
  underWay: () => number
}

const newline = 10

export function createWireIn(options: WireOptions): WireIn {
  const perByte = byteTime(options.baud)
  const latencyMs = options.latencyMs ?? 0
  /** What is under way: the byte at `i` of a piece arrives at `from + (i + 1) * perByte`. */
  let pieces: { bytes: Uint8Array; from: number }[] = []
  let at = 0
  let freeAt = 0
  let underWay = 0

  return {
    send(bytes, now) {
      if (bytes.length === 0) return
      const from = Math.max(freeAt, now + latencyMs)
      freeAt = from + bytes.length * perByte
      underWay += bytes.length
      // A copy: the reader's memory is used again.
      pieces.push({ bytes: Uint8Array.from(bytes), from })
    },
    next(now) {
      const piece = pieces[0]
      // The tolerance is for sums of fractions: the moment that `lineEndAt` gave is never too early.
      if (!piece || piece.from + (at + 1) * perByte > now + 1e-6) return -1
      const byte = piece.bytes[at]!
      underWay--
      if (++at === piece.bytes.length) {
        pieces.shift()
        at = 0
      }
      return byte
    },
    lineEndAt() {
      let from = at
      for (const piece of pieces) {
        const end = piece.bytes.indexOf(newline, from)
        if (end >= 0) return piece.from + (end + 1) * perByte
        from = 0
      }
      return pieces.length === 0 ? undefined : freeAt
    },
    underWay: () => underWay,
  }
}

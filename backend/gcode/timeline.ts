/**
 * Seconds of printing (heating apart) at byte offsets of the file, both rising, at most 2,000 points. From the bytes that
 * the firmware has acknowledged it gives progress in time.
 */
export type Timeline = { bytes: number[]; seconds: number[] }

const maxPoints = 2000

/** Keeps a point every so many bytes, twice as many each time the table is full. */
export function createTimeline(): { add: (seconds: number, byte: number) => void; end: () => Timeline } {
  let bytes: number[] = [0]
  let seconds: number[] = [0]
  let step = 256
  let lastByte = 0
  let lastSeconds = 0

  function add(second: number, byte: number): void {
    lastByte = byte
    lastSeconds = second
    if (byte < bytes[bytes.length - 1]! + step) return
    if (bytes.length >= maxPoints - 1) {
      bytes = bytes.filter((_, i) => i % 2 === 0)
      seconds = seconds.filter((_, i) => i % 2 === 0)
      step *= 2
      if (byte < bytes[bytes.length - 1]! + step) return
    }
    bytes.push(byte)
    seconds.push(second)
  }

  function end(): Timeline {
    if (lastByte > bytes[bytes.length - 1]!) {
      bytes.push(lastByte)
      seconds.push(lastSeconds)
    }
    return { bytes, seconds }
  }

  return { add, end }
}

/** Seconds of printing done when everything before `byte` is. */
export function secondsAt(timeline: Timeline, byte: number): number {
  const { bytes, seconds } = timeline
  let low = 0
  let high = bytes.length - 1
  if (high < 0 || byte <= bytes[0]!) return 0
  if (byte >= bytes[high]!) return seconds[high]!
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (bytes[middle]! <= byte) low = middle
    else high = middle
  }
  const share = (byte - bytes[low]!) / (bytes[high]! - bytes[low]!)
  return seconds[low]! + share * (seconds[high]! - seconds[low]!)
}

/** The same table stretched so that it ends at `total` seconds: a slicer knows its printer better than we do. */
export function stretch(timeline: Timeline, total: number): Timeline {
  const planned = timeline.seconds[timeline.seconds.length - 1] ?? 0
  if (planned <= 0) return timeline
  const factor = total / planned
  return { bytes: timeline.bytes, seconds: timeline.seconds.map((second) => Math.round(second * factor * 1000) / 1000) }
}

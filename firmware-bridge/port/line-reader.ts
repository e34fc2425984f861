import type { Noise } from './port.ts'

/** Longer lines are cut here: no firmware says more, noise at a wrong baud rate does. */
const longest = 1024

export type LineReader = { take: (bytes: Uint8Array) => void; noise: () => Noise }

/** Bytes in, whole lines out. Latin-1, which never fails to decode; CR and NUL dropped. What no firmware says is counted. */
export function createLineReader(hear: (line: string) => void): LineReader {
  const noise: Noise = { longLines: 0, oddBytes: 0 }
  let kept = ''

  function take(bytes: Uint8Array): void {
    let text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    // At once for all lines of a chunk, which most often has none of these.
    if (/[^\t\n\x20-\x7e]/.test(text)) {
      text = text.replaceAll('\r', '')
      noise.oddBytes += text.match(/[^\t\n\x20-\x7e]/g)?.length ?? 0
      text = text.replaceAll('\0', '')
    }
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = kept === '' ? text.slice(from, end) : kept + text.slice(from, end)
      kept = ''
      from = end + 1
      if (line.length > longest) noise.longLines++
      hear(line.length > longest ? line.slice(0, longest) : line)
    }
    // One more than is heard, so that a line that has been cut is known as one.
    if (from < text.length && kept.length <= longest) kept = (kept + text.slice(from)).slice(0, longest + 1)
  }
  return { take, noise: () => ({ ...noise }) }
}

/** Longer lines are cut here: no firmware says more, noise at a wrong baud rate does. */
const longest = 1024

/** Bytes in, whole lines out. Latin-1, which never fails to decode; CR and NUL dropped. */
export function createLineReader(hear: (line: string) => void): (bytes: Uint8Array) => void {
  let kept = ''
  return (bytes) => {
    // At once for all lines of a chunk, which most often has none of these.
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      .toString('latin1')
      .replace(/[\0\r]/g, '')
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = text.slice(from, Math.min(end, from + longest))
      hear(kept === '' ? line : (kept + line).slice(0, longest))
      kept = ''
      from = end + 1
    }
    if (from < text.length && kept.length < longest) kept += text.slice(from, from + longest)
  }
}

/** Longer lines are cut here: no firmware says more, noise at a wrong baud rate does. */
const longest = 1024

/** Bytes in, whole lines out. Latin-1, which never fails to decode; CR and NUL dropped. */
export function createLineReader(hear: (line: string) => void): (bytes: Uint8Array) => void {
  let kept = ''
  return (bytes) => {
    let from = 0
    for (let end = bytes.indexOf(10, from); end >= 0; end = bytes.indexOf(10, from)) {
      const line = kept + decode(bytes, from, end)
      kept = ''
      from = end + 1
      hear(clean(line))
    }
    if (kept.length < longest) kept += decode(bytes, from, bytes.length)
  }
}

const decode = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(to - from, longest)).toString('latin1')

const clean = (line: string): string => line.slice(0, longest).replace(/[\0\r]/g, '')

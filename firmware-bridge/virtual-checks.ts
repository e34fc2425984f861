/** What Marlin 2.1 makes of a line that has just come in, before anything is executed. */
export type Checked =
  | { verdict: 'accept'; command: string; line: number | undefined }
  | { verdict: 'refuse'; because: string }
  /** Blank lines, and a repeat of one of the two last lines: no answer at all. */
  | { verdict: 'ignore' }

/** The firmware's line counter and its checks, in Marlin's order: sequence, presence of a checksum, checksum. */
export function createLineChecks(): { last: () => number; reset: () => void; check: (raw: string) => Checked } {
  let last = 0

  const check = (raw: string): Checked => {
    const text = raw.split(';', 1)[0]!.trim()
    if (text === '') return { verdict: 'ignore' }
    // A line that does not begin with N is taken as it is: Marlin 2 does not ask for a number.
    if (!text.startsWith('N')) return accept(text, undefined)

    const isReset = text.includes('M110')
    const line = Number.parseInt(text.slice(1), 10) || 0
    if (line !== last + 1 && !isReset) {
      if (line === last || line === last - 1) return { verdict: 'ignore' }
      return { verdict: 'refuse', because: 'Line Number is not Last Line Number+1' }
    }
    const star = text.lastIndexOf('*')
    if (star < 0) return { verdict: 'refuse', because: 'No Checksum with line number' }
    let checksum = 0
    for (let i = 0; i < star; i++) checksum ^= text.charCodeAt(i) & 0xff
    if (Number.parseInt(text.slice(star + 1), 10) !== checksum)
      return { verdict: 'refuse', because: 'checksum mismatch' }

    last = isReset ? Number.parseInt(/M110.*?N(-?\d+)/.exec(text)?.[1] ?? String(line), 10) : line
    return accept(text.replace(/^N-?\d+\s*/, ''), line)
  }

  return { last: () => last, reset: () => (last = 0), check }
}

/** The parser stops at the first `*`, wherever the checks found theirs. */
const accept = (text: string, line: number | undefined): Checked => ({
  verdict: 'accept',
  command: text.split('*', 1)[0]!.trim(),
  line,
})

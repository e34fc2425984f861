/** What a firmware makes of a line that has just come in, before anything is executed. */
export type Checked =
  | { verdict: 'accept'; command: string; line: number | undefined }
  /** `checksum` is what the line should have carried. */
  | { verdict: 'refuse'; because: string; line: number; checksum: number }
  /** A repeat of a line that it has: no answer at all in Marlin 2, `skip` in Repetier. */
  | { verdict: 'ignore'; line: number | undefined }

export type CheckRules = {
  /** Klipper looks at neither; Teacup at checksums only. */
  checks: 'both' | 'checksum' | 'none'
  /** Repeats of how many of the last lines are ignored instead of refused. */
  ignoresRepeatsOf: number
}

const marlin2: CheckRules = { checks: 'both', ignoresRepeatsOf: 2 }

/** The firmware's line counter and its checks, in Marlin's order: sequence, presence of a checksum, checksum. */
export function createLineChecks(rules: CheckRules = marlin2): {
  last: () => number
  reset: () => void
  check: (raw: string) => Checked
} {
  let last = 0

  const check = (raw: string): Checked => {
    const text = (raw.includes(';') ? raw.slice(0, raw.indexOf(';')) : raw).trim()
    if (text === '') return { verdict: 'ignore', line: undefined }
    // A line that does not begin with N is taken as it is: Marlin 2 does not ask for a number.
    if (!text.startsWith('N')) return { verdict: 'accept', command: beforeStar(text, 0), line: undefined }

    const end = numberEnd(text)
    const line = end > 1 ? Number.parseInt(text.slice(1, end), 10) || 0 : 0
    const accepted = { verdict: 'accept', command: beforeStar(text, end > 1 ? end : 0), line } as const
    if (rules.checks === 'none') return accepted
    const isReset = text.includes('M110')
    const star = text.lastIndexOf('*')
    const checksum = xorOf(text, star < 0 ? text.length : star)
    if (rules.checks === 'both' && line !== last + 1 && !isReset) {
      if (line <= last && line > last - rules.ignoresRepeatsOf) return { verdict: 'ignore', line }
      return { verdict: 'refuse', because: 'Line Number is not Last Line Number+1', line, checksum }
    }
    if (star < 0) return { verdict: 'refuse', because: 'No Checksum with line number', line, checksum }
    if (Number.parseInt(text.slice(star + 1), 10) !== checksum)
      return { verdict: 'refuse', because: 'checksum mismatch', line, checksum }

    last = isReset ? Number.parseInt(/M110.*?N(-?\d+)/.exec(text)?.[1] ?? String(line), 10) : line
    return accepted
  }

  return { last: () => last, reset: () => (last = 0), check }
}

/** Where `N123` ends; 1 when no number follows. */
function numberEnd(text: string): number {
  let end = text[1] === '-' ? 2 : 1
  while (isDigit(text.charCodeAt(end))) end++
  return isDigit(text.charCodeAt(end - 1)) ? end : 1
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** The parser stops at the first `*`, wherever the checks found theirs. */
function beforeStar(text: string, from: number): string {
  const star = text.indexOf('*', from)
  return text.slice(from, star < 0 ? text.length : star).trim()
}

function xorOf(text: string, end: number): number {
  let sum = 0
  for (let i = 0; i < end; i++) sum ^= text.charCodeAt(i) & 0xff
  return sum
}

import { createLineChecks } from './checks.ts'
import type { Dialect } from './dialects.ts'
import type { Timeline } from './timeline.ts'

/** A command that has passed the checks. `isSilent`: the firmware's own (the panel's, the card's), which gets no "ok". */
export type Accepted = { command: string; line: number | undefined; isSilent?: boolean }

/** Whether a line is taken, and what the host is told when it is not, in the firmware's own words. */
export function createReception(options: {
  dialect: Dialect
  timeline: Timeline
  tell: (line: string) => void
  /** What has been received behind a refused line is thrown away. */
  flush: () => void
}) {
  const { dialect, timeline, tell } = options
  const checks = createLineChecks(dialect)
  let resendsAsked = 0

  function refuse(because: string, line: number, checksum: number): void {
    resendsAsked++
    options.flush()
    const last = checks.last()
    const say = (): void => dialect.refusal(because, last, line, checksum).forEach(tell)
    say()
    if (dialect.saysRefusalAgainMs === undefined) return
    timeline.at(timeline.now() + dialect.saysRefusalAgainMs, () => (checks.last() === last ? say() : undefined))
  }

  return {
    take(raw: string): Accepted | undefined {
      const checked = checks.check(raw)
      if (checked.verdict === 'accept') return checked
      if (checked.verdict === 'refuse') refuse(checked.because, checked.line, checked.checksum)
      else if (checked.line !== undefined) dialect.repeat(checked.line).forEach(tell)
      return undefined
    },
    last: checks.last,
    restart: checks.reset,
    resendsAsked: () => resendsAsked,
  }
}

import type { Timeline } from './timeline.ts'
import { byteTime } from './wire.ts'

const idleMs = 1000

/** What a firmware says unasked: `wait` while it has nothing to do (Marlin's NO_TIMEOUTS), and, where it has gone mad, no end of words. */
export function createChatter(options: {
  timeline: Timeline
  baud: number | undefined
  waits: boolean
  tell: (line: string) => void
  isIdle: () => boolean
}) {
  const { timeline, tell } = options
  let idleSince = 0
  let flooding = 0

  /** The firmware has nothing to do from now on. */
  function rest(): void {
    if (!options.waits || !options.isIdle()) return
    const since = (idleSince = timeline.now())
    timeline.at(since + idleMs, () => {
      if (idleSince !== since || !options.isIdle()) return
      tell('wait')
      rest()
    })
  }

  /** Talks as fast as its wire carries, and without a wire's pace a megabyte each second. */
  function flood(): void {
    const text = 'echo:'.padEnd(999, '#')
    const pace = Math.max(1, byteTime(options.baud) * (text.length + 1))
    const mine = ++flooding
    const more = (): void => {
      if (mine !== flooding) return
      tell(text)
      timeline.at(timeline.now() + pace, more)
    }
    more()
  }

  return { rest, flood, stop: () => void flooding++ }
}

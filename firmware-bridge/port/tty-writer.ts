import { writeSync } from 'node:fs'

const againMs = 3
/** More than a window of lines ever is; beyond it nobody takes what we write. */
const mostKept = 64 * 1024
/** How long closing waits for what is still kept: heaters-off lines are worth that. */
const drainMs = 1000

/** What reading or writing says when the cable is pulled, or the other end of a pseudo-terminal closed. */
export const hungUp: ReadonlySet<string> = new Set(['EIO', 'ENXIO', 'ENODEV'])

export type TtyWriter = {
  write: (text: string) => void
  /** Waits a moment for what is kept. */
  drain: () => Promise<void>
  /** Nothing is written after this: the descriptor may soon be another file's. */
  stop: () => void
}

/**
 * Writes to a terminal without ever waiting: what the kernel does not take is kept and tried again. `died` hears, once, why
 * nothing more can be written.
 */
export function createTtyWriter(fd: number, died: (reason: string) => void, patienceMs = 10_000): TtyWriter {
  let kept = ''
  let movedAt = 0
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let drained: () => void = () => {}

  function write(text: string): void {
    if (stopped) return
    if (kept === '') movedAt = performance.now()
    kept += text
    if (timer === undefined) flush()
    if (kept.length > mostKept) die('it takes no more bytes')
  }

  function flush(): void {
    timer = undefined
    try {
      while (kept !== '') {
        const taken = writeSync(fd, kept, null, 'latin1')
        if (taken === 0) break
        movedAt = performance.now()
        kept = kept.slice(taken)
      }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'EAGAIN') return die(hungUp.has(code ?? '') ? 'unplugged' : message)
    }
    if (kept === '') return drained()
    if (performance.now() - movedAt > patienceMs) return die('it takes no more bytes')
    timer = setTimeout(flush, againMs)
  }

  function die(reason: string): void {
    stop()
    died(reason)
  }

  function stop(): void {
    stopped = true
    kept = ''
    clearTimeout(timer)
    drained()
  }

  return {
    write,
    stop,
    drain: () =>
      new Promise((resolve) => {
        if (kept === '') return resolve()
        const limit = setTimeout(resolve, drainMs)
        drained = () => (clearTimeout(limit), resolve())
      }),
  }
}

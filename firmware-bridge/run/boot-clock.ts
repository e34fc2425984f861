import { readFileSync } from 'node:fs'

/** A moment that another process on this machine can compare with its own: nobody sets this clock, a boot restarts it. */
export type Moment = { boot: string; ms: number }

export const momentNow = (): Moment => ({ boot, ms: Number(process.hrtime.bigint() / 1_000_000n) })

/** How long ago that was, in ms; Infinity when the machine has been started again since. */
export function msSince(then: Moment): number {
  const now = momentNow()
  return then.boot === now.boot && now.ms >= then.ms ? now.ms - then.ms : Infinity
}

/** Linux names each boot; elsewhere the clock itself, which begins at 0, has to do. */
const boot = ((): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
})()

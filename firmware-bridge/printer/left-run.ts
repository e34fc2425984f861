import type { Log } from '../log.ts'
import type { Command, CommandAnswer, RunOrder, RunReason, RunStatus } from '../messages.ts'
import type { Port } from '../port/port.ts'
import { cannotGoOn, proveContinuity, timeLeft } from '../run/continuity.ts'
import type { Journal } from '../run/journal.ts'
import { statusOf, type FoundRun } from '../run/print-run.ts'
import type { Reply } from '../stream/reply.ts'
import { writeHeatersOff } from './safe-script.ts'

export type LeftRunSurroundings = {
  journal: Journal
  keptFile: (order: RunOrder) => Promise<string | undefined>
  log: Log
}

/** The run that an earlier process of this bridge began and did not end, if there is one. */
export type LeftRun = {
  status: () => RunStatus | undefined
  /**
   * Asks its printer where it stands. `given-up`: there is no proof, and the heaters have been told to go off at once.
   * Undefined where nothing was left, or `isHere` no longer holds.
   */
  find: (
    port: Port,
    isHere: () => boolean,
    onReply: (reply: Reply, line: string) => void,
  ) => Promise<FoundRun | 'given-up' | undefined>
  /** It is over: `heatersOff` as the printer has said. */
  end: (heatersOff: boolean) => void
  /** No printer has answered in time. */
  endIfLate: () => void
  /** While its printer is asked where it stands, it may still be paused or given up. */
  obey: (type: Command['type']) => CommandAnswer
  abandon: () => void
}

export function createLeftRun(
  printerId: string,
  { journal, keptFile, log }: LeftRunSurroundings,
  ended: (status: RunStatus) => void,
): LeftRun {
  let because: RunReason | undefined

  function abandon(): void {
    if (journal.openRun()) journal.abandoned()
  }

  function end(heatersOff: boolean, why: RunReason): void {
    const left = journal.openRun()
    if (!left) return
    ended({ ...statusOf(left), phase: 'ended', outcome: 'interrupted', reason: why, heatersOff })
    journal.ended('interrupted')
    because = undefined
  }

  return {
    status() {
      const left = journal.openRun()
      return left && statusOf(left)
    },
    async find(port, isHere, onReply) {
      const left = journal.openRun()
      if (!left) return undefined
      const proof = await proveContinuity(port, left, () => keptFile(left.order), onReply)
      if (!isHere()) return undefined
      log('a run found open', { printer: printerId, run: left.order.runId, ...proof })
      if ('from' in proof && !left.abandoned) {
        const { own } = left
        try {
          journal.continued(proof.from)
          return { left, own: left.paused?.point ? [] : own, ...proof }
        } catch (error) {
          log('a run cannot be continued', { printer: printerId, trouble: (error as Error).message })
        }
      }
      journal.abandoned()
      writeHeatersOff(port)
      because ??= 'because' in proof ? proof.because : 'bridge-restarted'
      return 'given-up'
    },
    end: (heatersOff) => end(heatersOff, because ?? 'bridge-restarted'),
    endIfLate() {
      const left = journal.openRun()
      if (left && timeLeft(left) <= 0) end(false, because ?? cannotGoOn(left) ?? 'bridge-late')
    },
    obey(type) {
      if (type === 'run:resume') return { ok: false, refusal: 'not-possible-now' }
      if (type === 'run:pause') journal.paused({ why: 'user' })
      else abandon()
      return { ok: true }
    },
    abandon,
  }
}

import { commandMaxAge, type Command, type CommandAnswer } from '../messages.ts'

/** Decides whether a command may still be obeyed, on a clock that nobody sets. */
export type CommandJudge = {
  /** At each connection: what the server's clock said, between which moments of our own monotonic clock. */
  measured: (serverNow: number, epoch: number, askedAt: number, answeredAt: number) => void
  /** The answer, obeyed at most once for each id; the same id again gets the same answer. */
  answer: (command: Command, at: number, obey: (command: Command) => CommandAnswer) => CommandAnswer
}

const mostRemembered = 1000

export function createCommandJudge(): CommandJudge {
  const answered = new Map<string, CommandAnswer>()
  /** Server clock minus our monotonic clock, in ms. */
  let distance: number | undefined
  let newest = -Infinity

  const judge = (command: Command, at: number): CommandAnswer => {
    const limit = commandMaxAge[command.type]
    // What makes a printer safe is never too late, nor refused for a clock that was set back.
    if (limit === Infinity) return { ok: true }
    if (command.epoch < newest) return { ok: false, refusal: 'old-epoch' }
    newest = command.epoch
    const age = distance === undefined ? Infinity : at + distance - command.issuedAt
    // An unknown type has no limit it could be within.
    if (!(age <= limit)) return { ok: false, refusal: 'expired' }
    return { ok: true }
  }

  return {
    measured(serverNow, epoch, askedAt, answeredAt) {
      distance = serverNow - (askedAt + answeredAt) / 2
      newest = epoch
    },
    answer(command, at, obey) {
      const before = answered.get(command.id)
      if (before) return before
      const verdict = judge(command, at)
      const answer = verdict.ok ? obey(command) : verdict
      answered.set(command.id, answer)
      if (answered.size > mostRemembered) answered.delete(answered.keys().next().value!)
      return answer
    },
  }
}

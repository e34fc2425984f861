import { createLineChecks } from '#firmware-bridge/virtual/checks.ts'
import type { Faults } from '#firmware-bridge/virtual/faults.ts'
import { spoilIncoming, spoilReply } from '#firmware-bridge/virtual/noise.ts'

/** A firmware in virtual time: Marlin's checks, a queue of four, a given time for each command, no timers of its own. */
export type ModelFirmware = {
  executed: string[]
  overruns: () => number
  last: () => number
  /** When something happens next; undefined when nothing will by itself. */
  nextAt: () => number | undefined
  /** Bytes on the wire towards the firmware. */
  hear: (text: string, at: number) => void
  /** Moves on to `at`, and gives the replies said on the way. */
  runTo: (at: number) => string[]
  restart: (at: number) => void
}

const queueLength = 4

export function createModelFirmware(
  faults: Faults,
  chance: () => number,
  options: {
    executeMs: () => number
    numbersOks?: boolean
    okAfterResend?: boolean
    receiveBuffer?: number
    /** Tells its line numbers modulo this, as firmware that counts in 16 bits does. */
    numbersWrapAt?: number
  },
): ModelFirmware {
  const { receiveBuffer = 128, numbersWrapAt = Infinity } = options
  const told = (line: number): number => (Number.isFinite(numbersWrapAt) ? line % numbersWrapAt : line)
  const checks = createLineChecks()
  const executed: string[] = []
  let queue: { command: string; line: number | undefined; doneAt: number }[] = []
  let received = ''
  let partial = ''
  let overruns = 0
  let replies: string[] = []
  let freeAt = 0

  const say = (line: string): void => {
    for (const part of spoilReply(`${line}\n`, faults, chance).split('\n')) if (part !== '') replies.push(part)
  }

  function takeLines(at: number): void {
    for (let end = received.indexOf('\n'); end >= 0 && queue.length < queueLength; end = received.indexOf('\n')) {
      const raw = received.slice(0, end)
      received = received.slice(end + 1)
      const checked = checks.check(raw)
      if (checked.verdict === 'accept') {
        freeAt = Math.max(freeAt, at) + options.executeMs()
        queue.push({ command: checked.command, line: checked.line, doneAt: freeAt })
      } else if (checked.verdict === 'refuse') {
        received = ''
        say(`Error:${checked.because}, Last Line: ${told(checks.last())}`)
        say(`Resend: ${told(checks.last() + 1)}`)
        if (options.okAfterResend ?? true) say('ok')
      }
    }
  }

  return {
    executed,
    overruns: () => overruns,
    last: checks.last,
    nextAt: () => queue[0]?.doneAt,
    hear(text, at) {
      for (const line of (partial + text).match(/[^\n]*\n/g) ?? []) {
        for (const char of spoilIncoming(line, faults, chance)) {
          if (received.length >= receiveBuffer) overruns++
          else received += char
          if (char === '\n') takeLines(at)
        }
      }
      partial = ''
    },
    runTo(at) {
      for (let head = queue[0]; head && head.doneAt <= at; head = queue[0]) {
        executed.push(head.command)
        // B still counts the command that is being answered.
        const free = queueLength - queue.length
        queue.shift()
        const number = options.numbersOks && head.line !== undefined ? ` N${told(head.line)} P15 B${free}` : ''
        say(head.command === 'M105' ? 'ok T:20.0 /0.0 B:20.0 /0.0' : `ok${number}`)
        takeLines(head.doneAt)
      }
      const said = replies
      replies = []
      return said
    },
    restart(at) {
      queue = []
      received = ''
      freeAt = at
      checks.reset()
    },
  }
}

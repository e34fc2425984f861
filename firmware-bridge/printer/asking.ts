import { randomUUID } from 'node:crypto'
import { readAction } from './host-actions.ts'
import type { PrinterPrompt } from '../messages.ts'
import { answerText, hearPrompt, noPrompts, waitsForButton } from './prompt.ts'
import type { Reply } from '../stream/reply.ts'

/** What one printer asks a person, as it hears itself asking. */
export type Asking = {
  hear: (reply: Reply, line: string) => void
  now: (canAnswer: boolean) => PrinterPrompt | undefined
  /** What to write for this answer; undefined when that question is not asked, or has been answered. */
  take: (answer: { prompt: string; choice: number } | undefined) => string | undefined
  forget: () => void
}

export function createAsking(): Asking {
  let prompts = noPrompts
  let waits = false

  return {
    hear(reply, line) {
      if (reply.type === 'action') {
        const action = readAction(reply.text)
        if (action.type === 'prompt') prompts = hearPrompt(prompts, action.word, action.text, randomUUID)
      }
      if (reply.type === 'busy') waits = waitsForButton(line)
      if (reply.type === 'ok' || reply.type === 'restarted' || reply.type === 'failure') waits = false
      if (reply.type === 'restarted' || reply.type === 'failure') prompts = noPrompts
    },
    now(canAnswer) {
      const { shown } = prompts
      if (shown) return { ...shown, answerable: canAnswer && shown.choices.length > 0 }
      return waits ? { id: '', text: '', choices: [], answerable: false } : undefined
    },
    take(answer) {
      const { shown } = prompts
      const isAsked = shown !== undefined && answer?.prompt === shown.id
      if (!isAsked || !Number.isInteger(answer.choice) || answer.choice < 0 || answer.choice >= shown.choices.length) {
        return undefined
      }
      // Firmware takes one answer to one question; the same asked again has another name.
      prompts = noPrompts
      return answerText(answer.choice)
    },
    forget() {
      prompts = noPrompts
      waits = false
    },
  }
}

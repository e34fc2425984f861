import { escaped } from '../stream/framing.ts'
import type { PrinterPrompt } from '../messages.ts'

/** A question that the firmware is putting together, and the one that it asks. */
export type Prompts = {
  built: Asked | undefined
  shown: (Asked & { id: string }) | undefined
}
type Asked = Pick<PrinterPrompt, 'text' | 'choices'>

export const noPrompts: Prompts = { built: undefined, shown: undefined }

/** Bounds for a screen: a printer may send anything. */
const mostText = 300
const mostChoices = 6
const mostLabel = 40

/**
 * Reads `//action:prompt_WORD text`, Marlin's host prompts: begin, any texts and buttons, show; end takes it away, and
 * comes before every begin. `newId` names a question that is asked now.
 */
export function hearPrompt({ built, shown }: Prompts, word: string, text: string, newId: () => string): Prompts {
  switch (word) {
    case 'begin':
      return { built: { text: tidy(text, mostText), choices: [] }, shown: undefined }
    case 'text':
      if (!built) return { built, shown }
      return { built: { ...built, text: tidy(`${built.text} ${text}`, mostText) }, shown }
    case 'choice':
    case 'button': {
      if (!built || built.choices.length >= mostChoices) return { built, shown }
      // Klipper's screens put a command and a colour behind the label.
      const label = tidy(text.split('|', 1)[0]!, mostLabel)
      return { built: { ...built, choices: [...built.choices, label] }, shown }
    }
    case 'show':
      return built ? { built: undefined, shown: { ...built, id: newId() } } : { built, shown }
    case 'end':
      return noPrompts
    default:
      return { built, shown }
  }
}

const tidy = (text: string, most: number): string => escaped(text.trim()).slice(0, most)

/** Firmware that waits for its button without asking anything says so as a sign of life (Marlin: M0, M1, M600). */
export const waitsForButton = (line: string): boolean => /^echo:busy: paused for (?:user|input)/.test(line)

/**
 * The answer to a prompt, by the number of its button. Firmware that looks at bytes as they arrive reads it while it
 * waits; others would read it after what they wait for. After a line end that ends whatever was half sent.
 */
export const answerText = (choice: number): string => `\nM876 S${choice}\n`

import type { Waiting } from './commands.ts'
import type { PrinterClock } from './printer-clock.ts'

export type Person = ReturnType<typeof createPerson>

/** Whoever stands at the printer: asked by a message and buttons, answering at the panel (a click), or through the host (M876, M108). */
export function createPerson(options: {
  clock: PrinterClock
  say: (line: string) => void
  hasPrompts: boolean
  /** The firmware stands still for a person from now on; ends with `unblock`. */
  block: () => void
  unblock: () => void
}) {
  const { clock, say, hasPrompts } = options
  let answered: number | 'click' | undefined
  let isWaiting = false

  return {
    /** Goes on with the button that was chosen. Where waits are skipped, somebody clicks at once. */
    *ask(text: string, buttons: readonly string[], limitMs = Infinity): Generator<number, number | 'click', void> {
      if (hasPrompts) {
        say('//action:prompt_end')
        say(`//action:prompt_begin ${text}`)
        for (const button of buttons) say(`//action:prompt_button ${button}`)
        say('//action:prompt_show')
      }
      answered = clock.skips ? 'click' : undefined
      isWaiting = true
      options.block()
      const until = clock.now() + limitMs
      while (answered === undefined && clock.now() < until) yield Math.min(until, clock.now() + 500)
      isWaiting = false
      options.unblock()
      if (hasPrompts) say('//action:prompt_end')
      return answered ?? 'click'
    },
    isWaiting: () => isWaiting,
    /** The number of a button, or the knob that takes the last one. */
    answer(choice: number | 'click'): void {
      if (isWaiting) answered = choice
    },
    leave: (): void => void (isWaiting = false),
  }
}

const parkMs = 3000

/** M600 as Marlin 2.1.2 does it with host prompts (feature/pause.cpp): parks, waits, loads, and purges for as long as it is told to. */
export function* changeFilament(person: Person, say: (line: string) => void, dwell: (ms: number) => Waiting): Waiting {
  say('//action:paused')
  yield* dwell(parkMs)
  yield* person.ask('Nozzle Parked', ['Continue'])
  do yield* dwell(parkMs)
  while ((yield* person.ask('Paused', ['PurgeMore', 'Continue'])) === 0)
  say('//action:resumed')
}

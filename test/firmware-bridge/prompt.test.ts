import { expect, test } from 'vitest'
import { hearPrompt, noPrompts } from '#firmware-bridge/printer/prompt.ts'

/** What is asked after these `prompt_…` actions. */
function asked(...actions: string[]) {
  let names = 0
  let prompts = noPrompts
  for (const action of actions) {
    const [, word = '', text = ''] = /^(\S+) ?(.*)$/.exec(action)!
    prompts = hearPrompt(prompts, word, text, () => `question ${++names}`)
  }
  return prompts.shown
}

test('a question is asked once it is shown, and taken away by its end', () => {
  const marlin = ['end', 'begin Nozzle Parked', 'button Continue']
  expect(asked(...marlin)).toBeUndefined()
  expect(asked(...marlin, 'show')).toEqual({ id: 'question 1', text: 'Nozzle Parked', choices: ['Continue'] })
  expect(asked(...marlin, 'show', 'end')).toBeUndefined()
  expect(asked(...marlin, 'show', 'begin Other')).toBeUndefined()
})

test('several lines of text, labels with a command behind them, words nobody knows', () => {
  expect(
    asked(
      'begin Load',
      'text Insert filament',
      'button_group_start',
      'button Done|RESUME|primary',
      'choice No',
      'show',
    ),
  ).toEqual({ id: 'question 1', text: 'Load Insert filament', choices: ['Done', 'No'] })
})

test('the same question asked again is another one', () => {
  const once = ['begin More?', 'button Yes', 'show']
  expect(asked(...once, ...once)?.id).toBe('question 2')
})

test('what a printer sends is cut and escaped', () => {
  const flood = Array.from({ length: 50 }, (_, i) => `button ${i} ${'x'.repeat(100)}`)
  const shown = asked(`begin ${'a'.repeat(500)}\u001b[31m`, ...flood, 'show')!
  expect(shown.text).toHaveLength(300)
  expect(shown.choices).toHaveLength(6)
  expect(shown.choices.every((label) => label.length <= 40)).toBe(true)
  expect(asked('begin \u001b[31m\u0007', 'show')!.text).toBe('\\x1b[31m\\x07')
})

test('words without a beginning are nothing', () => {
  expect(asked('text lost', 'button lost', 'show')).toBeUndefined()
})

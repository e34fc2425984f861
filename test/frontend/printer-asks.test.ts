import { cleanup, render, screen } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import PrinterAsks from '../../frontend/machine/PrinterAsks.svelte'
import { stateInWords } from '../../frontend/machine/words.ts'
import { language } from '../../frontend/lib/language.svelte.ts'
import { session } from '../../frontend/lib/session.svelte.ts'
import type { PrinterPrompt } from '#backend/machine/schema.ts'
import { printer } from './sample-jobs.ts'

language.set('fr')

const asks: PrinterPrompt = { id: 'q1', text: 'Nozzle Parked', choices: ['Continue', 'Other'], answerable: true }
const show = (prompt: PrinterPrompt, role: 'member' | 'volunteer') => {
  session.member = { id: 'm', name: 'Léa', role, language: 'fr', authorizations: [] } as never
  cleanup()
  render(PrinterAsks, { card: printer(), prompt })
  return {
    text: document.body.textContent,
    buttons: screen.queryAllByRole('button').map((one) => one.textContent?.trim()),
  }
}

test('the team sees the question in its own words, and the printer’s buttons', () => {
  const { text, buttons } = show(asks, 'volunteer')
  expect(text).toContain('La buse est rangée')
  expect(buttons).toEqual(['Continuer', 'Other'])
})

test('a member sees the question and who can answer', () => {
  const { text, buttons } = show(asks, 'member')
  expect(text).toContain('Quelqu’un de l’équipe peut répondre')
  expect(buttons).toEqual([])
})

test('what can only be answered at the printer says so', () => {
  expect(show({ ...asks, answerable: false }, 'volunteer')).toMatchObject({ buttons: [] })
  expect(document.body.textContent).toContain('avec le bouton de l’imprimante')
  expect(show({ id: '', text: '', choices: [], answerable: false }, 'volunteer').text).toContain(
    'appuyez sur son bouton',
  )
})

test('the words of a printer are text, never markup', () => {
  show({ ...asks, text: '<img src=x onerror=alert(1)>', choices: ['<b>go</b>'] }, 'volunteer')
  expect(document.querySelector('img, b')).toBeNull()
})

test('a machine that asks says on every screen that it waits for somebody', () => {
  const card = printer()
  expect(stateInWords({ ...card, printer: { ...card.printer!, prompt: asks } })).toBe('attend quelqu’un')
})

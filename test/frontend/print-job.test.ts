import { render, screen } from '@testing-library/svelte'
import { expect, test, vi } from 'vitest'
import type { StreamVerdict } from '#backend/run/stream-verdict.ts'
import { language } from '../../frontend/lib/language.svelte.ts'
import { session } from '../../frontend/lib/session.svelte.ts'
import JobCard from '../../frontend/print-job/JobCard.svelte'
import PrinterChoice from '../../frontend/print-job/PrinterChoice.svelte'
import RunLive from '../../frontend/print-job/RunLive.svelte'
import SentPart from '../../frontend/print-job/SentPart.svelte'
import { findFileProblem } from '../../frontend/upload/limits.ts'
import { job, printer, run, stream } from './sample-jobs.ts'

language.set('fr')
const nothing = () => {}

test('a printer whose bed is too small says by how much, and cannot be chosen', () => {
  const onchoose = vi.fn()
  const small = printer({ id: 'mini' })
  const printers = [{ ...small, printer: { ...small.printer!, bedSize: [60, 60, 60] as [number, number, number] } }]
  render(PrinterChoice, { printers, chosen: null, sizeMm: [120, 60, 60], onchoose })
  expect(screen.getByRole('radio')).toHaveProperty('disabled', true)
  // 5 mm stay free on each side.
  expect(document.body.textContent).toContain('41\u00a0%')
})

test('the card says the state as a word, and what comes next', () => {
  render(JobCard, { job: job({ state: 'queued', position: 2, waits: 'bed_not_clear' }) })
  const card = screen.getByRole('link')
  expect(card.textContent).toContain('En file')
  expect(card.textContent).toContain('2ᵉ dans la file · Le plateau est à vider')
})

test('a part to collect shows its code to its owner, with the one thing to do', () => {
  const oncollect = vi.fn()
  render(SentPart, { job: job({ state: 'awaiting_pickup', actions: ['collect'] }), onchange: nothing, oncollect })
  expect(screen.getByText('K72F')).toBeTruthy()
  screen.getByRole('button', { name: 'J’ai récupéré ma pièce' }).click()
  expect(oncollect).toHaveBeenCalledTimes(1)
})

test('buttons of a run come from what the server allows', () => {
  render(RunLive, { run: run({ actions: [] }), onchange: nothing })
  expect(screen.queryByRole('button')).toBeNull()
  render(RunLive, { run: run({ state: 'paused', actions: ['resume', 'cancel'] }), onchange: nothing })
  expect(screen.getAllByRole('button').map((button) => button.textContent?.trim().split('\n')[0])).toHaveLength(2)
  expect(screen.getByRole('button', { name: /Reprendre/ })).toBeTruthy()
})

test('the printer’s own report is fresher than the job', () => {
  const { report } = printer({}, { progress: 0.5, layer: 70, layers: 137 }).printer!
  render(RunLive, { run: run(), report, onchange: nothing })
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50')
  expect(document.body.textContent).toContain('couche 70 sur 137')
})

test('a file that cannot be right is not sent at all', () => {
  const limits = { maxModelBytes: 300, maxGcodeBytes: 600 }
  expect(findFileProblem({ name: 'photo.jpg', size: 10 }, limits)).toBe('wrongKind')
  expect(findFileProblem({ name: 'Pièce.STL', size: 301 }, limits)).toBe('tooBig')
  expect(findFileProblem({ name: 'vase.gcode', size: 301 }, limits)).toBeUndefined()
  expect(findFileProblem({ name: 'vide.stl', size: 0 }, limits)).toBe('empty')
})

test.each([
  [{ cause: 'perfect' }, 'Transmission parfaite\u202f: l’ordinateur n’a jamais fait attendre l’imprimante.'],
  [{ cause: 'host', hostMs: 12_300 }, 'a été en retard de 12,3\u00a0s en tout'],
  [{ cause: 'cable', resendRatio: 0.0234 }, '2,34\u00a0% des lignes ont dû être répétées'],
  [{ cause: 'wire' }, 'L’ordinateur n’y est pour rien.'],
] satisfies [Partial<StreamVerdict>, string][])(
  'the maker reads one sentence about the stream: %j',
  (said, sentence) => {
    render(SentPart, {
      job: job({ state: 'awaiting_pickup', run: run({ stream: stream(said) }) }),
      onchange: nothing,
      oncollect: nothing,
    })
    expect(document.body.textContent).toContain(sentence)
    expect(screen.queryByText('Détails de la transmission')).toBeNull()
  },
)

test('the team finds the figures behind it, and too short a stream makes no sentence', () => {
  session.member = { ...session.member!, role: 'volunteer' }
  const short = stream({ cause: 'too-short', resends: 3, resendRatio: 0.0005 })
  render(SentPart, {
    job: job({ state: 'failed', run: run({ stream: short }) }),
    onchange: nothing,
    oncollect: nothing,
  })
  expect(screen.getByText('Détails de la transmission')).toBeTruthy()
  expect(screen.getByText('trop court pour en juger')).toBeTruthy()
  expect(screen.getByText('3 (0,05 %)')).toBeTruthy()
  expect(document.body.textContent).not.toContain('ransmission parfaite')
})

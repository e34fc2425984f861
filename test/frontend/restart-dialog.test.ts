import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { RestartPlan } from '#backend/print-job/schema.ts'
import { language } from '../../frontend/lib/language.svelte.ts'
import RestartDialog from '../../frontend/print-job/RestartDialog.svelte'
import { job } from './sample-jobs.ts'

language.set('fr')

// jsdom has the element, and not what it does.
beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
})

const plan: RestartPlan = {
  layer: 12,
  from: 2,
  to: 13,
  layers: 40,
  finished: 11,
  linesAcked: 4200,
  linesTotal: 9000,
  height: 2.2,
  x: 101.5,
  y: 99,
  nozzle: 210,
  bed: 60,
  fan: 1,
  relativeE: false,
  before: ['M17', 'G92 Z2.2', 'G28 X Y'],
  first: ['G1 Z2.4'],
}

let asked: { path: string; body: unknown }[]
beforeEach(() => {
  asked = []
  vi.stubGlobal('fetch', async (url: string, options: { body?: string } = {}) => {
    asked.push({ path: url, body: options.body === undefined ? undefined : JSON.parse(options.body) })
    const reply = url.includes('/restart?') ? { ...plan, layer: 11, height: 2 } : job()
    return new Response(JSON.stringify(reply), { headers: { 'content-type': 'application/json' } })
  })
})

function open() {
  const changed = vi.fn()
  render(RestartDialog, { job: job(), plan, onchange: changed, onclose: () => {} })
  const go = screen.getByRole('button', { name: 'Reprendre l’impression', hidden: true }) as HTMLButtonElement
  const tick = (label: RegExp) => fireEvent.click(screen.getByLabelText(label))
  return { changed, go, tick }
}

test('the height, the temperatures and the very commands are said before anything moves', () => {
  open()
  expect(screen.getByText(/C’est la hauteur 2,2 mm/)).toBeTruthy()
  expect(screen.getByText(/210 °C/)).toBeTruthy()
  expect(screen.getByText(/jamais la hauteur/)).toBeTruthy()
  expect(screen.getByText(/G92 Z2.2/)).toBeTruthy()
  expect(asked).toEqual([])
})

test('both confirmations are needed, and then the chosen layer is asked for', async () => {
  const { go, tick, changed } = open()
  expect(go.disabled).toBe(true)
  await tick(/tient bien au plateau/)
  expect(go.disabled).toBe(true)
  await tick(/touche le dessus/)
  expect(go.disabled).toBe(false)
  await fireEvent.click(go)
  await waitFor(() => expect(changed).toHaveBeenCalled())
  expect(asked).toMatchObject([{ body: { layer: 12, partSticks: true, nozzleTouches: true } }])
})

test('another layer has another height: the nozzle has to touch anew', async () => {
  const { go, tick } = open()
  await tick(/tient bien au plateau/)
  await tick(/touche le dessus/)
  await fireEvent.input(screen.getByLabelText(/Première couche/), { target: { value: '11' } })
  await waitFor(() => expect(screen.getByText(/C’est la hauteur 2 mm/)).toBeTruthy())
  expect(go.disabled).toBe(true)
})

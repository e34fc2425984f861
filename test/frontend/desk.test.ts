import { fireEvent, render, screen } from '@testing-library/svelte'
import { beforeEach, expect, test, vi } from 'vitest'
import type { PrintJob } from '#backend/print-job/schema.ts'
import { language } from '../../frontend/lib/language.svelte.ts'
import { job } from './sample-jobs.ts'

vi.mock('../../frontend/lib/live.ts', () => ({
  on: () => () => {},
  onEachConnection: (read: () => void) => (read(), () => {}),
  reconnect: () => Promise.resolve(),
}))
const { default: DeskPage } = await import('../../frontend/desk/DeskPage.svelte')

// jsdom has dialogs without their methods.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true
}

const may: PrintJob['actions'] = ['approve', 'send_back', 'reject']
let sent: unknown[]

/** The desk with these jobs waiting; what it sends is noted in `sent`. */
async function desk(...waiting: PrintJob[]): Promise<void> {
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (url.startsWith('/api/bookings')) return Promise.resolve(Response.json([]))
    if (init.method === 'GET') return Promise.resolve(Response.json(waiting))
    sent.push(JSON.parse(String(init.body)))
    const moved = waiting.find(({ id }) => url.includes(id))
    return Promise.resolve(Response.json({ ...moved, state: 'queued', actions: [] }))
  })
  render(DeskPage)
  await screen.findByRole('heading', { level: 2 })
}

beforeEach(() => {
  language.set('fr')
  sent = []
})

const submitted = (changed: Partial<PrintJob> = {}) =>
  job({ state: 'submitted', mine: false, actions: may, ...changed })
const press = (key: string) => fireEvent.keyDown(window, { key })

test('A approves what is shown, with the hash of what was looked at', async () => {
  await desk(submitted())
  await press('a')
  await vi.waitFor(() => expect(sent).toEqual([{ action: 'approve', gcodeSha256: '9f3a' }]))
  await screen.findByText('Rien à valider.')
})

test('a file that the machine refuses cannot be approved, whatever is pressed', async () => {
  const reasons: PrintJob['reasons'] = [
    { code: 'changes-memory', line: 1204, byte: 0, layer: null, text: 'M500', detail: {}, count: 1 },
  ]
  await desk(submitted({ verdict: 'refused', reasons }))
  await press('a')
  expect(screen.getByRole('button', { name: /Valider/ })).toHaveProperty('disabled', true)
  expect(document.body.textContent).toContain('M500 change la mémoire de l’imprimante')
  expect(sent).toEqual([])
})

test('sending back asks why, and a usual reason is enough', async () => {
  await desk(submitted())
  await press('c')
  const dialog = screen.getByRole('dialog')
  const send = screen.getByRole('button', { name: 'Renvoyer à corriger' })
  await fireEvent.submit(dialog.querySelector('form')!)
  expect(sent).toEqual([])
  await fireEvent.click(screen.getByRole('button', { name: 'Parois trop fines' }))
  await fireEvent.submit(send.closest('form')!)
  await vi.waitFor(() => expect(sent).toEqual([{ action: 'send_back', reason: 'Parois trop fines' }]))
})

test('nobody approves their own job without saying why', async () => {
  await desk(submitted({ mine: true }))
  await press('a')
  expect(sent).toEqual([])
  expect(screen.getByRole('dialog')).toBeTruthy()
})

test('letters typed into a field decide nothing', async () => {
  await desk(submitted())
  await press('r')
  await fireEvent.keyDown(screen.getByRole('textbox'), { key: 'a' })
  expect(sent).toEqual([])
})

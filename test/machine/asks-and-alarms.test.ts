import { beforeEach, expect, test } from 'vitest'
import { testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
let printer: string
let who: { id: string; labId: string }
let sent: unknown[]
let answer: unknown

const prompt = { id: 'q1', text: 'Nozzle Parked', choices: ['Continue'], answerable: true }

beforeEach(async () => {
  lab = await testLab()
  printer = await lab.printer()
  await lab.app.tellBridges(lab.labId)
  const bridge = await lab.db.selectFrom('bridge').selectAll().executeTakeFirstOrThrow()
  who = { id: bridge.id, labId: lab.labId }
  sent = []
  answer = { ok: true }
  lab.bridges.command = async (_bridge, command) => {
    sent.push({ type: command.type, answer: command.answer })
    return answer as never
  }
})

const says = (asked?: typeof prompt) =>
  lab.listener.telemetry(who, { printerId: printer, at: lab.clock.now, ...(asked && { prompt: asked }) })
const reply = { prompt: 'q1', choice: 0 }

test('what a printer asks is on its card, until it asks no more; the screens hear of both', async () => {
  const lea = await lab.member({ role: 'volunteer' })
  const shown = async () => (await lea.call('get', `/api/machines/${printer}`)).body.printer.prompt
  says(prompt)
  expect(await shown()).toEqual(prompt)
  const cards = () => lab.published.filter(([event]) => event === 'machine:changed').length
  await expect.poll(cards).toBe(1)
  says(prompt)
  says()
  expect(await shown()).toBeNull()
  await expect.poll(cards).toBe(2)
})

test('a volunteer answers, and the question is gone; a member may not', async () => {
  const [lea, ines] = [await lab.member({ role: 'volunteer' }), await lab.member({ trained: ['printer'] })]
  says(prompt)
  expect((await ines.call('post', `/api/machines/${printer}/answer`, reply)).body.code).toBe('auth.forbidden')
  const { body } = await lea.call('post', `/api/machines/${printer}/answer`, reply)
  expect(body.printer.prompt).toBeNull()
  expect(sent).toEqual([{ type: 'printer:answer', answer: reply }])
})

test('a late answer is refused with a sentence', async () => {
  const lea = await lab.member({ role: 'volunteer' })
  answer = { ok: false, refusal: 'no-such-prompt' }
  expect((await lea.call('post', `/api/machines/${printer}/answer`, reply)).body.code).toBe('machine.prompt-gone')
})

test('a heater that is not confirmed off, or does not cool, is said on the card; silence keeps the last word', async () => {
  const lea = await lab.member({ role: 'volunteer' })
  const alarm = async () => (await lea.call('get', `/api/machines/${printer}`)).body.printer.alarm
  const hears = (more: object) => lab.listener.telemetry(who, { printerId: printer, at: lab.clock.now, ...more })
  hears({ alarm: 'not-cooling' })
  expect(await alarm()).toBe('not-cooling')
  hears({})
  expect(await alarm()).toBeNull()
  const ended = {
    phase: 'ended',
    runId: 'a',
    attempt: 1,
    linesAcked: 9,
    linesTotal: 9,
    bytesAcked: 9,
    bytesTotal: 9,
  } as const
  hears({ run: { ...ended, resends: 0, outcome: 'failed', heatersOff: false } })
  expect(await alarm()).toBeNull()
  await lab.listener.event(who, { seq: 1, at: 0, printerId: printer, type: 'printer:lost' })
  expect(await alarm()).toBe('heaters-on')
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import request from 'supertest'
import type { Message } from '#backend/message/schema.ts'
import { remind } from '#backend/reminder/service.ts'
import type { RunStatus } from '#firmware-bridge/messages.ts'
import { hours, testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>
const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')

async function workshop() {
  const lab = await testLab()
  const printer = await lab.printer()
  const [ines, karim] = [await lab.member({ trained: ['printer'] }), await lab.member({ trained: ['printer'] })]
  const [lea, marc] = [await lab.member({ role: 'volunteer' }), await lab.member({ role: 'staff' })]
  lab.bridges.command = async () => ({ ok: true }) as never
  let seq = 0

  const act = (who: Person, id: string, action: string, more: object = {}) =>
    who.call('post', `/api/print-jobs/${id}/actions`, { action, ...more })
  async function submitted(owner: Person): Promise<string> {
    lab.clock.now += 1_000
    const { uploadId } = await upload(lab.server, owner, 'cube.gcode', cube)
    const { body } = await owner.call('get', `/api/print-jobs/by-upload/${uploadId}`)
    await owner.call('patch', `/api/print-jobs/${body.id}`, { machineId: printer, title: 'Cube' })
    await act(owner, body.id, 'submit')
    return body.id
  }
  async function approved(owner: Person): Promise<string> {
    const id = await submitted(owner)
    const { body } = await marc.call('get', `/api/print-jobs/${id}`)
    await act(marc, id, 'approve', { gcodeSha256: body.gcode.sha256 })
    return id
  }
  async function start(id: string): Promise<string> {
    const { body } = await lea.call('post', `/api/print-jobs/${id}/runs`, { bedIsClear: true })
    return body.run.id
  }
  async function said(runId: string, phase: RunStatus['phase'], more: Partial<RunStatus> = {}) {
    lab.clock.now += 1_000
    const count = { linesAcked: 0, linesTotal: 1041, bytesAcked: 0, bytesTotal: cube.length, resends: 0 }
    const bridge = await lab.db.selectFrom('bridge').selectAll().executeTakeFirstOrThrow()
    await lab.listener.event(
      { id: bridge.id, labId: lab.labId },
      {
        seq: ++seq,
        at: lab.clock.now,
        printerId: printer,
        type: 'run:moved',
        run: { runId, attempt: 1, phase, ...count, ...more },
      },
    )
  }
  const inbox = async (who: Person): Promise<Message[]> => (await who.call('get', '/api/messages')).body
  const titles = async (who: Person) => (await inbox(who)).map(({ words }) => words.fr.title).reverse()
  return { lab, printer, ines, karim, lea, marc, act, submitted, approved, start, said, inbox, titles }
}

test('from approval to the shelf, its maker hears of each step once; whoever is next hears that it is soon their turn', async () => {
  const { lab, ines, karim, lea, printer, approved, start, said, inbox, titles } = await workshop()
  const [first] = [await approved(ines), await approved(karim)]
  const runId = await start(first)
  for (const phase of ['transferring', 'starting', 'printing', 'paused', 'printing'] as const) await said(runId, phase)
  await said(runId, 'ended', { outcome: 'completed', linesAcked: 1041 })
  await lea.call('post', `/api/machines/${printer}/bed`, {})
  expect(await titles(ines)).toEqual(['Validé\u202f: Cube', 'Impression lancée\u202f: Cube', 'À retirer\u202f: Cube'])
  expect(await titles(karim)).toEqual(['Validé\u202f: Cube', 'Bientôt votre tour\u202f: Cube'])
  const approvals = [...(await inbox(ines)), ...(await inbox(karim))].filter(({ kind }) => kind === 'job_approved')
  expect(approvals.map(({ words }) => words.en.text)).toEqual([
    'The team approved your job. It is next on PRUSA-1, and waits for a person at the machine.',
    'The team approved your job. It is in the queue of PRUSA-1, number 2.',
  ])

  lab.clock.now += hours(24 * 3)
  await remind(lab.app)
  await remind(lab.app)
  lab.clock.now += hours(24 * 5)
  await remind(lab.app)
  expect((await titles(ines)).filter((title) => title.startsWith('Toujours'))).toHaveLength(2)
  expect((await inbox(ines))[0]!.words.fr.text).toContain('attend depuis 7 jours')
})

test('sent back, refused, recalled, cancelled by the team: with the reason; what a maker does alone is no news', async () => {
  const { ines, marc, act, submitted, approved, inbox, titles } = await workshop()
  const one = await submitted(ines)
  await act(marc, one, 'send_back', { reason: 'Paroi trop fine' })
  await act(ines, one, 'submit')
  await act(marc, one, 'reject', { reason: 'Hors charte' })
  const two = await approved(ines)
  await act(marc, two, 'recall', { reason: 'Mauvaise bobine' })
  await act(marc, two, 'cancel', { reason: 'Double' })
  const three = await submitted(ines)
  await act(ines, three, 'cancel')
  expect(await titles(ines)).toEqual(
    expect.arrayContaining([
      'À corriger\u202f: Cube',
      'Refusé\u202f: Cube',
      'Validé\u202f: Cube',
      'Validation retirée\u202f: Cube',
      'Travail annulé\u202f: Cube',
    ]),
  )
  const messages = await inbox(ines)
  expect(messages).toHaveLength(5)
  expect(messages.some(({ words }) => words.fr.text.includes('«\u00a0Paroi trop fine\u00a0»'))).toBe(true)
  expect(messages.every(({ goTo }) => [one, two].some((id) => goTo === `/jobs/${id}`))).toBe(true)
})

test.each([
  ['fails', { outcome: 'failed', reason: 'thermal', linesAcked: 9 }, 'Raté\u202f: Cube'],
  ['is stopped', { outcome: 'cancelled', reason: 'user', linesAcked: 9 }, 'Impression arrêtée\u202f: Cube'],
] as const)('a print that %s: its maker is told', async (_how, end, title) => {
  const { ines, approved, start, said, titles } = await workshop()
  const runId = await start(await approved(ines))
  await said(runId, 'printing')
  await said(runId, 'ended', end as Partial<RunStatus>)
  expect((await titles(ines)).at(-1)).toBe(title)
})

test('the reception shows the codes of those who allow it', async () => {
  const { lab, ines, marc, approved, start, said, lea, printer } = await workshop()
  const runId = await start(await approved(ines))
  await said(runId, 'ended', { outcome: 'completed', linesAcked: 1041 })
  await lea.call('post', `/api/machines/${printer}/bed`, {})
  const asked = await request(lab.server).post('/api/screens/pairing').send({ kind: 'kiosk' })
  await marc.call('post', '/api/screens', { code: asked.body.code, name: 'Accueil' })
  const cookie = String(asked.headers['set-cookie']).split(';')[0] ?? ''
  const shown = async () => (await request(lab.server).get('/api/board').set('cookie', cookie)).body.toCollect
  expect(await shown()).toHaveLength(1)
  await ines.call('put', '/api/messages/preferences', { kind: 'job_ready', channel: 'kiosk', on: false })
  expect(await shown()).toEqual([])
  expect(lab.published.some(([event, to]) => event === 'lab:changed' && (to as { to: string }).to === 'lab')).toBe(true)
})

import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import type { RunStatus } from '#firmware-bridge/messages.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

let lab: TestLab
let printer: string
let ines: Person
let lea: Person
let marc: Person
let sent: { type: string; runId?: string }[]
let answer: unknown
let seq: number

beforeEach(async () => {
  lab = await testLab()
  printer = await lab.printer()
  ines = await lab.member({ trained: ['printer'] })
  lea = await lab.member({ role: 'volunteer' })
  marc = await lab.member({ role: 'staff' })
  sent = []
  answer = { ok: true }
  seq = 0
  // The bridge's end of the link: what was commanded, and what it answers.
  lab.bridges.command = async (_bridge, command) => {
    sent.push({ type: command.type, ...(command.runId !== undefined && { runId: command.runId }) })
    return answer as never
  }
})

const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')

/** A job of Inès on the printer, sent to the team. */
async function submitted(owner = ines): Promise<string> {
  const { uploadId } = await upload(lab.server, owner, 'cube.gcode', cube)
  const { body } = await owner.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  await owner.call('patch', `/api/print-jobs/${body.id}`, { machineId: printer })
  await owner.call('post', `/api/print-jobs/${body.id}/actions`, { action: 'submit' })
  return body.id
}

async function queued(): Promise<string> {
  const id = await submitted()
  const { body } = await job(id)
  await marc.call('post', `/api/print-jobs/${id}/actions`, { action: 'approve', gcodeSha256: body.gcode.sha256 })
  return id
}

const job = (id: string, who = marc) => who.call('get', `/api/print-jobs/${id}`)
const start = (id: string) => lea.call('post', `/api/print-jobs/${id}/runs`, { bedIsClear: true })

/** What the bridge says of a run, as numbered events. */
async function said(runId: string, phase: RunStatus['phase'], more: Partial<RunStatus> = {}, number = ++seq) {
  const run: RunStatus = {
    runId,
    attempt: 1,
    phase,
    linesAcked: 0,
    linesTotal: 1041,
    bytesAcked: 0,
    bytesTotal: cube.length,
    resends: 0,
    ...more,
  }
  const bridge = await lab.db.selectFrom('bridge').selectAll().executeTakeFirstOrThrow()
  await lab.listener.event(
    { id: bridge.id, labId: lab.labId },
    { seq: number, at: lab.clock.now, printerId: printer, type: 'run:moved', run },
  )
}

async function running(): Promise<{ id: string; runId: string }> {
  const id = await queued()
  const { body } = await start(id)
  for (const phase of ['transferring', 'starting', 'printing'] as const) await said(body.run.id, phase)
  return { id, runId: body.run.id }
}

test('from a file to a part: draft, submitted, queued, running, awaiting pick-up, collected', async () => {
  const { id, runId } = await running()
  expect((await job(id)).body).toMatchObject({ state: 'running', run: { state: 'printing', startedBy: lea.name } })
  await said(runId, 'ended', { outcome: 'completed', linesAcked: 1041 })
  expect((await job(id)).body).toMatchObject({ state: 'awaiting_pickup', run: { outcome: 'completed' } })
  await lea.call('post', `/api/machines/${printer}/bed`, {})
  await ines.call('post', `/api/print-jobs/${id}/actions`, { action: 'collect' })
  const { body } = await ines.call('get', `/api/print-jobs/${id}/history`)
  expect(body.map(({ action, to }: { action: string; to: string }) => `${action} → ${to}`)).toEqual([
    'upload → draft',
    'submit → submitted',
    'approve → queued',
    'claim → running',
    'finish → awaiting_pickup',
    'collect → collected',
  ])
})

test('the price is the lab’s: grams and hours, in whole cents, said before it is sent', async () => {
  const { body } = await job(await submitted())
  const { cents, grams, seconds } = body.quote
  expect(cents).toBe(Math.round(grams * 5 + (seconds / 3600) * 40))
  expect(body.gcode).toMatchObject({ lines: expect.any(Number), layers: 10, seconds: 106, maxNozzle: 200 })
})

test('two people start at two screens: the printer gets one run', async () => {
  const id = await queued()
  const answers = await Promise.all([start(id), start(id), start(id)])
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(sent.filter(({ type }) => type === 'run:start')).toHaveLength(1)
})

test('the bed is taken from the moment the run passes “starting”, and a print never starts on it', async () => {
  const { runId } = await running()
  await said(runId, 'ended', { outcome: 'cancelled', reason: 'user' })
  const next = await queued()
  expect((await start(next)).body.code).toBe('run.bed-not-clear')
  expect((await ines.call('post', `/api/machines/${printer}/bed`, {})).body.code).toBe('auth.forbidden')
  await lea.call('post', `/api/machines/${printer}/bed`, {})
  expect((await start(next)).status).toBe(200)
})

test('the bed cannot be cleared under a running print', async () => {
  await running()
  expect((await lea.call('post', `/api/machines/${printer}/bed`, {})).body.code).toBe('run.printer-busy')
})

test('a running print keeps its heat: the team stops it first', async () => {
  await running()
  expect((await lea.call('post', `/api/machines/${printer}/cool-down`)).body.code).toBe('machine.heat-needed')
  expect(sent.map(({ type }) => type)).toEqual(['run:start'])
})

test('an event that the bridge sends twice has its effect once; a late one changes nothing', async () => {
  const { id, runId } = await running()
  const before = lab.published.length
  await said(runId, 'printing', {}, seq)
  await said(runId, 'starting')
  expect((await job(id)).body.run.state).toBe('printing')
  expect(lab.published.slice(before).some(([event]) => event === 'job:changed')).toBe(false)
})

test('only what was looked at is approved, and only what was approved is started', async () => {
  const id = await submitted()
  const approve = (gcodeSha256: string) =>
    marc.call('post', `/api/print-jobs/${id}/actions`, { action: 'approve', gcodeSha256 })
  expect((await approve('0'.repeat(64))).body.code).toBe('print-job.file-changed')
  const { body } = await job(id)
  await approve(body.gcode.sha256)
  await lab.db
    .updateTable('printJob')
    .set({ gcodeSha256: '1'.repeat(64) })
    .where('id', '=', id)
    .execute()
  expect((await start(id)).body.code).toBe('print-job.file-changed')
})

test('nobody approves their own job without saying why', async () => {
  const id = await submitted(marc)
  const { body } = await job(id)
  const approve = (reason?: string) =>
    marc.call('post', `/api/print-jobs/${id}/actions`, { action: 'approve', gcodeSha256: body.gcode.sha256, reason })
  expect((await approve()).body.code).toBe('print-job.own-approval')
  expect((await approve('seul ce soir')).body.state).toBe('queued')
})

test('sent back with a reason: the maker sends another file, and the approval starts anew', async () => {
  const id = await submitted()
  const sendBack = (reason?: string) =>
    marc.call('post', `/api/print-jobs/${id}/actions`, { action: 'send_back', reason })
  expect((await sendBack()).body.code).toBe('print-job.reason-needed')
  await sendBack('trop fin')
  expect((await job(id, ines)).body).toMatchObject({ state: 'needs_changes', answer: 'trop fin' })
  const { refusal } = await upload(lab.server, ines, 'cube-v2.gcode', Buffer.concat([cube, Buffer.from('; v2\n')]), {
    job: id,
  })
  expect(refusal).toBeUndefined()
  expect((await job(id, ines)).body).toMatchObject({
    state: 'needs_changes',
    fileName: 'cube-v2.gcode',
    machineId: null,
    quote: null,
  })
})

test('the bridge refuses: nothing has started, and the job keeps its place', async () => {
  const id = await queued()
  answer = { ok: false, refusal: 'printer-busy' }
  expect((await start(id)).body.code).toBe('run.bridge-refused')
  expect((await job(id)).body).toMatchObject({ state: 'queued', position: 1, waits: 'ready' })
})

test('the bridge is silent: the claim waits for its lease, nothing is started twice', async () => {
  const id = await queued()
  answer = 'silent'
  expect((await start(id)).body).toMatchObject({ state: 'running', run: { state: 'claimed' } })
  answer = { ok: true }
  expect((await start(id)).status).toBe(409)
})

test.each(['failed', 'interrupted', 'unknown'] as const)(
  'a run that ends “%s” leaves the job to staff: again, or give up',
  async (outcome) => {
    const { id, runId } = await running()
    await said(runId, 'ended', { outcome, reason: 'firmware-error', detail: 'Thermal Runaway' })
    const { body } = await job(id)
    expect(body).toMatchObject({ state: 'failed', actions: ['requeue', 'give_up'], run: { detail: 'Thermal Runaway' } })
    const { body: card } = await marc.call('get', `/api/machines/${printer}`)
    expect(card.state).toBe('attention')
  },
)

test('a part that is not good fails its job when the bed is cleared', async () => {
  const { id, runId } = await running()
  await said(runId, 'ended', { outcome: 'completed' })
  await lea.call('post', `/api/machines/${printer}/bed`, { partIsGood: false })
  expect((await job(id)).body.state).toBe('failed')
})

test('a printer that has halted is not shown as ready, until it speaks again', async () => {
  const bridge = await lab.db.selectFrom('bridge').selectAll().executeTakeFirstOrThrow()
  const who = { id: bridge.id, labId: lab.labId }
  const state = async () => (await marc.call('get', `/api/machines/${printer}`)).body
  lab.listener.telemetry(who, { printerId: printer, at: lab.clock.now, nozzle: 210, nozzleTarget: 210 })
  expect(await state()).toMatchObject({ state: 'free', printer: { report: { nozzle: 210 } } })
  const halted = { type: 'printer:failed', detail: 'Printer halted. kill() called!' } as const
  await lab.listener.event(who, { seq: ++seq, at: lab.clock.now, printerId: printer, ...halted })
  expect(await state()).toMatchObject({ state: 'offline', printer: { online: false, report: null } })
  lab.listener.telemetry(who, { printerId: printer, at: lab.clock.now, nozzle: 190, nozzleTarget: 0 })
  expect(await state()).toMatchObject({ state: 'free', printer: { online: true } })
})

test('others do not learn that a job exists', async () => {
  const { id, runId } = await running()
  const karim = await lab.member()
  for (const path of ['', '/history', '/thumbnail', '/preview', '/gcode'])
    expect((await karim.call('get', `/api/print-jobs/${id}${path}`)).status, path).toBe(404)
  expect((await karim.call('post', `/api/runs/${runId}/actions`, { action: 'cancel' })).status).toBe(404)
})

test('the owner pauses and stops their own run', async () => {
  const { id, runId } = await running()
  const act = (action: string) => ines.call('post', `/api/runs/${runId}/actions`, { action })
  expect((await act('pause')).status).toBe(200)
  await said(runId, 'paused', { reason: 'user' })
  expect((await job(id, ines)).body.run.actions).toEqual(['resume', 'cancel'])
  await act('cancel')
  await said(runId, 'ended', { outcome: 'cancelled', reason: 'user' })
  expect((await job(id)).body.state).toBe('cancelled')
  expect(sent.map(({ type }) => type)).toEqual(['run:start', 'run:pause', 'run:cancel'])
})

test('a pause says its reason as it changes, and offers only what can be done', async () => {
  const { id, runId } = await running()
  const actions = async () => (await job(id, ines)).body.run.actions
  await said(runId, 'printing', { reason: 'pausing' })
  expect((await job(id, ines)).body.run).toMatchObject({ state: 'printing', reason: 'pausing', actions: ['cancel'] })
  await said(runId, 'paused', { reason: 'user' })
  expect(await actions()).toEqual(['resume', 'cancel'])
  await said(runId, 'paused', { reason: 'filament' })
  expect((await job(id, ines)).body.run).toMatchObject({ reason: 'filament', actions: ['cancel'] })
  await said(runId, 'printing')
  expect((await job(id, ines)).body.run).toMatchObject({ state: 'printing', reason: null })
})

test('what the bridge cannot resume it says in a sentence of its own', async () => {
  const { runId } = await running()
  await said(runId, 'paused', { reason: 'user' })
  const resume = () => ines.call('post', `/api/runs/${runId}/actions`, { action: 'resume' })
  answer = { ok: false, refusal: 'position-lost' }
  expect((await resume()).body.code).toBe('run.position-lost')
  answer = { ok: false, refusal: 'paused-at-the-printer' }
  expect((await resume()).body.code).toBe('run.paused-at-printer')
  answer = { ok: false, refusal: 'no-such-run' }
  expect((await resume()).body.code).toBe('run.bridge-refused')
})

import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import type { Command, RunStatus } from '#firmware-bridge/messages.ts'
import { refusedByGate } from '#firmware-bridge/run/gate-check.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
let lab: TestLab
let printer: string
let [ines, lea, marc]: Person[] = []
let sent: Command[]
let seq: number

beforeEach(async () => {
  lab = await testLab()
  printer = await lab.printer()
  ines = await lab.member({ trained: ['printer'] })
  lea = await lab.member({ role: 'volunteer' })
  marc = await lab.member({ role: 'staff' })
  sent = []
  seq = 0
  lab.bridges.command = async (_bridge, command) => {
    sent.push(command)
    return { ok: true }
  }
})

const job = async (id: string) => (await marc!.call('get', `/api/print-jobs/${id}`)).body
const plan = (id: string, layer?: number, who = lea!) =>
  who.call('get', `/api/print-jobs/${id}/restart${layer === undefined ? '' : `?layer=${layer}`}`)
const restart = (id: string, layer: number, more = {}) =>
  lea!.call('post', `/api/print-jobs/${id}/restarts`, { layer, partSticks: true, nozzleTouches: true, ...more })

async function said(runId: string, phase: RunStatus['phase'], more: Partial<RunStatus> = {}): Promise<void> {
  const { attempt } = await lab.db.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirstOrThrow()
  const progress = { linesAcked: 0, linesTotal: 671, bytesAcked: 0, bytesTotal: cube.length, resends: 0 }
  const run: RunStatus = { runId, attempt, phase, ...progress, ...more }
  const bridge = await lab.db.selectFrom('bridge').selectAll().executeTakeFirstOrThrow()
  await lab.listener.event(
    { id: bridge.id, labId: lab.labId },
    { seq: ++seq, at: lab.clock.now, printerId: printer, type: 'run:moved', run },
  )
}

/** A print of Inès that ended half-way, its part on the bed. */
async function interrupted(linesAcked = 400): Promise<{ id: string; runId: string }> {
  const { uploadId } = await upload(lab.server, ines!, 'cube.gcode', cube)
  const { body } = await ines!.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  await ines!.call('patch', `/api/print-jobs/${body.id}`, { machineId: printer })
  await ines!.call('post', `/api/print-jobs/${body.id}/actions`, { action: 'submit' })
  const { gcode } = await job(body.id)
  await marc!.call('post', `/api/print-jobs/${body.id}/actions`, { action: 'approve', gcodeSha256: gcode.sha256 })
  const { body: begun } = await lea!.call('post', `/api/print-jobs/${body.id}/runs`, { bedIsClear: true })
  await said(begun.run.id, 'printing')
  await said(begun.run.id, 'ended', { outcome: 'interrupted', reason: 'bridge-late', linesAcked })
  return { id: body.id, runId: begun.run.id }
}

test('the bridge restarts and the print goes on: the job’s page knows it', async () => {
  const { uploadId } = await upload(lab.server, ines!, 'cube.gcode', cube)
  const { body } = await ines!.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  await ines!.call('patch', `/api/print-jobs/${body.id}`, { machineId: printer })
  await ines!.call('post', `/api/print-jobs/${body.id}/actions`, { action: 'submit' })
  const { gcode } = await job(body.id)
  await marc!.call('post', `/api/print-jobs/${body.id}/actions`, { action: 'approve', gcodeSha256: gcode.sha256 })
  const { body: begun } = await lea!.call('post', `/api/print-jobs/${body.id}/runs`, { bedIsClear: true })
  await said(begun.run.id, 'printing')
  expect((await job(body.id)).run.incidents).toBe(0)
  await said(begun.run.id, 'printing', { incidents: 1 })
  expect((await job(body.id)).run).toMatchObject({ state: 'printing', incidents: 1 })
  await said(begun.run.id, 'ended', { outcome: 'completed', incidents: 1 })
  expect((await job(body.id)).run).toMatchObject({ outcome: 'completed', incidents: 1 })
})

test('the team sees what a restart would do, and nothing moves', async () => {
  const { id } = await interrupted()
  const { body } = await plan(id)
  expect(body).toMatchObject({ from: 2, linesAcked: 400, linesTotal: 671, nozzle: 200 })
  expect(body.layer).toBe(body.finished + 1)
  expect(body.height).toBeGreaterThan(0)
  expect(body.before).toContain(`G92 Z${body.height}`)
  expect(body.first.length).toBeGreaterThan(0)
  const { body: earlier } = await plan(id, 2)
  expect(earlier.height).toBeLessThan(body.height)
  expect((await plan(id, body.to + 1)).body.code).toBe('run.no-restart')
  expect((await plan(id, undefined, ines!)).status).toBe(403)
  expect((await job(id)).state).toBe('failed')
  expect(sent.map(({ type }) => type)).toEqual(['run:start'])
})

test('a person confirms: a new run of the same job prints the rest, and the bridge’s own gate passes it', async () => {
  const { id, runId } = await interrupted()
  const before = await job(id)
  const { body: planned } = await plan(id)
  expect((await restart(id, planned.layer, { nozzleTouches: false })).status).toBe(422)
  const { status, body } = await restart(id, planned.layer)
  expect(status).toBe(200)
  expect(body).toMatchObject({ state: 'running', run: { attempt: 2, state: 'claimed', fromLayer: planned.layer } })
  expect(body.run.id).not.toBe(runId)
  // Paid once: the price is the job's.
  expect(body.quote).toEqual(before.quote)
  const { order } = sent.at(-1)!
  expect(order).toMatchObject({ runId: body.run.id, attempt: 2, height: planned.height })
  const path = lab.app.files.path(order!.gcodeSha256)
  const lines = readFileSync(path, 'utf8').split('\n')
  expect(lines.slice(1, 1 + planned.before.length)).toEqual(planned.before)
  expect(cube.toString().endsWith(lines.slice(1 + planned.before.length).join('\n'))).toBe(true)
  const limits = { bedX: 200, bedY: 200, bedZ: 200, maxNozzle: 260, maxBed: 110, maxFeed: 300 }
  expect(await refusedByGate(path, limits, planned.height)).toBeUndefined()

  await said(body.run.id, 'printing', { linesAcked: 5 })
  await said(body.run.id, 'ended', { outcome: 'completed', linesAcked: 300 })
  expect((await job(id)).state).toBe('awaiting_pickup')
})

test.each<[string, (id: string) => Promise<unknown>, string]>([
  [
    'the bed was cleared',
    () => lea!.call('post', `/api/machines/${printer}/bed`, { partIsGood: true }),
    'run.no-restart',
  ],
  [
    'the job went back in line',
    (id) => marc!.call('post', `/api/print-jobs/${id}/actions`, { action: 'requeue' }),
    'run.no-restart',
  ],
  ['the printer is away', async () => (lab.app.printers.get(printer).online = false), 'run.printer-offline'],
])('no restart once %s', async (_what, happens, code) => {
  const { id } = await interrupted()
  const { body } = await plan(id)
  await happens(id)
  expect((await restart(id, body.layer)).body.code).toBe(code)
  expect(sent).toHaveLength(1)
})

test('a print that ended in its first layer is not restarted', async () => {
  const { id } = await interrupted(40)
  expect((await plan(id)).body.code).toBe('run.no-restart')
})

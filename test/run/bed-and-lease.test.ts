import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { lapseClaims } from '#backend/printer/service.ts'
import { endRun } from '#backend/run/service.ts'
import type { Hello, RunStatus } from '#firmware-bridge/messages.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

let lab: TestLab
let printer: string
let ines: Awaited<ReturnType<TestLab['member']>>
let lea: Awaited<ReturnType<TestLab['member']>>
let marc: Awaited<ReturnType<TestLab['member']>>
let bridge: { id: string; labId: string }
let isConnected: boolean
let seq: number

beforeEach(async () => {
  lab = await testLab()
  printer = await lab.printer()
  ines = await lab.member({ trained: ['printer'] })
  lea = await lab.member({ role: 'volunteer' })
  marc = await lab.member({ role: 'staff' })
  const { id } = await lab.db.selectFrom('bridge').selectAll().executeTakeFirstOrThrow()
  bridge = { id, labId: lab.labId }
  isConnected = true
  seq = 0
  lab.bridges.isConnected = () => isConnected
  // The command went out, its answer was lost: nobody knows here whether the print starts.
  lab.bridges.command = async () => 'silent'
  await hello()
})

const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')

async function claimed(): Promise<{ id: string; runId: string }> {
  const { uploadId } = await upload(lab.server, ines, 'cube.gcode', cube)
  const { body } = await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  await ines.call('patch', `/api/print-jobs/${body.id}`, { machineId: printer })
  await ines.call('post', `/api/print-jobs/${body.id}/actions`, { action: 'submit' })
  await marc.call('post', `/api/print-jobs/${body.id}/actions`, { action: 'approve', gcodeSha256: body.gcode.sha256 })
  const { body: started } = await lea.call('post', `/api/print-jobs/${body.id}/runs`, { bedIsClear: true })
  return { id: body.id, runId: started.run.id }
}

const statusOf = (runId: string, phase: RunStatus['phase'], more: Partial<RunStatus> = {}): RunStatus => ({
  ...{ runId, attempt: 1, phase, linesAcked: 0, linesTotal: 1041, bytesAcked: 0, bytesTotal: cube.length, resends: 0 },
  ...more,
})
const said = (runId: string, phase: RunStatus['phase'], more?: Partial<RunStatus>) =>
  lab.listener.event(bridge, {
    seq: ++seq,
    at: lab.clock.now,
    printerId: printer,
    type: 'run:moved',
    run: statusOf(runId, phase, more),
  })

function hello(run?: RunStatus) {
  const words: Hello = {
    bridgeId: 'local',
    journal: 'one',
    printers: [{ printerId: printer, online: true, ...(run && { run }) }],
  }
  return lab.listener.hello(bridge, words)
}

const stateOf = async (id: string) => (await marc.call('get', `/api/print-jobs/${id}`)).body.state
const bed = async () => (await marc.call('get', `/api/machines/${printer}`)).body.printer.bed

test('a claim that no connected bridge took up goes back to the queue', async () => {
  const { id } = await claimed()
  lab.clock.now += 91_000
  await lapseClaims(lab.app)
  expect(await stateOf(id)).toBe('queued')
})

test('while the bridge is away nobody knows whether it has started: the claim stays, and its print is taken up again', async () => {
  const { id, runId } = await claimed()
  isConnected = false
  lab.clock.now += 600_000
  await lapseClaims(lab.app)
  expect(await stateOf(id)).toBe('running')
  // It printed all the while. At its return its words count, before any lease does.
  isConnected = true
  await hello()
  await lapseClaims(lab.app)
  await said(runId, 'starting')
  await said(runId, 'ended', { outcome: 'completed', linesAcked: 1041 })
  expect([await stateOf(id), await bed()]).toEqual(['awaiting_pickup', 'not_clear'])
})

test('of a print that ran during a cut only its end arrives: the bed is taken all the same', async () => {
  const { runId } = await claimed()
  await said(runId, 'ended', { outcome: 'cancelled', linesAcked: 300 })
  expect(await bed()).toBe('not_clear')
})

test('late news of a run that was given up for lost takes the bed', async () => {
  const { id, runId } = await claimed()
  lab.clock.now += 91_000
  await lapseClaims(lab.app)
  expect([await stateOf(id), await bed()]).toEqual(['queued', 'clear'])
  await said(runId, 'printing', { linesAcked: 12 })
  expect([await stateOf(id), await bed()]).toEqual(['queued', 'not_clear'])
})

test('old news of a run whose bed was cleared since does not take it again', async () => {
  const { runId } = await claimed()
  await said(runId, 'printing')
  await said(runId, 'ended', { outcome: 'completed', linesAcked: 1041 })
  await lea.call('post', `/api/machines/${printer}/bed`, {})
  await said(runId, 'printing', { linesAcked: 12 })
  expect(await bed()).toBe('clear')
})

test('a run that nobody knows any more may have printed: a person looks at the bed first', async () => {
  const { runId } = await claimed()
  await said(runId, 'transferring')
  await endRun(lab.app, runId, { outcome: 'unknown', reason: 'bridge-restarted', detail: null })
  expect(await bed()).not.toBe('clear')
})

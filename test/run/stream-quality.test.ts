import { readFileSync } from 'node:fs'
import request from 'supertest'
import { expect, test } from 'vitest'
import type { RunStatus } from '#firmware-bridge/messages.ts'
import { bridgeToken, testLab } from '../support/lab.ts'
import { dial, greet, listen } from '../support/test-bridge.ts'
import { upload } from '../support/upload.ts'

const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
const quality = { streamedMs: 60_000, emptyMs: 1500, hostMs: 1200, window: 4 }

/** A print under way on a printer whose bridge is ours. */
async function printing() {
  const lab = await testLab()
  const printer = await lab.printer('PRUSA-1')
  const ines = await lab.member({ trained: ['printer'] })
  const marc = await lab.member({ role: 'staff' })
  const { uploadId } = await upload(lab.server, ines, 'cube.gcode', cube)
  const { body } = await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  const act = (who: typeof ines, action: string, more = {}) =>
    who.call('post', `/api/print-jobs/${body.id}/actions`, { action, ...more })
  await ines.call('patch', `/api/print-jobs/${body.id}`, { machineId: printer })
  const sent = await act(ines, 'submit')
  await act(marc, 'approve', { gcodeSha256: sent.body.gcode.sha256 })

  const link = (await dial(await listen(lab), bridgeToken))!
  link.on('command', (_command, answer) => answer({ ok: true }))
  await greet(link, [{ printerId: printer, online: true }])
  const start = await marc.call('post', `/api/print-jobs/${body.id}/runs`, { bedIsClear: true })
  const runId: string = start.body.run.id
  const status = (phase: RunStatus['phase'], more: Partial<RunStatus> = {}): RunStatus => ({
    runId,
    attempt: 1,
    phase,
    linesAcked: 6000,
    linesTotal: 6000,
    bytesAcked: cube.length,
    bytesTotal: cube.length,
    resends: 3,
    ...more,
  })
  let seq = 0
  const say = (run: RunStatus) =>
    link
      .timeout(1000)
      .emitWithAck('event', { seq: ++seq, at: lab.clock.now, printerId: printer, type: 'run:moved', run })
  const stream = async (who = ines) => (await who.call('get', `/api/print-jobs/${body.id}`)).body.run.stream
  await say(status('printing'))
  return { lab, printer, link, status, say, stream, runId }
}

test('while it prints, the page knows how the stream goes, and the database is left alone', async () => {
  const { lab, printer, link, status, stream, runId } = await printing()
  expect(await stream()).toBeNull()
  link.emit('telemetry', { printerId: printer, at: 0, run: status('printing', { quality }) })
  await expect.poll(stream).toMatchObject({ cause: 'host', linesPerSecond: 100, resends: 3, hostMs: 1200, window: 4 })
  const row = await lab.db.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirstOrThrow()
  expect(row.streamQuality).toBeNull()
})

test('after its end the page still knows, even when the server has been started again', async () => {
  const { lab, printer, status, say, stream } = await printing()
  await say(status('ended', { outcome: 'completed', quality }))
  const before = await stream()
  expect(before).toMatchObject({ cause: 'host', resendRatio: 3 / 6000 })
  lab.app.printers.get(printer).run = undefined
  expect(await stream()).toEqual(before)
})

test('a bridge that measures nothing: nothing is claimed', async () => {
  const { status, say, stream } = await printing()
  await say(status('ended', { outcome: 'completed' }))
  expect(await stream()).toBeNull()
})

test('the figures of the server count lines and resends by printer, and each event once', async () => {
  const { lab, status, say } = await printing()
  await say(status('ended', { outcome: 'completed', quality }))
  const { text } = await request(lab.server).get('/metrics')
  expect(text).toContain('etabli_stream_lines_total{printer="PRUSA-1"} 6000')
  expect(text).toContain('etabli_stream_resends_total{printer="PRUSA-1"} 3')
  expect(text).toContain('etabli_bridge_events_total{effect="applied"} 2')
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { undoableMs } from '#backend/change/acts.ts'
import { forgetOldChanges } from '#backend/change/service.ts'
import { forgetRemovedJobs } from '#backend/job-bin/service.ts'
import { dump } from '../support/dump.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

async function draft(lab: TestLab, maker: Person, name = 'cube.gcode') {
  const { uploadId } = await upload(lab.server, maker, name, readFileSync('test/fixtures/gcode/cube-tiny.gcode'))
  return (await maker.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body
}
const titles = async (person: Person, scope: string) =>
  (await person.call('get', `/api/print-jobs?scope=${scope}`)).body.map(({ title }: { title: string }) => title)

test('a maker throws a draft away, sees it in the bin and takes it back: no row is lost', async () => {
  const lab = await testLab()
  const maker = await lab.member()
  const { id } = await draft(lab, maker)
  const before = await dump(lab.db)
  expect((await maker.call('delete', `/api/print-jobs/${id}`)).status).toBe(200)
  expect([await titles(maker, 'mine'), await titles(maker, 'bin')]).toEqual([[], ['cube']])
  expect((await maker.call('get', `/api/print-jobs/${id}`)).body.code).toBe('print-job.not-found')
  expect((await maker.call('post', `/api/print-jobs/${id}/restore`)).body.title).toBe('cube')
  expect(await dump(lab.db)).toEqual(before)
})

test('nobody else throws it away, takes it back or sees it in their bin', async () => {
  const lab = await testLab()
  const [maker, other, lea] = [await lab.member(), await lab.member(), await lab.member({ role: 'volunteer' })]
  const { id } = await draft(lab, maker)
  expect((await other.call('delete', `/api/print-jobs/${id}`)).body.code).toBe('print-job.not-found')
  expect((await lea.call('delete', `/api/print-jobs/${id}`)).body.code).toBe('auth.forbidden')
  const { change } = (await maker.call('delete', `/api/print-jobs/${id}`)).body
  expect(await titles(other, 'bin')).toEqual([])
  expect((await other.call('post', `/api/print-jobs/${id}/restore`)).body.code).toBe('print-job.not-found')
  expect((await lea.call('post', `/api/changes/${change.id}/undo`)).body.code).toBe('auth.forbidden')
  expect((await maker.call('post', `/api/changes/${change.id}/undo`)).status).toBe(200)
})

test('what the team still looks at is not thrown away', async () => {
  const lab = await testLab()
  const maker = await lab.member({ trained: ['printer'] })
  const { id } = await draft(lab, maker)
  await lab.db.updateTable('printJob').set({ state: 'submitted' }).where('id', '=', id).execute()
  expect((await maker.call('delete', `/api/print-jobs/${id}`)).body.code).toBe('print-job.not-over')
})

test('after thirty days its words and its file are gone, unless another job has the same file', async () => {
  const lab = await testLab()
  const maker = await lab.member()
  const [first, second] = [await draft(lab, maker, 'secret.gcode'), await draft(lab, maker, 'other.gcode')]
  const [{ fileSha256 }] = (await lab.db.selectFrom('printJob').select('fileSha256').execute()) as [
    { fileSha256: string },
  ]
  await maker.call('delete', `/api/print-jobs/${first.id}`)
  lab.clock.now += undoableMs
  await forgetRemovedJobs(lab.app)
  expect(JSON.stringify(await lab.db.selectFrom('printJob').selectAll().execute())).not.toContain('secret')
  expect(JSON.stringify(await lab.db.selectFrom('jobEvent').selectAll().execute())).not.toContain('secret')
  expect(await lab.files.has(fileSha256)).toBe(true)
  await maker.call('delete', `/api/print-jobs/${second.id}`)
  lab.clock.now += undoableMs
  await forgetRemovedJobs(lab.app)
  expect(await lab.files.has(fileSha256)).toBe(false)
  expect(await titles(maker, 'bin')).toEqual([])
})

test('what was thrown away, taken back and thrown away again is kept for thirty days from then on', async () => {
  const lab = await testLab()
  const maker = await lab.member()
  const { id } = await draft(lab, maker)
  const undo = async (change: string) => (await maker.call('post', `/api/changes/${change}/undo`)).body.id
  const { change } = (await maker.call('delete', `/api/print-jobs/${id}`)).body
  lab.clock.now += undoableMs * 0.6
  const back = await undo(change.id)
  lab.clock.now += undoableMs * 0.6
  await undo(back)
  await forgetRemovedJobs(lab.app)
  expect((await maker.call('post', `/api/print-jobs/${id}/restore`)).body.title).toBe('cube')
})

test('its title goes from the history as well', async () => {
  const lab = await testLab()
  const maker = await lab.member()
  const { id } = await draft(lab, maker, 'secret.gcode')
  await maker.call('delete', `/api/print-jobs/${id}`)
  lab.clock.now += undoableMs + 1
  await forgetOldChanges(lab.app)
  await forgetRemovedJobs(lab.app)
  expect(JSON.stringify(await lab.db.selectFrom('change').selectAll().execute())).not.toContain('secret')
})

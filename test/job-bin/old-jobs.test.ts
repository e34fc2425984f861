import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { undoableMs } from '#backend/change/acts.ts'
import { binOldJobs, forgetRemovedJobs } from '#backend/job-bin/service.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>
const day = 86_400_000

async function job(lab: TestLab, maker: Person, name: string, state: string) {
  const { uploadId } = await upload(lab.server, maker, name, readFileSync('test/fixtures/gcode/cube-tiny.gcode'))
  const { id } = (await maker.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body
  await lab.db.updateTable('printJob').set({ state }).where('id', '=', id).execute()
  return id as string
}
const titles = async (person: Person, scope: string): Promise<string[]> =>
  (await person.call('get', `/api/print-jobs?scope=${scope}`)).body.map(({ title }: { title: string }) => title)
const news = async (lab: TestLab, person: Person) =>
  (await lab.db.selectFrom('message').selectAll().where('memberId', '=', person.id).execute())
    .filter(({ kind }) => kind === 'files_leave')
    .map(({ facts }) => JSON.parse(facts))

test('what has been over for long goes to the bin, with one message to its maker; what waits stays', async () => {
  const lab = await testLab({ argv: ['--keep-files', '90'] })
  const [ines, karim] = [await lab.member(), await lab.member()]
  await job(lab, ines, 'vieux.gcode', 'collected')
  await job(lab, ines, 'annule.gcode', 'cancelled')
  await job(lab, ines, 'en-file.gcode', 'queued')
  await job(lab, karim, 'autre.gcode', 'awaiting_pickup')
  lab.clock.now += 91 * day
  const young = await job(lab, ines, 'neuf.gcode', 'collected')
  await lab.db.updateTable('printJob').set({ since: lab.clock.now }).where('id', '=', young).execute()
  await binOldJobs(lab.app)
  expect((await titles(ines, 'mine')).toSorted()).toEqual(['en-file', 'neuf'])
  expect((await titles(ines, 'bin')).toSorted()).toEqual(['annule', 'vieux'])
  expect(await titles(karim, 'mine')).toEqual(['autre'])
  expect(await news(lab, ines)).toEqual([{ title: expect.any(String), count: 2, until: expect.any(String) }])
  expect(await news(lab, karim)).toEqual([])
  await binOldJobs(lab.app)
  expect(await news(lab, ines)).toHaveLength(1)
})

test('taken out of the bin it stays as long again; left there it is forgotten', async () => {
  const lab = await testLab({ argv: ['--keep-files', '90'] })
  const ines = await lab.member()
  const kept = await job(lab, ines, 'garde.gcode', 'collected')
  await job(lab, ines, 'oublie.gcode', 'collected')
  lab.clock.now += 91 * day
  await binOldJobs(lab.app)
  expect((await ines.call('post', `/api/print-jobs/${kept}/restore`)).body.title).toBe('garde')
  lab.clock.now += undoableMs
  await binOldJobs(lab.app)
  await forgetRemovedJobs(lab.app)
  expect(await titles(ines, 'mine')).toEqual(['garde'])
  expect(await titles(ines, 'bin')).toEqual([])
  const rows = await lab.db.selectFrom('printJob').select('title').execute()
  expect(rows.map(({ title }) => title).toSorted()).toEqual(['', 'garde'])
  lab.clock.now += 61 * day
  await binOldJobs(lab.app)
  expect(await titles(ines, 'bin')).toEqual(['garde'])
})

test('nobody takes another’s old job out, and a lab may keep everything for ever', async () => {
  const lab = await testLab({ argv: ['--keep-files', '0'] })
  const [ines, other] = [await lab.member(), await lab.member()]
  const id = await job(lab, ines, 'vieux.gcode', 'collected')
  lab.clock.now += 4000 * day
  await binOldJobs(lab.app)
  expect(await titles(ines, 'mine')).toEqual(['vieux'])
  const change = { removedAt: lab.clock.now, removedByLab: 1 } as const
  await lab.db.updateTable('printJob').set(change).where('id', '=', id).execute()
  expect((await other.call('post', `/api/print-jobs/${id}/restore`)).body.code).toBe('print-job.not-found')
  expect((await ines.call('post', `/api/print-jobs/${id}/restore`)).body.title).toBe('vieux')
})

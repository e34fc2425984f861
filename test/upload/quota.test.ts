import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

const boat = readFileSync('test/fixtures/models/boatlet.stl') // 1.13 MB
const bracket = readFileSync('test/fixtures/models/bracket-ascii.stl') // 0.24 MB

test('what the lab keeps of a member’s files has an end; the bin makes room, and the same file counts once', async () => {
  const lab = await testLab({ argv: ['--member-files', '2.4'] })
  const ines = await lab.member()
  const karim = await lab.member()
  expect((await upload(lab.server, ines, 'boat.stl', boat)).refusal).toBeUndefined()
  const { uploadId } = await upload(lab.server, ines, 'again.stl', boat)
  expect((await upload(lab.server, ines, 'bracket.stl', bracket)).refusal).toBeUndefined()
  const refused = await upload(lab.server, ines, 'third.stl', boat)
  expect(refused.refusal?.code).toBe('upload.quota')
  expect(refused.refusal?.sentence.replace(/\s/g, ' ')).toMatch(/jusqu’à 2,4 Mo de vos fichiers.*corbeille/)
  expect((await upload(lab.server, karim, 'boat.stl', boat)).refusal).toBeUndefined()

  const jobs = (await ines.call('get', '/api/print-jobs')).body as { id: string; title: string }[]
  expect(jobs).toHaveLength(3)
  const { id } = (await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body
  for (const job of [id, jobs.find(({ title }) => title === 'boat')!.id]) {
    await ines.call('post', `/api/print-jobs/${job}/actions`, { action: 'cancel' })
    expect((await ines.call('delete', `/api/print-jobs/${job}`)).status).toBe(200)
  }
  expect((await upload(lab.server, ines, 'third.stl', boat)).refusal).toBeUndefined()
})

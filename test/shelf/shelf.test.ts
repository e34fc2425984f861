import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const add = (person: Person, name: string) => person.call('post', '/api/shelf-bins', { name })
const undo = (person: Person, id: string) => person.call('post', `/api/changes/${id}/undo`)
const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')

/** A part of this person that waits to be collected. */
async function part(lab: TestLab, owner: Person): Promise<string> {
  const { uploadId } = await upload(lab.server, owner, 'cube.gcode', cube)
  const { body } = await owner.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  await lab.db.updateTable('printJob').set({ state: 'awaiting_pickup' }).where('id', '=', body.id).execute()
  return body.id
}

test('a bin is added and removed, and each can be taken back', async () => {
  const lab = await testLab()
  const lea = await lab.member({ role: 'volunteer' })
  const empty = await dump(lab.db)
  const added = (await add(lea, 'Casier 4')).body
  expect((await add(lea, 'casier 4')).body.code).toBe('shelf.name-taken')
  await undo(lea, added.change.id)
  expect(await dump(lab.db)).toEqual(empty)

  const { bin } = (await add(lea, 'Casier 4')).body
  const there = await dump(lab.db)
  const { body } = await lea.call('delete', `/api/shelf-bins/${bin.id}`)
  expect((await lea.call('get', '/api/shelf-bins')).body).toEqual([])
  await undo(lea, body.change.id)
  expect(await dump(lab.db)).toEqual(there)
})

test('the team says where a part lies, its maker reads it, and nobody else sees what lies in a bin', async () => {
  const lab = await testLab()
  const lea = await lab.member({ role: 'volunteer' })
  const ines = await lab.member({ name: 'Inès' })
  const jobId = await part(lab, ines)
  const [four, five] = [(await add(lea, 'Casier 4')).body.bin, (await add(lea, 'Casier 5')).body.bin]
  const place = (binId: string | null, who = lea) => who.call('put', `/api/print-jobs/${jobId}/bin`, { binId })
  const contents = async ({ id }: { id: string }) => (await lea.call('get', `/api/shelf-bins/${id}/parts`)).body.parts

  expect((await place(four.id, ines)).body.code).toBe('auth.forbidden')
  await place(four.id)
  expect(await contents(four)).toMatchObject([{ jobId, owner: 'Inès', here: true, elsewhere: null }])
  expect(await contents(five)).toMatchObject([{ jobId, here: false, elsewhere: 'Casier 4' }])
  expect((await ines.call('get', `/api/print-jobs/${jobId}`)).body.bin).toBe('Casier 4')
  await place(five.id)
  expect((await ines.call('get', `/api/print-jobs/${jobId}`)).body.bin).toBe('Casier 5')
  expect((await ines.call('get', `/api/shelf-bins/${five.id}/parts`)).body.code).toBe('auth.forbidden')

  await lea.call('delete', `/api/shelf-bins/${five.id}`)
  expect((await ines.call('get', `/api/print-jobs/${jobId}`)).body.bin).toBeNull()
})

test('only what waits to be collected lies in a bin', async () => {
  const lab = await testLab()
  const lea = await lab.member({ role: 'volunteer' })
  const ines = await lab.member()
  const jobId = await part(lab, ines)
  const { bin } = (await add(lea, 'Casier 1')).body
  await lea.call('put', `/api/print-jobs/${jobId}/bin`, { binId: bin.id })
  await ines.call('post', `/api/print-jobs/${jobId}/actions`, { action: 'collect' })
  expect((await lea.call('get', `/api/shelf-bins/${bin.id}/parts`)).body.parts).toEqual([])
  const late = await lea.call('put', `/api/print-jobs/${jobId}/bin`, { binId: bin.id })
  expect(late.body.code).toBe('print-job.bad-transition')
  expect((await ines.call('get', `/api/print-jobs/${jobId}`)).body.bin).toBeNull()
})

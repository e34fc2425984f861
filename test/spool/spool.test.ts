import { expect, test } from 'vitest'
import { undoableMs } from '#backend/change/acts.ts'
import { forgetSpools } from '#backend/spool/service.ts'
import { dump } from '../support/dump.ts'
import { testLab, type TestLab } from '../support/lab.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const pla = { material: 'PLA', colour: 'bleu', brand: 'Francofil', remaining: 750 }
const add = (person: Person, more: object = {}) => person.call('post', '/api/spools', { ...pla, ...more })
const undo = (person: Person, id: string) => person.call('post', `/api/changes/${id}/undo`)

test('a spool gets the next number, and the number of one in the bin is not given again', async () => {
  const lab = await testLab()
  const lea = await lab.member({ role: 'volunteer' })
  const { body: first } = await add(lea)
  const { body: second } = await add(lea)
  await lea.call('delete', `/api/spools/${second.spool.id}`)
  const { body: third } = await add(lea)
  expect([first, second, third].map(({ spool }) => spool.number)).toEqual([1, 2, 3])
  const { body: list } = await lea.call('get', '/api/spools')
  expect(list.map(({ number }: { number: number }) => number)).toEqual([1, 3])
})

test('adding, weighing and removing a spool can each be taken back, with no row lost', async () => {
  const lab = await testLab()
  const lea = await lab.member({ role: 'volunteer' })
  const empty = await dump(lab.db)
  const added = (await add(lea)).body
  await undo(lea, added.change.id)
  expect(await dump(lab.db)).toEqual(empty)

  const { spool } = (await add(lea)).body
  const there = await dump(lab.db)
  const { version } = (await lea.call('get', `/api/spools/${spool.id}`)).body
  const weighed = await lea.call('put', `/api/spools/${spool.id}`, { ...pla, remaining: 512, version })
  expect(weighed.body.spool.remaining).toBe(512)
  await undo(lea, weighed.body.change.id)
  expect(await dump(lab.db)).toEqual(there)

  const removed = await lea.call('delete', `/api/spools/${spool.id}`)
  expect((await lea.call('get', `/api/spools/${spool.id}`)).body.code).toBe('spool.not-found')
  const { body: bin } = await lea.call('get', '/api/changes?bin=1')
  expect(bin).toMatchObject([{ act: 'spool.removed', title: '1 · PLA bleu', undoable: true }])
  await undo(lea, removed.body.change.id)
  expect(await dump(lab.db)).toEqual(there)
})

test('two people weigh the same spool: the second sees what changed', async () => {
  const lab = await testLab()
  const [lea, marc] = [await lab.member({ role: 'volunteer', name: 'Léa' }), await lab.member({ role: 'staff' })]
  const { spool } = (await add(lea)).body
  const { version } = (await marc.call('get', `/api/spools/${spool.id}`)).body
  await lea.call('put', `/api/spools/${spool.id}`, { ...pla, remaining: 700, version })
  const late = await marc.call('put', `/api/spools/${spool.id}`, { ...pla, remaining: 690, version })
  expect(late.body).toMatchObject({ code: 'change.overtaken', detail: { who: 'Léa' } })
  expect(late.body.detail.what).toEqual([{ table: 'spool', from: { remaining: 750 }, to: { remaining: 700 } }])
})

test('a removed spool stays in the bin for thirty days, then it is gone', async () => {
  const lab = await testLab()
  const lea = await lab.member({ role: 'volunteer' })
  const { spool } = (await add(lea)).body
  const { change } = (await lea.call('delete', `/api/spools/${spool.id}`)).body
  lab.clock.now += undoableMs
  await forgetSpools(lab.app)
  expect((await dump(lab.db))['spool']).toHaveLength(1)
  lab.clock.now += 1
  await forgetSpools(lab.app)
  expect((await dump(lab.db))['spool']).toEqual([])
  expect((await undo(lea, change.id)).body.code).toBe('change.too-late')
})

import { beforeEach, expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { testLab, type TestLab } from '../support/lab.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

let lab: TestLab
let laser: string
let ines: Person
let lea: Person

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ name: 'Inès' })
  lea = await lab.member({ role: 'volunteer' })
})

const report = (words: string, who = ines) => who.call('post', `/api/machines/${laser}/reports`, { words })
const reports = async () => (await lea.call('get', '/api/machine-reports')).body
const undo = (id: string) => lea.call('post', `/api/changes/${id}/undo`)

test('a member says what is wrong, and the team reads it at once', async () => {
  expect((await report('Le miroir est sale')).status).toBe(200)
  expect(lab.published.at(-1)).toEqual(['machine-report:changed', { to: 'team' }])
  expect(await reports()).toMatchObject([{ machineName: 'LASER', words: 'Le miroir est sale', by: 'Inès' }])
  expect((await ines.call('get', '/api/machine-reports')).body.code).toBe('auth.forbidden')
})

test('one sentence: nothing, a novel, or a machine that is not there is refused', async () => {
  expect((await report('  ')).body.code).toBe('input.invalid')
  expect((await report('x'.repeat(121))).body.code).toBe('input.invalid')
  const nowhere = await ines.call('post', '/api/machines/nowhere/reports', { words: 'Elle fume' })
  expect(nowhere.body.code).toBe('machine.not-found')
})

test('a machine that is reported again and again fills no list', async () => {
  for (let n = 0; n < 20; n++) await report(`Signalement ${n}`)
  expect((await report('Encore')).body.code).toBe('machine-report.too-many')
  expect(await reports()).toHaveLength(20)
})

test('a volunteer takes the machine out of service for it, and can take that back', async () => {
  await report('Le miroir est sale')
  const before = await dump(lab.db)
  const [found] = await reports()
  const { body } = await lea.call('post', `/api/machine-reports/${found.id}/out-of-order`, {
    reason: 'Miroir à nettoyer',
  })
  expect((await ines.call('get', `/api/machines/${laser}`)).body).toMatchObject({
    state: 'out_of_order',
    outOfOrder: 'Miroir à nettoyer',
  })
  expect(await reports()).toEqual([])
  await undo(body.change.id)
  expect(await dump(lab.db)).toEqual(before)
  expect((await ines.call('get', `/api/machines/${laser}`)).body.state).toBe('free')
})

test('a report that is settled is gone from the list, once, and comes back when that is undone', async () => {
  await report('Bruit étrange')
  const before = await dump(lab.db)
  const [found] = await reports()
  const { body } = await lea.call('delete', `/api/machine-reports/${found.id}`)
  expect(await reports()).toEqual([])
  expect((await lea.call('delete', `/api/machine-reports/${found.id}`)).body.code).toBe('machine-report.not-found')
  await undo(body.change.id)
  expect(await dump(lab.db)).toEqual(before)
})

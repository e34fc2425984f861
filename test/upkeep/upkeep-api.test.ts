import { beforeEach, expect, test } from 'vitest'
import { remind } from '#backend/reminder/service.ts'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
type Person = Awaited<ReturnType<TestLab['member']>>
let marc: Person
let lea: Person
let ines: Person
let laser: string

beforeEach(async () => {
  lab = await testLab()
  marc = await lab.member({ role: 'staff', name: 'Marc' })
  lea = await lab.member({ role: 'volunteer', name: 'Léa' })
  ines = await lab.member({ name: 'Inès', trained: ['laser'] })
  laser = await lab.machine('LASER')
})

const mirrors = { title: 'Nettoyer les miroirs', every: 3, unit: 'hours' }
const add = (input: object = mirrors, who = marc, machine = laser) =>
  who.call('post', `/api/machines/${machine}/upkeep`, input)
const upkeep = async () => (await lea.call('get', `/api/machines/${laser}/upkeep`)).body
const book = (from: number, to: number) =>
  ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(from), end: noon + hours(to) })
const told = async (who: Person) =>
  (await lab.db.selectFrom('message').select('kind').where('memberId', '=', who.id).execute()).map(({ kind }) => kind)

test('hours of use make a task due, staff hear of it once, and done it counts anew', async () => {
  const { id } = (await add()).body.upkeep.tasks[0]
  await book(1, 3)
  await book(4, 6)
  lab.clock.now = noon + hours(4)
  await remind(lab.app)
  expect((await upkeep()).tasks[0]).toMatchObject({ used: 2, dueAt: null })
  lab.clock.now = noon + hours(5)
  await Promise.all([remind(lab.app), remind(lab.app), remind(lab.app)])
  expect((await upkeep()).tasks[0]).toMatchObject({ used: 3, dueAt: lab.clock.now })
  expect((await told(marc)).filter((kind) => kind === 'upkeep_due')).toHaveLength(1)
  expect(await told(lea)).toEqual([])
  expect((await lea.call('get', '/api/upkeep/due')).body).toMatchObject([{ id, machineName: 'LASER' }])

  await lea.call('post', `/api/upkeep/${id}/done`, { words: 'chiffon neuf' })
  lab.clock.now = noon + hours(7)
  await remind(lab.app)
  const now = await upkeep()
  expect(now.tasks[0]).toMatchObject({ used: 1, dueAt: null })
  expect(now.done).toMatchObject([{ title: mirrors.title, words: 'chiffon neuf', used: 3, by: 'Léa' }])
  expect(now.total.hours).toBe(4)
})

test('a booking that was cancelled, or to which nobody came, is no use', async () => {
  await add()
  const { id } = (await book(1, 3)).body
  await ines.call('delete', `/api/bookings/${id}`)
  await lab.db.updateTable('booking').set({ state: 'no_show' }).execute()
  lab.clock.now = noon + hours(5)
  expect((await upkeep()).tasks[0].used).toBe(0)
})

test.each<[string, (id: string) => Promise<{ status: number; body: { change: { id: string } } }>]>([
  ['adding', () => add({ ...mirrors, title: 'Vider le bac' })],
  ['changing', (id) => marc.call('put', `/api/upkeep/${id}`, { ...mirrors, every: 9 })],
  ['removing', (id) => marc.call('delete', `/api/upkeep/${id}`)],
  ['doing', (id) => lea.call('post', `/api/upkeep/${id}/done`, { words: '' })],
])('%s by mistake is taken back, row by row', async (_name, act) => {
  const { id } = (await add()).body.upkeep.tasks[0]
  lab.clock.now += 1_000
  const before = await dump(lab.db)
  const { status, body } = await act(id)
  expect(status).toBe(200)
  expect(await dump(lab.db)).not.toEqual(before)
  expect((await marc.call('post', `/api/changes/${body.change.id}/undo`)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('what cannot be counted is refused, and members neither read nor note it', async () => {
  expect((await add({ ...mirrors, unit: 'grams' })).body.code).toBe('upkeep.not-counted')
  expect((await add({ ...mirrors, every: 0 })).status).toBe(422)
  expect((await add(mirrors, lea)).status).toBe(403)
  expect((await ines.call('get', `/api/machines/${laser}/upkeep`)).status).toBe(403)
  expect((await lea.call('post', '/api/upkeep/nothing/done', { words: '' })).body.code).toBe('upkeep.not-found')
})

test('a machine that was expected back and is still out is told once', async () => {
  const until = noon + hours(24)
  const out = { reason: 'Miroir fendu', until, ticketId: null, tell: true }
  await marc.call('put', `/api/machines/${laser}/out-of-order`, out)
  await remind(lab.app)
  expect(await told(marc)).not.toContain('machine_still_out')
  lab.clock.now = until
  await remind(lab.app)
  await remind(lab.app)
  expect((await told(marc)).filter((kind) => kind === 'machine_still_out')).toHaveLength(1)
})

test('only staff choose whether they hear of the machines', async () => {
  const kindsOf = async (who: Person) =>
    (await who.call('get', '/api/messages/preferences')).body.kinds.map(({ kind }: { kind: string }) => kind)
  expect(await kindsOf(marc)).toEqual(expect.arrayContaining(['machine_fault', 'upkeep_due', 'machine_still_out']))
  expect(await kindsOf(ines)).not.toContain('machine_fault')
})

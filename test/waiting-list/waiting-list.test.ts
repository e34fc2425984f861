import { beforeEach, expect, test } from 'vitest'
import { letTimePass } from '#backend/booking-life/service.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
let laser: string
type Person = Awaited<ReturnType<TestLab['member']>>
let ines: Person
let karim: Person
let zoe: Person
let marc: Person
const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })
const minutes = (n: number) => n * 60_000

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ trained: ['laser'], name: 'Inès' })
  karim = await lab.member({ trained: ['laser'], name: 'Karim' })
  zoe = await lab.member({ trained: ['laser'], name: 'Zoé' })
  marc = await lab.member({ role: 'staff', name: 'Marc' })
})

const book = (who = ines, slot = at(24, 26)) => who.call('post', '/api/bookings', { machineId: laser, ...slot })
const wait = (who: Person, slot = at(24, 26)) => who.call('post', '/api/waiting-list', { machineId: laser, ...slot })
const mine = async (who: Person) =>
  (await who.call('get', '/api/bookings/mine')).body.map((one: { state: string; start: number; holdUntil: number }) => [
    one.state,
    one.holdUntil,
  ])
const told = async (who: Person) =>
  (await lab.db.selectFrom('message').select('kind').where('memberId', '=', who.id).execute()).map(({ kind }) => kind)

test('whoever waits first is offered what comes free, for half an hour, then the next', async () => {
  const { body } = await book()
  expect((await wait(karim)).body).toMatchObject({ machine: 'LASER', before: 0 })
  lab.clock.now += 1
  expect((await wait(zoe)).body).toMatchObject({ before: 1 })
  await ines.call('delete', `/api/bookings/${body.id}`)
  expect(await mine(karim)).toEqual([['held', lab.clock.now + minutes(30)]])
  expect(await told(karim)).toEqual(['waiting_list_offer'])
  expect((await book(zoe)).body.code).toBe('booking.overlap')

  lab.clock.now += minutes(30)
  await letTimePass(lab.app)
  expect([await mine(karim), await mine(zoe)]).toEqual([[], [['held', lab.clock.now + minutes(30)]]])
  const [offer] = (await zoe.call('get', '/api/bookings/mine')).body
  expect((await zoe.call('post', `/api/bookings/${offer.id}/confirmation`)).body.state).toBe('confirmed')
  lab.clock.now += minutes(60)
  await letTimePass(lab.app)
  expect((await mine(zoe)).length).toBe(1)
  expect((await zoe.call('get', '/api/waiting-list')).body).toEqual([])
})

test('whoever does not want it gives it to the next at once', async () => {
  const { body } = await book()
  await wait(karim)
  lab.clock.now += 1
  await wait(zoe)
  await ines.call('delete', `/api/bookings/${body.id}`)
  const [offer] = (await karim.call('get', '/api/bookings/mine')).body
  await karim.call('delete', `/api/bookings/${offer.id}`)
  expect((await mine(zoe)).map(([state]: [string]) => state)).toEqual(['held'])
})

const ways: [string, (booking: string) => Promise<unknown>][] = [
  ['a move', (id) => ines.call('patch', `/api/bookings/${id}`, at(27, 29))],
  ['a cancellation by staff', (id) => marc.call('delete', `/api/bookings/${id}`)],
  ['the removal of its holder', () => marc.call('delete', `/api/members/${ines.id}`)],
  [
    'an early end',
    async (id) => {
      await lab.db
        .updateTable('booking')
        .set({ startsAt: noon - hours(1) })
        .where('id', '=', id)
        .execute()
      await ines.call('post', `/api/bookings/${id}/end`)
    },
  ],
  [
    'a no-show',
    async (id) => {
      await marc.call('put', '/api/booking-rules', {
        scope: 'lab',
        about: '',
        rules: { noShowMinutes: 15 },
        version: '',
      })
      await lab.db
        .updateTable('booking')
        .set({ startsAt: noon - hours(1) })
        .where('id', '=', id)
        .execute()
    },
  ],
]
test.each(ways)('%s frees the slot for whoever waits', async (_name, free) => {
  const { body } = await book()
  await wait(karim)
  await free(body.id)
  await letTimePass(lab.app)
  expect((await mine(karim)).map(([state]: [string]) => state)).toEqual(['held'])
})

test('what is free is booked, what a rule forbids does not come by waiting, and nobody waits twice', async () => {
  expect((await wait(karim)).body.code).toBe('waiting-list.free')
  await book()
  const stranger = await lab.member({})
  expect((await wait(stranger)).body.code).toBe('booking.unauthorized')
  await wait(karim)
  expect((await wait(karim)).body.code).toBe('waiting-list.already')
})

test('who no longer waits is not asked, and one cannot leave for another', async () => {
  const { body } = await book()
  const { body: wish } = await wait(karim)
  expect((await zoe.call('delete', `/api/waiting-list/${wish.id}`)).body.code).toBe('waiting-list.not-found')
  await karim.call('delete', `/api/waiting-list/${wish.id}`)
  await ines.call('delete', `/api/bookings/${body.id}`)
  expect(await mine(karim)).toEqual([])
})

test('who lost the right meanwhile is passed over', async () => {
  const { body } = await book()
  await wait(karim)
  lab.clock.now += 1
  await wait(zoe)
  await lab.db.deleteFrom('authorization').where('memberId', '=', karim.id).execute()
  await ines.call('delete', `/api/bookings/${body.id}`)
  expect([await mine(karim), (await mine(zoe)).length]).toEqual([[], 1])
})

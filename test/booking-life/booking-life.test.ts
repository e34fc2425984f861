import { beforeEach, expect, test } from 'vitest'
import { isAtWork } from '#backend/booking-life/due.ts'
import { letTimePass } from '#backend/booking-life/service.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
let laser: string
type Person = Awaited<ReturnType<TestLab['member']>>
let ines: Person
let karim: Person
let marc: Person
const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })
const minutes = (n: number) => n * 60_000

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ trained: ['laser'], name: 'Inès' })
  karim = await lab.member({ trained: ['laser'], name: 'Karim' })
  marc = await lab.member({ role: 'staff', name: 'Marc' })
})

const book = (who = ines, slot = at(1, 3)) => who.call('post', '/api/bookings', { machineId: laser, ...slot })
const hold = (who = ines, slot = at(1, 3)) => who.call('post', '/api/bookings/holds', { machineId: laser, ...slot })
const take = (who: Person, id: string, step: string, body = {}) => who.call('post', `/api/bookings/${id}/${step}`, body)
const rules = async (stated: object) => {
  const { version } = (await marc.call('get', '/api/booking-rules')).body
  await marc.call('put', '/api/booking-rules', { scope: 'lab', about: '', rules: stated, version })
}
const messages = async (who: Person) =>
  (await lab.db.selectFrom('message').select('kind').where('memberId', '=', who.id).execute()).map(({ kind }) => kind)
const history = async (who: Person, id: string) =>
  (await who.call('get', `/api/bookings/${id}/events`)).body as { what: string; by: string | null; reason: string }[]

test('a held slot is nobody else’s for ten minutes, and is booked by confirming it', async () => {
  const { body } = await hold()
  expect(body).toMatchObject({ state: 'held', holdUntil: noon + minutes(10) })
  expect((await book(karim)).body.code).toBe('booking.overlap')
  expect(await messages(ines)).toEqual([])
  expect((await take(ines, body.id, 'confirmation')).body).toMatchObject({ state: 'confirmed', holdUntil: null })
  expect(await messages(ines)).toEqual(['booking_confirmed'])
})

test('after ten minutes a hold keeps nothing, whether or not a clock has swept it away', async () => {
  const { body } = await hold()
  lab.clock.now += minutes(10)
  const seen = await karim.call('get', `/api/bookings?from=${noon}&to=${noon + hours(9)}`)
  expect(seen.body).toEqual([])
  expect((await book(karim)).status).toBe(200)
  expect((await take(ines, body.id, 'confirmation')).status).toBe(404)
  expect((await history(ines, body.id)).map(({ what }) => what)).toEqual(['held', 'expire'])
})

test('a person holds one slot at a time', async () => {
  await hold()
  await hold(ines, at(4, 5))
  expect((await book(karim)).status).toBe(200)
})

test('who is there says so, extends while nobody else comes, and ends early: the rest is free at once', async () => {
  const { body } = await book()
  await book(karim, at(4, 5))
  expect((await take(ines, body.id, 'presence')).body.code).toBe('booking.too-early-to-come')
  expect((await take(ines, body.id, 'end')).body.code).toBe('booking.not-begun')
  lab.clock.now += minutes(50)
  expect((await take(ines, body.id, 'presence')).body.state).toBe('checked_in')
  expect((await take(ines, body.id, 'extension', { end: at(0, 4.5).end })).body.code).toBe('booking.overlap')
  expect((await take(ines, body.id, 'extension', { end: at(0, 4).end })).body.end).toBe(at(0, 4).end)
  lab.clock.now += minutes(60)
  expect((await take(ines, body.id, 'end')).body).toMatchObject({ state: 'ended', end: lab.clock.now })
  expect((await book(karim, { start: lab.clock.now, end: at(0, 3).end })).status).toBe(200)
  expect((await history(ines, body.id)).map(({ what, by }) => [what, by])).toEqual([
    ['booked', 'Inès'],
    ['check_in', 'Inès'],
    ['extend', 'Inès'],
    ['end', 'Inès'],
  ])
})

test('an extension does not ask for the lead time, but for every other rule', async () => {
  const { body } = await book()
  await rules({ leadMinutes: 240, maxMinutes: 180 })
  expect((await take(ines, body.id, 'extension', { end: at(0, 4).end })).status).toBe(200)
  expect((await take(ines, body.id, 'extension', { end: at(0, 5).end })).body.code).toBe('booking.too-long')
})

test('nobody came: the slot is given back, its holder reads it; who said that they are there keeps it', async () => {
  await rules({ noShowMinutes: 15 })
  const { body: empty } = await book()
  lab.clock.now += minutes(74)
  await letTimePass(lab.app)
  expect((await take(ines, empty.id, 'presence')).status).toBe(200)
  const { body: late } = await book(karim, at(4, 5))
  lab.clock.now = noon + hours(4) + minutes(15)
  await letTimePass(lab.app)
  await letTimePass(lab.app)
  expect(await messages(karim)).toEqual(['booking_confirmed', 'booking_no_show'])
  expect((await history(karim, late.id)).at(-1)).toMatchObject({ what: 'no_show', by: null })
  expect((await book(ines, at(4.5, 5))).status).toBe(200)
})

test.each([
  ['nothing was ever printed', undefined, false],
  ['it prints since before the slot', { state: 'printing', claimedAt: at(0, 1).start }, true],
  ['a print of the slot is over', { state: 'ended', claimedAt: at(1, 2).start }, true],
  ['the last print was over before', { state: 'ended', claimedAt: at(0, 1).start }, false],
])('a printer at work has somebody there: %s', (_name, run, works) => {
  expect(isAtWork(run, at(1, 3))).toBe(works)
})

test('where a machine asks for it the team says yes or no, and the slot waits meanwhile', async () => {
  await rules({ approval: true })
  const { body: first } = await book()
  expect(first.state).toBe('asked')
  expect((await book(karim)).body.code).toBe('booking.overlap')
  expect((await take(karim, first.id, 'approval')).status).toBe(403)
  const volunteer = await lab.member({ role: 'volunteer' })
  expect((await volunteer.call('get', '/api/bookings/asked')).body).toMatchObject([{ machine: 'LASER', who: 'Inès' }])
  expect((await take(volunteer, first.id, 'approval')).body.state).toBe('confirmed')
  const { body: second } = await book(karim, at(4, 5))
  const no = await take(volunteer, second.id, 'refusal', { reason: 'Maintenance prévue' })
  expect(no.body.state).toBe('declined')
  expect(await messages(karim)).toEqual(['booking_cancelled'])
  expect((await history(karim, second.id)).at(-1)?.reason).toBe('Maintenance prévue')
  expect((await take(volunteer, second.id, 'approval')).status).toBe(404)
})

test('a request that nobody answered before its start is a no, and its holder hears of it', async () => {
  await rules({ approval: true })
  await book()
  lab.clock.now += hours(1)
  await letTimePass(lab.app)
  expect(await messages(ines)).toEqual(['booking_no_answer'])
  expect((await book(karim, at(1, 2))).body.state).toBe('asked')
})

test('what staff book themselves waits for nobody', async () => {
  await rules({ approval: true })
  const made = await marc.call('post', '/api/bookings', { machineId: laser, ...at(1, 2), memberId: ines.id })
  expect(made.body.state).toBe('confirmed')
  expect((await ines.call('get', '/api/bookings/mine')).body).toMatchObject([{ id: made.body.id, mine: true }])
})

test('the history of a booking is its holder’s and the team’s', async () => {
  const { body } = await book()
  expect((await karim.call('get', `/api/bookings/${body.id}/events`)).status).toBe(404)
  expect((await marc.call('get', `/api/bookings/${body.id}/events`)).status).toBe(200)
})

test('a step that a booking is past is refused and changes nothing', async () => {
  const { body } = await book()
  lab.clock.now += hours(1)
  await take(ines, body.id, 'presence')
  for (const step of ['presence', 'confirmation', 'approval'])
    expect((await take(marc, body.id, step)).body.code).toBe('booking.bad-step')
  expect((await history(ines, body.id)).length).toBe(2)
})

import { beforeEach, expect, test } from 'vitest'
import { timesOf } from '#backend/booking-series/slots.ts'
import { parseRecurrence, type Recurrence } from '#backend/base/recurrence.ts'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
let laser: string
type Person = Awaited<ReturnType<TestLab['member']>>
let ines: Person
let karim: Person
let marc: Person
const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ trained: ['laser'], name: 'Inès' })
  karim = await lab.member({ trained: ['laser'], name: 'Karim' })
  marc = await lab.member({ role: 'staff', name: 'Marc' })
})
const series = (who: Person, more: object = {}, path = '/api/booking-series') =>
  who.call('post', path, { machineIds: [laser], ...at(1, 3), repeat: 'FREQ=WEEKLY;COUNT=4', ...more })
const booked = async () =>
  (await lab.db.selectFrom('booking').select('startsAt').where('state', '=', 'confirmed').execute()).length

test('a series is booked in one act, told once, and cancelled in one', async () => {
  const { body } = await series(ines)
  expect(body.slots.map(({ start }: { start: number }) => (start - noon) / hours(1))).toEqual([1, 169, 337, 505])
  expect((await lab.db.selectFrom('message').select('kind').execute()).map(({ kind }) => kind)).toEqual([
    'bookings_confirmed',
  ])
  expect((await karim.call('delete', `/api/booking-series/${body.id}`)).status).toBe(404)
  expect((await ines.call('delete', `/api/booking-series/${body.id}`)).body).toEqual({ cancelled: 4 })
  expect(await booked()).toBe(0)
})

test('dates in conflict are listed; all or nothing, or they are left out', async () => {
  await karim.call('post', '/api/bookings', { machineId: laser, ...at(169, 170) })
  const tried = await series(ines, {}, '/api/booking-series/trial')
  expect(tried.body.slots.map(({ reason }: { reason: { code: string } | null }) => reason?.code ?? null)).toEqual([
    null,
    'booking.overlap',
    null,
    null,
  ])
  const refused = await series(ines)
  expect([refused.body.code, await booked()]).toEqual(['booking-series.refused', 1])
  expect(refused.body.sentence).toMatch(/Rien n’est réservé.*déjà réservé/)
  expect((await series(ines, { skip: true })).status).toBe(200)
  expect(await booked()).toBe(4)
})

test('what is only tried leaves nothing behind', async () => {
  const before = await dump(lab.db)
  await series(ines, {}, '/api/booking-series/trial')
  expect(await dump(lab.db)).toEqual(before)
  expect(lab.published.filter(([event]) => event === 'booking:changed')).toEqual([])
})

test('a quota counts the dates of the series among themselves', async () => {
  const quotas = [{ most: 4, of: 'hours', window: 'month', over: 'machine', who: { kind: 'each' } }]
  await marc.call('put', '/api/booking-rules', { scope: 'lab', about: '', rules: { quotas }, version: '' })
  const { body } = await series(ines, {}, '/api/booking-series/trial')
  expect(body.slots.map(({ reason }: { reason: object | null }) => reason === null)).toEqual([true, true, false, false])
})

test('several machines at once: all of them or none', async () => {
  const second = await lab.machine('LASER 2')
  await karim.call('post', '/api/bookings', { machineId: second, ...at(2, 3) })
  const both = { machineIds: [laser, second], repeat: undefined }
  expect((await series(ines, both)).body.code).toBe('booking-series.refused')
  expect(await booked()).toBe(1)
  expect((await series(ines, { ...both, ...at(4, 6) })).status).toBe(200)
  expect(await booked()).toBe(3)
})

test('staff book a series for a member', async () => {
  expect((await series(ines, { memberId: karim.id })).status).toBe(403)
  expect((await series(marc, { memberId: karim.id })).status).toBe(200)
  expect((await karim.call('get', '/api/bookings/mine')).body.length).toBe(4)
})

test.each([
  ['one that never ends', { repeat: 'FREQ=WEEKLY' }, 'booking-series.endless'],
  ['one that nobody understands', { repeat: 'FREQ=SECONDLY;COUNT=9' }, 'booking-series.not-understood'],
  [
    'more than two years of weeks',
    { machineIds: ['a', 'b'], repeat: 'FREQ=WEEKLY;COUNT=100' },
    'booking-series.too-many',
  ],
  ['a machine that does not exist', { machineIds: ['nope'] }, 'machine.not-found'],
  ['no machine', { machineIds: [] }, 'input.invalid'],
])('%s is refused and nothing is written', async (_name, more, code) => {
  expect((await series(ines, more)).body.code).toBe(code)
  expect(await booked()).toBe(0)
})

const night = (repeat: string, start: string, end: string) =>
  timesOf({ start: Date.parse(start), end: Date.parse(end) }, parseRecurrence(repeat) as Recurrence, 'Europe/Paris')

test('when clocks change, ten o’clock stays ten o’clock; the hour that is skipped is told, the one that comes twice is the first', () => {
  const weekly = night('FREQ=WEEKLY;COUNT=2', '2026-10-19T08:00:00Z', '2026-10-19T10:00:00Z')
  expect(weekly.map(({ start, end }) => [new Date(start).toISOString(), (end - start) / 3_600_000])).toEqual([
    ['2026-10-19T08:00:00.000Z', 2],
    ['2026-10-26T09:00:00.000Z', 2],
  ])
  const spring = night('FREQ=DAILY;COUNT=3', '2027-03-27T01:30:00Z', '2027-03-27T03:30:00Z')
  expect(spring.map(({ exists }) => exists)).toEqual([true, false, true])
  const autumn = night('FREQ=DAILY;COUNT=2', '2026-10-24T00:30:00Z', '2026-10-24T02:00:00Z')
  expect(autumn.map(({ start, end }) => (end - start) / 3_600_000)).toEqual([1.5, 2.5])
})

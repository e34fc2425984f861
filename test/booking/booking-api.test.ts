import { beforeEach, expect, test } from 'vitest'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
let laser: string
let ines: Awaited<ReturnType<TestLab['member']>>
const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ trained: ['laser'] })
})

const book = (who = ines, slot = at(1, 2)) => who.call('post', '/api/bookings', { machineId: laser, ...slot })

test('a member books a free slot; the others hear that it is taken, not by whom', async () => {
  const { status, body } = await book()
  expect([status, body]).toMatchObject([200, { machineId: laser, ...at(1, 2), mine: true }])
  const [, audience, seen] = lab.published.find(([event]) => event === 'booking:changed') ?? []
  expect(audience).toEqual({ to: 'members' })
  expect(seen).toEqual({
    id: body.id,
    machineId: laser,
    ...at(1, 2),
    state: 'confirmed',
    holdUntil: null,
    mine: false,
    by: null,
  })
})

test('the second member gets a sentence with the next free times', async () => {
  await book()
  const karim = await lab.member({ trained: ['laser'] })
  const { status, body } = await book(karim)
  expect([status, body.code]).toEqual([409, 'booking.overlap'])
  expect(body.detail.next).toEqual([at(2, 3), at(3, 4), at(4, 5)])
  expect(body.sentence).toMatch(/déjà réservé.*Libres ensuite.*14:00/)
})

test('the sentence is in the language that is asked for', async () => {
  await book()
  const { body } = await book().set('accept-language', 'en')
  expect(body.sentence).toMatch(/This slot is taken. Next free: Mon/)
})

test('a hundred members race for one slot: one gets it', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => book()))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ body }) => body.code === 'booking.overlap')).toHaveLength(99)
})

test('whatever the code does, the database refuses an overlap: on insert, on a move, and when a cancelled one comes back', async () => {
  const { body } = await book()
  const row = await lab.db.selectFrom('booking').selectAll().where('id', '=', body.id).executeTakeFirstOrThrow()
  const other = { ...row, id: 'other', startsAt: row.endsAt, endsAt: row.endsAt + hours(1) }
  await expect(
    lab.db
      .insertInto('booking')
      .values({ ...row, id: 'same' })
      .execute(),
  ).rejects.toThrow('SLOT_TAKEN')
  await lab.db.insertInto('booking').values(other).execute()
  const change = (set: object) => lab.db.updateTable('booking').set(set).where('id', '=', 'other').execute()
  await expect(change({ startsAt: row.endsAt - 1 })).rejects.toThrow('SLOT_TAKEN')
  await change({ state: 'cancelled', startsAt: row.startsAt })
  await expect(change({ state: 'confirmed' })).rejects.toThrow('SLOT_TAKEN')
})

test('a move that is refused leaves the old time as it was', async () => {
  const { body: first } = await book()
  const { body: second } = await book(ines, at(3, 4))
  const refused = await ines.call('patch', `/api/bookings/${second.id}`, at(1.5, 2.5))
  expect(refused.body.code).toBe('booking.overlap')
  const { body } = await ines.call('get', `/api/bookings?from=${noon}&to=${noon + hours(12)}`)
  expect(body.map(({ id, start }: { id: string; start: number }) => [id, start])).toEqual([
    [first.id, at(1, 2).start],
    [second.id, at(3, 4).start],
  ])
})

test('a booking may be moved so that it overlaps its own old time', async () => {
  const { body } = await book()
  expect((await ines.call('patch', `/api/bookings/${body.id}`, at(1.5, 2.5))).body).toMatchObject(at(1.5, 2.5))
})

test('a booking that is over stays as it was', async () => {
  const { body } = await book()
  lab.clock.now += hours(3)
  for (const answer of [
    await ines.call('patch', `/api/bookings/${body.id}`, at(4, 5)),
    await ines.call('delete', `/api/bookings/${body.id}`),
  ])
    expect(answer.body.code).toBe('booking.in-the-past')
})

test('a cancelled slot is free at once', async () => {
  const { body } = await book()
  await ines.call('delete', `/api/bookings/${body.id}`)
  expect((await book(await lab.member({ trained: ['laser'] }))).status).toBe(200)
})

test('members do not learn of the bookings of others, and cannot change them; staff can', async () => {
  const { body } = await book()
  const karim = await lab.member({ trained: ['laser'] })
  expect((await karim.call('delete', `/api/bookings/${body.id}`)).body.code).toBe('booking.not-found')
  const seen = await karim.call('get', `/api/bookings?from=${noon}&to=${noon + hours(9)}`)
  expect(seen.body).toEqual([{ ...body, mine: false, by: null }])
  const marc = await lab.member({ role: 'staff' })
  expect((await marc.call('delete', `/api/bookings/${body.id}`)).body.state).toBe('cancelled')
})

test.each([
  ['an end before the start', at(2, 1)],
  ['text for a time', { start: 'now', end: 'later' }],
  ['an unknown key', { ...at(1, 2), price: 0 }],
])('%s is refused at the edge', async (_name, slot) => {
  const { status, body } = await ines.call('post', '/api/bookings', { machineId: laser, ...slot })
  expect([status, body.code]).toEqual([422, 'input.invalid'])
})

test.each([
  ['a booking that lasts until the year 9999', noon, Date.UTC(9999, 11, 1)],
  ['a booking at the end of all calendars', 8.64e15 - 1000, 8.64e15],
  ['a booking before the calendars begin', -9e15, -9e15 + 1000],
  ['a booking of a whole year', noon, noon + hours(8760)],
])('%s is refused at once, in words', async (_name, start, end) => {
  const began = performance.now()
  const { status, body } = await book(ines, { start, end })
  expect([409, 422]).toContain(status)
  expect(body.sentence).toMatch(/\S/)
  expect(performance.now() - began).toBeLessThan(1000)
})

test.each(['openings', 'bookings'])('%s at the end of all calendars are refused, not broken', async (what) => {
  const { status } = await ines.call('get', `/api/${what}?from=8640000000000000&to=8640000000000999`)
  expect(status).toBe(422)
})

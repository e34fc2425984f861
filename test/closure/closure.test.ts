import { expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const christmas = { firstDay: '2026-01-08', lastDay: '2026-01-14' }
const thursday = Date.UTC(2026, 0, 8, 9)
const friday16 = Date.UTC(2026, 0, 16, 9)

const book = (person: Person, machineId: string, start: number) =>
  person.call('post', '/api/bookings', { machineId, start, end: start + hours(2) })
const close = (person: Person, days = christmas) =>
  person.call('post', '/api/closures', { ...days, reason: 'congés', tell: true })
const undo = (person: Person, id: string) => person.call('post', `/api/changes/${id}/undo`)

async function labWithBookings() {
  const lab = await testLab()
  const [staff, ines] = [await lab.member({ role: 'staff' }), await lab.member({ name: 'Inès', trained: ['laser'] })]
  const laser = await lab.machine('LASER')
  expect((await book(ines, laser, thursday)).status).toBe(200)
  expect((await book(ines, laser, friday16)).status).toBe(200)
  return { lab, staff, ines, laser }
}

test('before the lab is closed, the team sees which bookings it hits, and nothing is changed', async () => {
  const { lab, staff } = await labWithBookings()
  const before = await dump(lab.db)
  const { body } = await staff.call('post', '/api/closures/preview', christmas)
  expect(body).toMatchObject([{ machineName: 'LASER', memberName: 'Inès', start: thursday }])
  expect(await dump(lab.db)).toEqual(before)
})

test('a closure cancels what it hits and nothing else, and nobody books in it', async () => {
  const { lab, staff, ines, laser } = await labWithBookings()
  const { body } = await close(staff)
  expect(body.cancelled).toHaveLength(1)
  const left = await lab.db.selectFrom('booking').select('startsAt').where('state', '=', 'confirmed').execute()
  expect(left).toEqual([{ startsAt: friday16 }])
  expect((await book(ines, laser, thursday)).body.code).toBe('booking.outside-opening-hours')
  const { openUntil, opensAt } = (lab.clock.now = thursday) && (await staff.call('get', '/api/lab')).body
  expect([openUntil, opensAt]).toEqual([null, Date.UTC(2026, 0, 15, 8)])
})

test('whoever is hit reads that the lab is closed, on which days and why, in either language', async () => {
  const { staff, ines } = await labWithBookings()
  await close(staff)
  const [{ words }] = (await ines.call('get', '/api/messages')).body
  expect(words.fr.text).toContain('le fablab est fermé (jeu. 8 janv.\u2009–\u2009mer. 14 janv.), congés.')
  expect(words.en.text).toContain('the lab is closed (Thu 8 Jan\u2009–\u2009Wed 14 Jan), congés.')
})

test('a wrong closure is taken back: its bookings are there again, and no row is lost', async () => {
  const { lab, staff } = await labWithBookings()
  const before = await dump(lab.db)
  const { body } = await close(staff)
  expect((await undo(staff, body.change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('a closure that was removed by mistake comes back', async () => {
  const { lab, staff } = await labWithBookings()
  const { closures } = (await close(staff)).body
  const before = await dump(lab.db)
  const { body } = await staff.call('delete', `/api/closures/${closures[0].id}`)
  expect(body.closures).toEqual([])
  expect((await undo(staff, body.change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('a booking that has begun is finished, a closure of today notwithstanding', async () => {
  const { lab, staff, ines, laser } = await labWithBookings()
  await book(ines, laser, noon - hours(1))
  const { body } = await close(staff, { firstDay: '2026-01-05', lastDay: '2026-01-05' })
  expect(body.cancelled).toEqual([])
  expect((await lab.db.selectFrom('booking').select('state').execute()).map(({ state }) => state)).not.toContain(
    'cancelled',
  )
})

test('everybody reads when the lab is closed; only staff close it', async () => {
  const { staff, ines } = await labWithBookings()
  await close(staff)
  expect((await ines.call('get', '/api/closures')).body).toMatchObject([{ ...christmas, reason: 'congés' }])
  expect((await close(ines)).body.code).toBe('auth.forbidden')
})

test.each([
  ['days that are over', { firstDay: '2025-12-24', lastDay: '2026-01-02' }, 'closure.in-the-past'],
  ['days in the wrong order', { firstDay: '2026-02-02', lastDay: '2026-02-01' }, 'input.invalid'],
  ['a day that does not exist', { firstDay: '2026-02-30', lastDay: '2026-03-01' }, 'input.invalid'],
  ['a year too many', { firstDay: '2026-02-01', lastDay: '2027-02-08' }, 'closure.too-long'],
])('%s are refused', async (_name, days, code) => {
  const lab = await testLab()
  expect((await close(await lab.member({ role: 'staff' }), days)).body.code).toBe(code)
})

const statesOf = async (lab: TestLab) =>
  (await lab.db.selectFrom('booking').select('state').orderBy('startsAt').execute()).map(({ state }) => state)

test.each<[string, (given: Awaited<ReturnType<typeof labWithBookings>>) => unknown]>([
  ['is over', ({ lab }) => (lab.clock.now = thursday + hours(72))],
  ['is of a machine that was removed', ({ staff, laser }) => staff.call('delete', `/api/machines/${laser}`)],
  ['is of a member who was removed', ({ staff, ines }) => staff.call('delete', `/api/members/${ines.id}`)],
  ['is in another closure', ({ staff }) => close(staff, { firstDay: '2026-01-08', lastDay: '2026-01-09' })],
])('a closure is taken back; a booking that %s stays cancelled, and costs nobody anything', async (_, meanwhile) => {
  const given = await labWithBookings()
  const { change } = (await close(given.staff)).body
  await meanwhile(given)
  expect((await undo(given.staff, change.id)).status).toBe(200)
  expect((await statesOf(given.lab))[0]).toBe('cancelled')
  const { body } = await given.staff.call('get', '/api/month-sheet')
  expect(body.lines).toEqual([])
})

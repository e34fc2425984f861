import { beforeEach, expect, test } from 'vitest'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
let laser: string
let ines: Awaited<ReturnType<TestLab['member']>>
let marc: Awaited<ReturnType<TestLab['member']>>
const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ trained: ['laser'], name: 'Inès' })
  marc = await lab.member({ role: 'staff', trained: ['laser'] })
})

async function state(rules: object, scope = 'lab', about = '') {
  const { version } = (await marc.call('get', '/api/booking-rules')).body
  return marc.call('put', '/api/booking-rules', { scope, about, rules, version })
}
const book = (who = ines, slot = at(1, 2), machineId = laser) =>
  who.call('post', '/api/bookings', { machineId, ...slot })

test('what the lab states is refused with its figure in words, and the narrower place wins', async () => {
  await state({ minMinutes: 120, leadMinutes: 30 })
  const { body } = await book()
  expect(body.code).toBe('booking.too-short')
  expect(body.sentence).toMatch(/dure au moins 2\sh/)
  await state({ minMinutes: null }, 'machine', laser)
  expect((await book()).status).toBe(200)
  const { body: rules } = await ines.call('get', `/api/machines/${laser}/booking-rules`)
  expect(rules).toMatchObject({ minMinutes: null, leadMinutes: 30, maxMinutes: 720 })
})

test('rules are stated by staff, and taken back like everything of the office', async () => {
  expect((await ines.call('put', '/api/booking-rules', {})).status).toBe(403)
  const { body } = await state({ maxMinutes: 60 }, 'kind', 'laser')
  expect((await book(ines, at(1, 3))).body.code).toBe('booking.too-long')
  await marc.call('post', `/api/changes/${body.change.id}/undo`)
  expect((await book(ines, at(1, 3))).status).toBe(200)
})

test('two people state rules at once: the second reads what the first changed', async () => {
  const { version } = (await marc.call('get', '/api/booking-rules')).body
  await state({ maxMinutes: 60 })
  const late = await marc.call('put', '/api/booking-rules', { scope: 'lab', about: '', rules: {}, version })
  expect(late.body.code).toBe('change.overtaken')
})

test.each([
  ['a rule nobody knows', { rules: { colour: 'red' } }],
  ['a negative length', { rules: { minMinutes: -5 } }],
  ['a kind nobody knows', { scope: 'kind', about: 'toaster', rules: {} }],
  ['the lab about something', { about: 'laser', rules: {} }],
])('%s is refused', async (_name, wrong) => {
  const { version } = (await marc.call('get', '/api/booking-rules')).body
  const answer = await marc.call('put', '/api/booking-rules', { scope: 'lab', about: '', version, ...wrong })
  expect(answer.body.code).toBe('input.invalid')
})

test('a quota counts what the same person has booked on other machines of the kind, and a move does not count itself', async () => {
  const second = await lab.machine('LASER 2')
  await state({ quotas: [{ most: 3, of: 'hours', window: 'day', over: 'kind', who: { kind: 'each' } }] })
  await book(ines, at(1, 3))
  const { body } = await book(ines, at(3, 5), second)
  expect(body.code).toBe('booking.quota')
  expect(body.sentence).toMatch(/au plus 3\sh par jour de ce type de machine\. Ce créneau irait au-delà/)
  const small = await book(ines, at(3, 4), second)
  expect(small.status).toBe(200)
  expect((await ines.call('patch', `/api/bookings/${small.body.id}`, at(4, 5))).status).toBe(200)
})

test('the explanation tells every reason, the price, and what is free instead', async () => {
  await book(marc, at(1, 2))
  await state({ minMinutes: 90 })
  const { body } = await ines.call('post', '/api/bookings/explanations', { machineId: laser, ...at(1, 2) })
  expect(body.reasons.map(({ code }: { code: string }) => code)).toEqual(['booking.too-short', 'booking.overlap'])
  const fine = await ines.call('post', '/api/bookings/explanations', { machineId: laser, ...at(2, 4) })
  expect(fine.body).toMatchObject({ reasons: [], asksTeam: false, next: [] })
})

test('staff book for a member, by the member’s own rights; members only for themselves', async () => {
  const karim = await lab.member({})
  const input = { machineId: laser, ...at(1, 2), memberId: karim.id }
  expect((await ines.call('post', '/api/bookings', input)).status).toBe(403)
  expect((await marc.call('post', '/api/bookings', input)).body.code).toBe('booking.unauthorized')
  const made = await marc.call('post', '/api/bookings', { ...input, memberId: ines.id })
  expect(made.body).toMatchObject({ mine: false })
  expect(
    (await ines.call('get', '/api/messages')).body.messages?.[0] ?? (await ines.call('get', '/api/messages')).body[0],
  ).toBeDefined()
})

test('after the deadline a member asks the team, and the team can', async () => {
  await state({ cancelMinutes: 120, moveMinutes: 120 })
  const { body } = await book()
  expect((await ines.call('delete', `/api/bookings/${body.id}`)).body.code).toBe('booking.too-late-to-cancel')
  expect((await ines.call('patch', `/api/bookings/${body.id}`, at(3, 4))).body.code).toBe('booking.too-late-to-move')
  expect((await marc.call('delete', `/api/bookings/${body.id}`)).status).toBe(200)
})

test('a space and the machines in it exclude each other, also in the database', async () => {
  const room = await lab.machine('SALLE', 'space')
  const settings = (await marc.call('get', `/api/machines/${laser}/settings`)).body
  const put = (id: string, change: object) =>
    marc.call('put', `/api/machines/${id}/settings`, { ...settings, ...change })
  expect((await put(laser, { spaceId: laser })).body.code).toBe('machine.not-a-space')
  expect((await put(laser, { spaceId: room })).status).toBe(200)
  const { body: whole } = await book(marc, at(1, 3), room)
  const { body } = await book(ines, at(2, 4))
  expect(body.code).toBe('booking.space-taken')
  expect(body.sentence).toMatch(/SALLE est réservé.*Libres ensuite.*15:00/)
  const row = await lab.db.selectFrom('booking').selectAll().where('id', '=', whole.id).executeTakeFirstOrThrow()
  const other = { ...row, id: 'other', machineId: laser }
  await expect(lab.db.insertInto('booking').values(other).execute()).rejects.toThrow('SLOT_TAKEN')
})

test('a room that holds one person at a time takes one machine at a time', async () => {
  const room = await lab.machine('SALLE', 'space')
  const mill = await lab.machine('FRAISEUSE', 'laser')
  await lab.db.updateTable('machine').set({ spaceId: room }).where('id', 'in', [laser, mill]).execute()
  await lab.db.updateTable('machine').set({ capacity: 1 }).where('id', '=', room).execute()
  await book(ines, at(1, 3))
  const refused = await book(marc, at(2, 4), mill)
  expect([refused.body.code, refused.body.detail.next[0]]).toEqual(['booking.room-full', at(3, 5)])
})

test('a machine that runs at any hour is booked through the night, but not through a closure; the others keep the lab’s hours', async () => {
  const night = { start: noon + hours(12), end: noon + hours(18) }
  expect((await book(ines, night)).body.code).toBe('booking.outside-opening-hours')
  await state({ when: 'any' }, 'kind', 'laser')
  expect((await book(ines, night)).status).toBe(200)
  const seen = await ines.call('get', `/api/openings?from=${noon}&to=${noon + hours(48)}&machineId=${laser}`)
  expect(seen.body).toEqual([{ start: noon, end: noon + hours(48) }])
  const days = { firstDay: '2026-01-07', lastDay: '2026-01-07', reason: '', tell: false }
  await marc.call('post', '/api/closures', days)
  expect((await book(ines, at(36, 38))).body.code).toBe('booking.outside-opening-hours')
})

test('a print that begins in opening hours runs on after closing: offered, found and booked; it begins at no other time', async () => {
  // Open until 19:00 on the lab's clock, which is seven hours after noon.
  const late = at(5, 17)
  expect((await book(ines, late)).body.code).toBe('booking.outside-opening-hours')
  await state({ runsOn: true }, 'kind', 'laser')
  const found = await ines.call('get', '/api/bookings/find?kind=laser&minutes=720&days=1')
  expect(found.body.slots[0]).toMatchObject({ start: noon, end: noon + hours(12) })
  const atNight = (await book(ines, at(8, 10))).body
  expect(atNight.code).toBe('booking.outside-opening-hours')
  expect(atNight.sentence).toMatch(/peut finir après la fermeture.*commence quand le labo est ouvert/)
  expect((await book(ines, late)).status).toBe(200)
  const seen = await ines.call('get', `/api/openings?from=${noon}&to=${noon + hours(6)}&machineId=${laser}`)
  expect(seen.body[0].runsUntil).toBeGreaterThan(seen.body[0].end)
})

test('public holidays and a date with its own hours are set with the week, and taken back with it', async () => {
  const { hours: week, version } = (await marc.call('get', '/api/opening-hours')).body
  const holiday = { start: Date.UTC(2026, 3, 6, 8), end: Date.UTC(2026, 3, 6, 9) }
  const sunday = { start: Date.UTC(2026, 0, 11, 9), end: Date.UTC(2026, 0, 11, 10) }
  const exceptions = [{ day: '2026-01-11', opens: '10:00', closes: '12:00' }]
  const body = { hours: week, holidays: 'metropole', exceptions, version }
  expect((await ines.call('put', '/api/opening-hours', body)).status).toBe(403)
  const saved = await marc.call('put', '/api/opening-hours', body)
  expect((await book(ines, holiday)).body.code).toBe('booking.outside-opening-hours')
  expect((await book(ines, sunday)).status).toBe(200)
  await marc.call('post', `/api/changes/${saved.body.change.id}/undo`)
  expect((await book(ines, holiday)).status).toBe(200)
  expect((await marc.call('get', '/api/opening-hours')).body).toMatchObject({ holidays: null, exceptions: [] })
})

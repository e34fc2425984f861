import { expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { testLab } from '../support/lab.ts'

const tuesday = { day: '2026-01-06', from: '14:00', to: '16:00' }

async function labToTry() {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const ines = await lab.member({ trained: ['laser'] })
  const machineId = await lab.machine('LASER')
  const tryWith = async (changed: object = {}) =>
    (await staff.call('post', '/api/rehearsals', { memberId: ines.id, machineId, ...tuesday, ...changed })).body
  return { lab, staff, ines, machineId, tryWith }
}

test('a booking that would pass says so, with every rule kept, and nothing is written', async () => {
  const { lab, tryWith } = await labToTry()
  const before = await dump(lab.db)
  const found = await tryWith()
  expect(found.refusal).toBeNull()
  expect(found.rules.every(({ kept }: { kept: boolean }) => kept)).toBe(true)
  expect(found.openings).toEqual([{ start: Date.UTC(2026, 0, 6, 8), end: Date.UTC(2026, 0, 6, 19) }])
  expect(await dump(lab.db)).toEqual(before)
})

test('the answer is that of a real booking', async () => {
  const { ines, machineId, tryWith } = await labToTry()
  const late = { from: '19:00', to: '21:00' }
  const found = await tryWith(late)
  const slot = { machineId, start: Date.UTC(2026, 0, 6, 18), end: Date.UTC(2026, 0, 6, 20) }
  expect(found.slot).toEqual({ start: slot.start, end: slot.end })
  const { body } = await ines.call('post', '/api/bookings', slot)
  expect(found.refusal.code).toBe(body.code)
})

test('hours that are typed but not saved are tried too', async () => {
  const { tryWith } = await labToTry()
  const hours = [{ weekday: 2, opens: '09:00', closes: '22:00' }]
  expect((await tryWith({ from: '19:00', to: '21:00', hours })).refusal).toBeNull()
})

test('a closure and a visitor are named', async () => {
  const { lab, staff, tryWith } = await labToTry()
  const days = { firstDay: '2026-01-06', lastDay: '2026-01-07' }
  await staff.call('post', '/api/closures', { ...days, reason: 'inventaire', tell: false })
  expect(await tryWith()).toMatchObject({ closedFor: 'inventaire', refusal: { code: 'booking.outside-opening-hours' } })
  const visitor = await lab.member({ role: 'visitor' })
  expect((await tryWith({ memberId: visitor.id })).refusal.code).toBe('auth.forbidden')
})

test('what the slot and a print would cost this member', async () => {
  const { staff, tryWith } = await labToTry()
  const { version } = (await staff.call('get', '/api/prices')).body
  const materials = [{ name: 'PLA', gram: 4 }]
  const tariff = {
    name: '',
    roles: [],
    gram: 5,
    materials,
    hour: 50,
    start: 0,
    slotHour: [{ kind: 'laser', cents: 300 }],
  }
  const saved = await staff.call('put', '/api/prices', { tariffs: [tariff], from: null, version })
  expect((await tryWith()).price).toEqual({ tariff: '', slot: 600, print: 50 * 4 + 2 * 50, material: 'PLA' })

  // Dearer from the day of the slot on: whoever books before that day pays what the list says when they book.
  const dearer = { ...tariff, slotHour: [{ kind: 'laser', cents: 900 }] }
  await staff.call('put', '/api/prices', { tariffs: [dearer], from: '2026-01-06', version: saved.body.version })
  expect((await tryWith()).price.slot).toBe(600)
})

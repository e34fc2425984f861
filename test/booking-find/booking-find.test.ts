import { beforeEach, expect, test } from 'vitest'
import { duringPart, firstFits } from '#backend/booking-find/fits.ts'
import { untroubled, type BookingFacts } from '#backend/booking/conflict.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })
const facts = (more: Partial<BookingFacts> = {}): BookingFacts => ({
  ...untroubled,
  now: noon,
  openings: [at(0, 8), at(21, 32)],
  bookings: [],
  ...more,
})

test('the first that fit, one after the other, inside the openings and beside what is taken', () => {
  const fits = firstFits(hours(2), at(0, 48), facts({ bookings: [at(1, 3), at(5, 6)] }), 3)
  expect(fits).toEqual([at(3, 5), at(6, 8), at(21, 23)])
})

test('the buffer, the step and the lead time are kept', () => {
  const rules = { ...untroubled.rules, bufferMinutes: 15, stepMinutes: 60 as const, leadMinutes: 90 }
  expect(firstFits(hours(1), at(0, 8), facts({ rules, bookings: [at(3, 4)] }), 2)).toEqual([at(5, 6), at(6, 7)])
})

test('the evening is that of the lab’s clocks, on both nights of the clock change', () => {
  for (const day of ['2026-10-25', '2027-03-28']) {
    const open = { start: Date.parse(`${day}T00:00:00Z`), end: Date.parse(`${day}T23:00:00Z`) }
    const [evening] = duringPart([open], { after: '18:00', before: '22:00' }, 'Europe/Paris')
    const offset = day < '2027' ? 1 : 2
    expect(evening).toEqual({
      start: Date.parse(`${day}T${18 - offset}:00:00Z`),
      end: Date.parse(`${day}T${22 - offset}:00:00Z`),
    })
  }
})

let lab: TestLab
let ines: Awaited<ReturnType<TestLab['member']>>
beforeEach(async () => {
  lab = await testLab()
  ines = await lab.member({ trained: ['laser'] })
})
const find = async (query: string) => (await ines.call('get', `/api/bookings/find?${query}`)).body

test('over all machines, the nearest first; what one may not use is named with its reason', async () => {
  const [one, two] = [await lab.machine('LASER 1'), await lab.machine('LASER 2')]
  const mill = await lab.machine('FRAISEUSE', 'mill')
  await ines.call('post', '/api/bookings', { machineId: one, ...at(0, 4) })
  const { slots, not } = await find('minutes=120&days=7')
  expect(slots.slice(0, 3)).toMatchObject([
    { machineId: two, ...at(0, 2) },
    { machineId: two, ...at(2, 4) },
    { machineId: one, ...at(4, 6) },
  ])
  expect(not).toEqual([{ machineId: mill, machine: 'FRAISEUSE', sentence: expect.stringContaining('habilité') }])
  const first = slots[0]
  const made = await ines.call('post', '/api/bookings', {
    machineId: first.machineId,
    start: first.start,
    end: first.end,
  })
  expect(made.status).toBe(200)
})

test('everything that is found can be booked', async () => {
  await lab.machine('LASER 1')
  const marc = await lab.member({ role: 'staff' })
  const quotas = [{ most: 3, of: 'hours', window: 'day', over: 'lab', who: { kind: 'each' } }]
  const rules = { quotas, minMinutes: 60, horizonDays: 7, bufferMinutes: 30 }
  await marc.call('put', '/api/booking-rules', { scope: 'lab', about: '', rules, version: '' })
  const { slots } = await find('kind=laser&minutes=90&days=30&after=12:00&before=20:00')
  expect(slots.length).toBeGreaterThan(3)
  for (const { machineId, start, end } of slots) {
    const { body } = await ines.call('post', '/api/bookings/explanations', { machineId, start, end })
    expect(body.reasons).toEqual([])
  }
})

test.each(['minutes=0&days=7', 'minutes=60&days=91', 'minutes=60&days=7&after=25:00', 'days=7'])(
  '%s is refused',
  async (query) => {
    expect((await find(query)).code).toBe('input.invalid')
  },
)

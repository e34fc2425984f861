import { describe, expect, test } from 'vitest'
import { dayInterval } from '#backend/base/calendar-day.ts'
import {
  bookableOpenings,
  machineOpenings,
  openingsDuring,
  staffedDuring,
  type OpenCalendar,
} from '#backend/opening/openings.ts'
import {
  schoolHolidayOn,
  schoolHolidaysFrom,
  schoolZones,
  type SchoolHolidays,
} from '#backend/opening/school-holidays.ts'
import { testLab } from '../support/lab.ts'

const paris = 'Europe/Paris'
const every = (opens: string, closes: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens, closes }))
const lab = (more: Partial<OpenCalendar> = {}): OpenCalendar => ({
  hours: every('09:00', '19:00'),
  closures: [],
  exceptions: [],
  holidays: null,
  school: null,
  staff: null,
  timeZone: paris,
  ...more,
})
const school = (more: Partial<SchoolHolidays> = {}): SchoolHolidays => ({ zone: 'A', periods: [], hours: [], ...more })
const clock = (spans: { start: number; end: number }[]) =>
  spans.map(({ start, end }) =>
    [start, end]
      .map((at) => new Intl.DateTimeFormat('fr-FR', { timeZone: paris, timeStyle: 'short' }).format(at))
      .join('-'),
  )
const on = (day: string, calendar: OpenCalendar) => clock(openingsDuring(calendar, dayInterval(day, paris)))

describe('school holidays', () => {
  test.each([
    ['2027-02-05', []],
    ['2027-02-12', ['C']],
    ['2027-02-13', ['A', 'C']],
    ['2027-02-20', ['A', 'B', 'C']],
    ['2027-02-22', ['A', 'B']],
    ['2027-03-07', ['B']],
    ['2027-03-08', []],
    ['2027-04-18', ['A', 'B', 'C']],
    ['2026-12-19', ['A', 'B', 'C']],
    ['2027-01-04', []],
    ['2027-07-03', ['A', 'B', 'C']],
    ['2027-09-01', []],
  ])('%s: zones %j', (day, zones) => {
    expect(schoolZones.filter((zone) => schoolHolidayOn(day, school({ zone })))).toEqual(zones)
  })

  test('closed then, or at other hours, or as ever', () => {
    const away = lab({ school: school({ hours: every('14:00', '17:00') }) })
    expect(on('2027-02-15', lab())).toEqual(['09:00-19:00'])
    expect(on('2027-02-15', lab({ school: school() }))).toEqual([])
    expect(on('2027-02-15', away)).toEqual(['14:00-17:00'])
    expect(on('2027-03-01', away)).toEqual(['09:00-19:00'])
  })

  test('dates of one’s own come first, and a date with hours of its own before them', () => {
    const periods = [{ firstDay: '2028-02-05', lastDay: '2028-02-20', name: 'hiver' }]
    const own = lab({ school: school({ zone: null, periods, hours: every('10:00', '12:00') }) })
    expect(on('2028-02-05', own)).toEqual(['10:00-12:00'])
    expect(on('2028-02-21', own)).toEqual(['09:00-19:00'])
    const open = { day: '2028-02-06', opens: '08:00', closes: '22:00' }
    expect(on('2028-02-06', { ...own, exceptions: [open] })).toEqual(['08:00-22:00'])
    expect(on('2027-02-15', own)).toEqual(['09:00-19:00'])
  })

  test('a machine with hours of its own keeps them, unless the lab is closed', () => {
    const atNight = { when: every('20:00', '22:00'), runsOn: false }
    const day = dayInterval('2027-02-15', paris)
    expect(clock(machineOpenings(lab({ school: school({ hours: every('14:00', '17:00') }) }), atNight, day))).toEqual([
      '20:00-22:00',
    ])
    expect(machineOpenings(lab({ school: school() }), atNight, day)).toEqual([])
  })

  test('those ahead are told in their order', () => {
    const periods = [{ firstDay: '2027-05-06', lastDay: '2027-05-09', name: 'pont' }]
    expect(schoolHolidaysFrom('2027-03-01', school({ periods })).map(({ firstDay }) => firstDay)).toEqual([
      '2027-04-10',
      '2027-05-06',
      '2027-07-03',
    ])
  })

  test.each([
    ['2026-10-25', ['14:00-18:00'], 4],
    ['2027-03-28', ['14:00-18:00'], 4],
  ])('by the lab’s clocks on %s, a day of the clock change', (day, hours, long) => {
    const periods = [{ firstDay: day, lastDay: day, name: '' }]
    const own = lab({ school: school({ zone: null, periods, hours: every('14:00', '18:00') }) })
    expect(on(day, own)).toEqual(hours)
    const [one] = openingsDuring(own, dayInterval(day, paris))
    expect((one!.end - one!.start) / 3_600_000).toBe(long)
  })
})

describe('when the team is there', () => {
  const day = dayInterval('2027-03-03', paris)
  test('never while the lab is closed, whenever it is open where nothing else is said', () => {
    expect(clock(staffedDuring(lab(), day))).toEqual(['09:00-19:00'])
    expect(clock(staffedDuring(lab({ staff: every('14:00', '22:00') }), day))).toEqual(['14:00-19:00'])
    const closures = [{ firstDay: '2027-03-03', lastDay: '2027-03-03', reason: '' }]
    expect(staffedDuring(lab({ staff: every('14:00', '22:00'), closures }), day)).toEqual([])
  })
  test('a machine that asks for it is booked only then, whatever its own hours', () => {
    const calendar = lab({ staff: every('14:00', '17:00') })
    expect(clock(bookableOpenings(calendar, { when: 'any', runsOn: true, staffed: true }, day))).toEqual([
      '14:00-17:00',
    ])
    expect(clock(bookableOpenings(calendar, { when: 'opening', runsOn: false, staffed: false }, day))).toEqual([
      '09:00-19:00',
    ])
  })
})

test('a lab states both, a booking is refused in words, and the public page tells it', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const ines = await lab.member({ trained: ['laser'] })
  const laser = await lab.machine('LASER')
  const { hours, version } = (await marc.call('get', '/api/opening-hours')).body
  const afternoons = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '14:00', closes: '18:00' }))
  const body = { hours, version, staff: afternoons, school: school({ zone: 'C', hours: [] }) }
  const saved = (await marc.call('put', '/api/opening-hours', body)).body
  expect(saved).toMatchObject({ staff: afternoons, school: { zone: 'C' } })
  const rules = { scope: 'machine', about: laser, rules: { staffed: true }, version: '' }
  expect((await marc.call('put', '/api/booking-rules', rules)).status).toBe(200)

  const at = (hour: number) => Date.UTC(2026, 0, 6, hour - 1)
  const book = (from: number, to: number) =>
    ines.call('post', '/api/bookings', { machineId: laser, start: at(from), end: at(to) })
  const refused = (await book(12, 13)).body
  expect(refused.code).toBe('booking.no-staff')
  expect(refused.sentence).toContain('14:00')
  expect((await book(15, 16)).status).toBe(200)

  const found = (await ines.call('get', '/api/bookings/find?minutes=60&days=3&kind=laser')).body
  const hourOf = (instant: number) => new Date(instant).getUTCHours() + 1
  expect(found.slots.length).toBeGreaterThan(0)
  expect(
    found.slots.every(({ start, end }: { start: number; end: number }) => hourOf(start) >= 14 && hourOf(end) <= 18),
  ).toBe(true)
  const week = { from: at(0), to: at(24) }
  const shown = (await ines.call('get', `/api/openings?machineId=${laser}&from=${week.from}&to=${week.to}`)).body
  expect(shown).toEqual([{ start: at(14), end: at(18) }])

  const { school: told } = (await marc.call('get', '/api/public/hours')).body
  expect(told).toMatchObject({ hours: [], next: { firstDay: '2026-10-17', lastDay: '2026-11-01' } })

  expect((await marc.call('post', `/api/changes/${saved.change.id}/undo`)).status).toBe(200)
  expect((await marc.call('get', '/api/opening-hours')).body).toMatchObject({ staff: null, school: null })
})

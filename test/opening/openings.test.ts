import { expect, test } from 'vitest'
import { dayInterval } from '#backend/base/calendar-day.ts'
import { fitsIn, machineOpenings, openingsDuring, openNow, without } from '#backend/opening/openings.ts'

const paris = 'Europe/Paris'
const anyHour = { when: 'any' as const, runsOn: false }
const every = (opens: string, closes: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens, closes }))
const iso = (day: string, hours: ReturnType<typeof every>, closures: { firstDay: string; lastDay: string }[] = []) =>
  openingsDuring(
    {
      hours,
      closures: closures.map((days) => ({ ...days, reason: '' })),
      exceptions: [],
      holidays: null,
      school: null,
      staff: null,
      timeZone: paris,
    },
    dayInterval(day, paris),
  ).map(({ start, end }) => [new Date(start).toISOString(), new Date(end).toISOString()])

test('opening hours are wall-clock times of the lab: an hour earlier in UTC once summer time has begun', () => {
  expect(iso('2027-03-27', every('09:00', '19:00'))).toEqual([['2027-03-27T08:00:00.000Z', '2027-03-27T18:00:00.000Z']])
  expect(iso('2027-03-28', every('09:00', '19:00'))).toEqual([['2027-03-28T07:00:00.000Z', '2027-03-28T17:00:00.000Z']])
})

test('the night of 25 October 2026 is an hour longer, and an opening through it too', () => {
  expect(iso('2026-10-25', [{ weekday: 6, opens: '20:00', closes: '04:00' }])).toEqual([
    ['2026-10-24T18:00:00.000Z', '2026-10-25T03:00:00.000Z'],
  ])
})

test('a time that the spring night skips is moved forward, never backward', () => {
  expect(iso('2027-03-28', [{ weekday: 7, opens: '02:30', closes: '05:00' }])).toEqual([
    ['2027-03-28T01:30:00.000Z', '2027-03-28T03:00:00.000Z'],
  ])
})

test('lines that touch are one opening; a lunch break makes two', () => {
  const day = [...every('09:00', '12:00'), ...every('12:00', '14:00'), ...every('15:00', '18:00')]
  expect(iso('2026-01-05', day)).toHaveLength(2)
})

test('open now until closing; closed now until the next opening', () => {
  const hours = [{ weekday: 1, opens: '09:00', closes: '19:00' }]
  const monday = Date.UTC(2026, 0, 5, 11)
  const calendar = { hours, closures: [], exceptions: [], holidays: null, school: null, staff: null, timeZone: paris }
  expect(openNow(calendar, monday)).toEqual({ openUntil: Date.UTC(2026, 0, 5, 18), opensAt: null })
  expect(openNow(calendar, monday + 86_400_000)).toEqual({ openUntil: null, opensAt: Date.UTC(2026, 0, 12, 8) })
})

test('closed from the first minute of the first day to the last of the last, and open before and after', () => {
  const christmas = [{ firstDay: '2026-12-24', lastDay: '2027-01-02' }]
  const hours = every('10:00', '19:00')
  const openDays = ['2026-12-23', '2026-12-24', '2026-12-31', '2027-01-02', '2027-01-03']
  expect(openDays.map((day) => iso(day, hours, christmas).length)).toEqual([1, 0, 0, 0, 1])
})

test('an opening that runs past midnight ends where the closure begins', () => {
  const closures = [{ firstDay: '2026-01-06', lastDay: '2026-01-06' }]
  expect(iso('2026-01-05', [{ weekday: 1, opens: '20:00', closes: '02:00' }], closures)).toEqual([
    ['2026-01-05T19:00:00.000Z', '2026-01-05T23:00:00.000Z'],
  ])
})

test('a closed day of the clock change is closed for all of its 25 hours', () => {
  const closures = [{ firstDay: '2026-10-25', lastDay: '2026-10-25' }]
  expect(iso('2026-10-25', every('00:00', '24:00'), closures)).toEqual([])
})

test('during the summer break the next opening is still found', () => {
  const calendar = {
    hours: every('10:00', '19:00'),
    closures: [{ firstDay: '2026-07-15', lastDay: '2026-08-31', reason: '' }],
    exceptions: [],
    holidays: null,
    school: null,
    staff: null,
    timeZone: paris,
  }
  expect(openNow(calendar, Date.UTC(2026, 6, 20))).toEqual({ openUntil: null, opensAt: Date.UTC(2026, 8, 1, 8) })
})

const special = (day: string, more: Partial<Parameters<typeof openingsDuring>[0]>) =>
  openingsDuring(
    {
      hours: every('09:00', '19:00'),
      closures: [],
      exceptions: [],
      holidays: null,
      school: null,
      staff: null,
      timeZone: paris,
      ...more,
    },
    dayInterval(day, paris),
  ).map(({ start, end }) => (end - start) / 3_600_000)

test('closed on a public holiday, unless that day has hours of its own', () => {
  const open = { day: '2026-12-25', opens: '14:00', closes: '16:00' }
  expect(special('2026-12-25', { holidays: 'metropole' })).toEqual([])
  expect(special('2026-12-26', { holidays: 'metropole' })).toEqual([10])
  expect(special('2026-12-26', { holidays: 'alsace-moselle' })).toEqual([])
  expect(special('2026-12-25', { holidays: 'metropole', exceptions: [open] })).toEqual([2])
})

test('a day with hours of its own forgets those of its weekday, and may have several', () => {
  const exceptions = [
    { day: '2026-06-14', opens: '10:00', closes: '12:00' },
    { day: '2026-06-14', opens: '14:00', closes: '15:00' },
  ]
  expect(special('2026-06-14', { exceptions })).toEqual([2, 1])
})

const calendar = {
  hours: every('09:00', '19:00'),
  closures: [{ firstDay: '2026-10-26', lastDay: '2026-10-26', reason: '' }],
  exceptions: [],
  holidays: null,
  school: null,
  staff: null,
  timeZone: paris,
}

test('a machine for any hour runs through both nights of the clock change, but not through a closure', () => {
  const autumn = { start: Date.UTC(2026, 9, 24, 22), end: Date.UTC(2026, 9, 27, 22) }
  const [first, second] = machineOpenings(calendar, anyHour, autumn)
  expect((first!.end - first!.start) / 3_600_000).toBe(25)
  expect(second!.start).toBe(Date.UTC(2026, 9, 26, 23))
  expect(
    machineOpenings(calendar, anyHour, dayInterval('2027-03-28', paris)).map(
      (one) => (one.end - one.start) / 3_600_000,
    ),
  ).toEqual([23])
})

test('a machine with hours of its own keeps them, and the lab’s closures', () => {
  const own = [{ weekday: 1, opens: '17:00', closes: '22:00' }]
  const week = { start: Date.UTC(2026, 9, 18, 22), end: Date.UTC(2026, 9, 27, 22) }
  expect(machineOpenings(calendar, { when: own, runsOn: false }, week)).toEqual([
    { start: Date.UTC(2026, 9, 19, 15), end: Date.UTC(2026, 9, 19, 20) },
  ])
})

const closing = (days: string[]) => ({
  hours: every('09:00', '19:00'),
  closures: days.map((day) => ({ firstDay: day, lastDay: day, reason: '' })),
  exceptions: [],
  holidays: null,
  school: null,
  staff: null,
  timeZone: paris,
})
const slot = (from: string, to: string) => ({ start: Date.parse(from), end: Date.parse(to) })

test('what began before closing may go on into the night, until the next closure; nothing begins at night', () => {
  const week = slot('2026-01-05T00:00Z', '2026-01-12T00:00Z')
  const openings = machineOpenings(closing(['2026-01-07']), { when: 'opening', runsOn: true }, week)
  const isFit = (from: string, to: string) => openings.some((one) => fitsIn(one, slot(from, to)))
  expect(isFit('2026-01-05T17:00Z', '2026-01-06T05:00Z')).toBe(true)
  expect(isFit('2026-01-05T19:00Z', '2026-01-05T20:00Z')).toBe(false)
  expect(isFit('2026-01-06T17:00Z', '2026-01-06T23:00Z')).toBe(true)
  expect(isFit('2026-01-06T17:00Z', '2026-01-06T23:30Z')).toBe(false)
  const keeping = machineOpenings(closing([]), { when: 'opening', runsOn: false }, week)
  expect(keeping.some((one) => fitsIn(one, slot('2026-01-05T17:00Z', '2026-01-05T18:30Z')))).toBe(false)
})

test.each([
  ['2026-10-24T16:00Z', '2026-10-25', '2026-10-24T22:00:00.000Z'],
  ['2027-03-27T16:00Z', '2027-03-28', '2027-03-27T23:00:00.000Z'],
])('a print that begins at %s is over when %s begins, which is closed', (from, closed, expected) => {
  const span = { start: Date.parse(from), end: Date.parse(from) + 3_600_000 }
  const [opening] = machineOpenings(closing([closed]), { when: 'opening', runsOn: true }, span)
  expect(new Date(opening!.runsUntil!).toISOString()).toBe(expected)
})

test('what runs on is over before a maintenance, also one at night', () => {
  const evening = { ...slot('2026-01-05T08:00Z', '2026-01-05T18:00Z'), runsUntil: Date.parse('2026-01-07T00:00Z') }
  const maintenance = slot('2026-01-06T01:00Z', '2026-01-06T02:00Z')
  expect(without([evening], maintenance)).toEqual([{ ...evening, runsUntil: maintenance.start }])
})

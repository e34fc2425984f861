import { expect, test } from 'vitest'
import { addDays } from '#backend/base/calendar-day.ts'
import { easter, holidayOn, type HolidayCalendar } from '#backend/opening/public-holidays.ts'

test.each([
  [1961, '1961-04-02'],
  [2000, '2000-04-23'],
  [2008, '2008-03-23'],
  [2011, '2011-04-24'],
  [2024, '2024-03-31'],
  [2025, '2025-04-20'],
  [2026, '2026-04-05'],
  [2027, '2027-03-28'],
  [2038, '2038-04-25'],
])('Easter %i is on %s', (year, day) => {
  expect(easter(year)).toBe(day)
})

function holidays(year: number, calendar: HolidayCalendar): string[] {
  const days: string[] = []
  for (let day = `${year}-01-01`; day < `${year + 1}`; day = addDays(day, 1))
    if (holidayOn(day, calendar)) days.push(day)
  return days
}

test('the eleven of 2026', () => {
  expect(holidays(2026, 'metropole')).toEqual([
    '2026-01-01',
    '2026-04-06',
    '2026-05-01',
    '2026-05-08',
    '2026-05-14',
    '2026-05-25',
    '2026-07-14',
    '2026-08-15',
    '2026-11-01',
    '2026-11-11',
    '2026-12-25',
  ])
})

test('two of them may fall on one day: in 2008 the Ascension was on the first of May', () => {
  expect(holidays(2008, 'metropole')).toHaveLength(10)
})

test.each<[HolidayCalendar, string[]]>([
  ['alsace-moselle', ['2027-03-26', '2027-12-26']],
  ['guadeloupe', ['2027-05-27']],
  ['martinique', ['2027-05-22']],
  ['guyane', ['2027-06-10']],
  ['reunion', ['2027-12-20']],
  ['mayotte', ['2027-04-27']],
])('%s has %j besides', (calendar, more) => {
  const usual = new Set(holidays(2027, 'metropole'))
  expect(holidays(2027, calendar).filter((day) => !usual.has(day))).toEqual(more)
})

test('a lab that keeps none is open on Christmas', () => {
  expect(holidayOn('2026-12-25', null)).toBeUndefined()
})

import { describe, expect, test } from 'vitest'
import { busyTimes } from '#backend/external-calendar/busy-times.ts'
import { NoCalendar } from '#backend/external-calendar/trouble.ts'

const window = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 3, 1) }
const calendar = (...events: string[][]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n')
const read = (text: string) => busyTimes(text, window, 'Europe/Paris', () => Promise.resolve())
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)
const starts = async (...events: string[][]) => (await read(calendar(...events))).map(({ start }) => iso(start))
const spans = async (...events: string[][]) =>
  (await read(calendar(...events))).map(({ start, end }) => `${iso(start)} ${iso(end)}`)
const trouble = async (text: string) => {
  const error = await read(text).catch((thrown: unknown) => thrown)
  return error instanceof NoCalendar ? `${error.trouble} ${error.detail}`.trim() : error
}
const hour = 'DURATION:PT1H'

describe('one event', () => {
  test.each<[string, string[], string[]]>([
    ['in UTC', ['DTSTART:20260105T090000Z', 'DTEND:20260105T100000Z'], ['2026-01-05T09:00 2026-01-05T10:00']],
    ['on the lab’s clocks', ['DTSTART:20260105T090000', hour], ['2026-01-05T08:00 2026-01-05T09:00']],
    ['in a named zone', ['DTSTART;TZID=America/New_York:20260105T090000', hour], ['2026-01-05T14:00 2026-01-05T15:00']],
    [
      'as Outlook names it',
      ['DTSTART;TZID=Romance Standard Time:20260105T090000', hour],
      ['2026-01-05T08:00 2026-01-05T09:00'],
    ],
    ['of a whole day', ['DTSTART;VALUE=DATE:20260105'], ['2026-01-04T23:00 2026-01-05T23:00']],
    [
      'of two whole days',
      ['DTSTART;VALUE=DATE:20260105', 'DTEND;VALUE=DATE:20260107'],
      ['2026-01-04T23:00 2026-01-06T23:00'],
    ],
    ['of no length', ['DTSTART:20260105T090000Z'], []],
    ['that is transparent', ['DTSTART:20260105T090000Z', hour, 'TRANSP:TRANSPARENT'], []],
    ['that is cancelled', ['DTSTART:20260105T090000Z', hour, 'STATUS:CANCELLED'], []],
    ['long past', ['DTSTART:20200105T090000Z', hour], []],
    [
      'that began before the window',
      ['DTSTART:20251231T230000Z', 'DURATION:PT2H'],
      ['2025-12-31T23:00 2026-01-01T01:00'],
    ],
  ])('%s', async (_name, lines, expected) => expect(await spans(lines)).toEqual(expected))

  test('its title is text, without what would move the cursor, and not endless', async () => {
    const [time] = await read(
      calendar(['DTSTART:20260105T090000Z', hour, `SUMMARY:Conseil\\, salle\u202e\\n${'a'.repeat(500)}`]),
    )
    expect(time!.title).toMatch(/^Conseil, salle a+$/)
    expect(time!.title).toHaveLength(120)
  })
})

describe('a rule', () => {
  test.each<[string, string[], string[]]>([
    [
      'three days',
      ['DTSTART:20260105T090000Z', 'RRULE:FREQ=DAILY;COUNT=3'],
      ['2026-01-05', '2026-01-06', '2026-01-07'],
    ],
    [
      'weekdays until an instant',
      ['DTSTART:20260105T090000Z', 'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260112T085959Z'],
      ['2026-01-05', '2026-01-07'],
    ],
    [
      'until a day, which counts',
      ['DTSTART;VALUE=DATE:20260105', 'RRULE:FREQ=DAILY;UNTIL=20260106'],
      ['2026-01-04', '2026-01-05'],
    ],
    [
      'every second week from Sunday',
      ['DTSTART:20260104T090000Z', 'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU;COUNT=4'],
      ['2026-01-04', '2026-01-05', '2026-01-18', '2026-01-19'],
    ],
    [
      'every second week from Monday',
      ['DTSTART:20260104T090000Z', 'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=MO;COUNT=3'],
      ['2026-01-04', '2026-01-12', '2026-01-18'],
    ],
    [
      'the last Friday',
      ['DTSTART:20260130T090000Z', 'RRULE:FREQ=MONTHLY;BYDAY=-1FR'],
      ['2026-01-30', '2026-02-27', '2026-03-27'],
    ],
    [
      'the last working day',
      ['DTSTART:20260130T090000Z', 'RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'],
      ['2026-01-30', '2026-02-27', '2026-03-31'],
    ],
    ['the 31st, where there is one', ['DTSTART:20260131T090000Z', 'RRULE:FREQ=MONTHLY'], ['2026-01-31', '2026-03-31']],
    ['each year', ['DTSTART:20200214T090000Z', 'RRULE:FREQ=YEARLY'], ['2026-02-14']],
    [
      'a day that never comes',
      ['DTSTART:20260101T090000Z', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'],
      ['2026-01-01'],
    ],
    [
      'without the days that are left out',
      ['DTSTART:20260105T090000Z', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20260106T090000Z'],
      ['2026-01-05', '2026-01-07'],
    ],
    ['with one more', ['DTSTART:20260105T090000Z', 'RDATE:20260109T090000Z'], ['2026-01-05', '2026-01-09']],
  ])('%s', async (_name, lines, expected) =>
    expect(
      (await starts([...lines, ...(lines[0]!.includes('DATE:') ? [] : [hour])])).map((at) => at.slice(0, 10)),
    ).toEqual(expected),
  )

  test('keeps its hour when the clocks change', async () => {
    const days = await starts(['DTSTART;TZID=Europe/Paris:20260327T090000', 'RRULE:FREQ=DAILY;COUNT=4', hour])
    expect(days).toEqual(['2026-03-27T08:00', '2026-03-28T08:00', '2026-03-29T07:00', '2026-03-30T07:00'])
  })

  test('without end, and old, ends with the window', async () => {
    expect(await starts(['DTSTART:20100101T090000Z', 'RRULE:FREQ=DAILY', hour])).toHaveLength(90)
  })

  test('one of its events that was moved or cancelled stands elsewhere, or nowhere', async () => {
    const master = ['UID:a', 'DTSTART:20260105T090000Z', 'RRULE:FREQ=DAILY;COUNT=3', hour]
    const moved = ['UID:a', 'RECURRENCE-ID:20260106T090000Z', 'DTSTART:20260106T150000Z', hour]
    const gone = ['UID:a', 'RECURRENCE-ID:20260107T090000Z', 'DTSTART:20260107T090000Z', hour, 'STATUS:CANCELLED']
    expect(await starts(master, moved, gone)).toEqual(['2026-01-05T09:00', '2026-01-06T15:00'])
  })
})

describe('is refused as a whole', () => {
  const event = (...lines: string[]) => calendar(['DTSTART:20260105T090000Z', hour, ...lines])
  const days = Array.from({ length: 400 }, () => ['DTSTART:20100101T090000Z', 'RRULE:FREQ=DAILY', hour])
  test.each<[string, string, string]>([
    ['nothing', '', 'not-a-calendar'],
    ['a page', '<!doctype html><title>Login</title>', 'not-a-calendar'],
    ['what was cut off', event().slice(0, -20), 'not-a-calendar'],
    ['rubbish inside', calendar(['\u0000\u0001;;;']), 'not-a-calendar'],
    ['an event without a start', calendar(['UID:a']), 'not-a-calendar'],
    ['a zone that nobody knows', calendar(['DTSTART;TZID=Custom 7:20260105T090000', hour]), 'zone Custom 7'],
    ['every second', event('RRULE:FREQ=SECONDLY'), 'rule FREQ=SECONDLY'],
    ['days of the year', event('RRULE:FREQ=YEARLY;BYYEARDAY=3'), 'rule BYYEARDAY'],
    ['more than is kept', calendar(...days), 'too-many'],
    [
      'a rule over a million years',
      calendar(
        ['DTSTART:00010101T000000Z', 'RRULE:FREQ=DAILY', hour],
        ...days.slice(0, 60).map(() => ['DTSTART:00010101T000000Z', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', hour]),
      ),
      'too-many',
    ],
    [
      '100,000 events',
      calendar(...Array.from({ length: 100_000 }, () => ['DTSTART:20260105T090000Z', hour])),
      'too-many',
    ],
  ])('%s', async (_name, text, expected) => expect(await trouble(text)).toBe(expected), 20_000)
})

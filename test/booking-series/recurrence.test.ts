import { expect, test } from 'vitest'
import { occurrences, parseRecurrence, type Recurrence } from '#backend/base/recurrence.ts'

const days = (rule: string, first: string, most = 104) => occurrences(parseRecurrence(rule) as Recurrence, first, most)

// The examples of RFC 5545, 3.8.5.3, with the first dates that it lists.
test.each([
  ['FREQ=DAILY;COUNT=3', '1997-09-02', ['1997-09-02', '1997-09-03', '1997-09-04']],
  [
    'FREQ=DAILY;INTERVAL=10;COUNT=5',
    '1997-09-02',
    ['1997-09-02', '1997-09-12', '1997-09-22', '1997-10-02', '1997-10-12'],
  ],
  ['FREQ=WEEKLY;COUNT=3', '1997-09-02', ['1997-09-02', '1997-09-09', '1997-09-16']],
  [
    'FREQ=WEEKLY;UNTIL=19970930T000000Z;BYDAY=TU,TH',
    '1997-09-02',
    [
      '1997-09-02',
      '1997-09-04',
      '1997-09-09',
      '1997-09-11',
      '1997-09-16',
      '1997-09-18',
      '1997-09-23',
      '1997-09-25',
      '1997-09-30',
    ],
  ],
  [
    'FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=TU,TH',
    '1997-09-02',
    ['1997-09-02', '1997-09-04', '1997-09-16', '1997-09-18', '1997-09-30', '1997-10-02', '1997-10-14', '1997-10-16'],
  ],
  ['FREQ=MONTHLY;COUNT=3;BYDAY=1FR', '1997-09-05', ['1997-09-05', '1997-10-03', '1997-11-07']],
  [
    'FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU',
    '1997-09-07',
    ['1997-09-07', '1997-09-28', '1997-11-02', '1997-11-30'],
  ],
  [
    'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO',
    '1997-09-22',
    ['1997-09-22', '1997-10-20', '1997-11-17', '1997-12-22', '1998-01-19', '1998-02-16'],
  ],
])('%s', (rule, first, expected) => {
  expect(days(rule, first)).toEqual(expected)
})

test('the 31st comes in the months that have one', () => {
  expect(days('FREQ=MONTHLY;COUNT=4', '2026-01-31')).toEqual(['2026-01-31', '2026-03-31', '2026-05-31', '2026-07-31'])
})

test('no more than asked for, however long the rule', () => {
  expect(days('FREQ=DAILY;COUNT=9999', '2026-01-01').length).toBe(104)
  expect(days('FREQ=MONTHLY;BYDAY=5MO;UNTIL=20270101', '2026-01-01').length).toBe(4)
})

test.each([
  ['FREQ=WEEKLY', 'endless'],
  ['FREQ=YEARLY;COUNT=2', 'not-understood'],
  ['FREQ=DAILY;COUNT=2;BYSETPOS=1', 'not-understood'],
  ['FREQ=WEEKLY;BYDAY=1MO;COUNT=2', 'not-understood'],
  ['FREQ=DAILY;COUNT=0', 'unreadable'],
  ['FREQ=DAILY;COUNT=2;COUNT=3', 'unreadable'],
  ['FREQ=DAILY;COUNT=2;UNTIL=20260101', 'unreadable'],
  ['FREQ=WEEKLY;BYDAY=XX;COUNT=2', 'unreadable'],
  ['every tuesday', 'unreadable'],
  ['', 'unreadable'],
])('%j is refused: %s', (rule, problem) => {
  expect(parseRecurrence(rule)).toMatchObject({ problem })
})

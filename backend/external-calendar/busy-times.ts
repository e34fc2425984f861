import ICAL from 'ical.js'
import { instantOf } from '#backend/base/calendar-day.ts'
import { overlaps, type Interval } from '#backend/base/interval.ts'
import { daysOf, type Rule } from './rule-days.ts'
import { NoCalendar } from './trouble.ts'
import { zoneOf } from './zones.ts'

export type BusyTime = Interval & { title: string }

/** So many busy times are kept of one calendar, and so many days are looked at for its rules. */
const mostTimes = 5_000
const mostDays = 2_000_000
/** So many events are read before everybody else has a turn. */
const turnEvery = 50

/**
 * When a calendar (RFC 5545) says that its room is busy, during `window`. Times without a zone are of the lab's clocks. What is
 * transparent or cancelled is no busy time. What is not understood is refused as a whole: half a calendar would open the doors.
 * `rest` lets others have their turn. Throws NoCalendar.
 */
export async function busyTimes(
  text: string,
  window: Interval,
  timeZone: string,
  rest: () => Promise<void>,
): Promise<BusyTime[]> {
  const events: Event[] = []
  let read = 0
  for (const block of eventsIn(text)) {
    events.push(readEvent(block, timeZone))
    if (++read % turnEvery === 0) await rest()
  }
  const replaced = new Map<string, Set<number>>()
  for (const { uid, replaces } of events) {
    if (replaces === undefined) continue
    const known = replaced.get(uid) ?? new Set()
    replaced.set(uid, known.add(replaces))
  }
  let looked = 0
  const spend = (days: number) => {
    looked += days
    if (looked > mostDays) throw new NoCalendar('too-many')
  }
  const busy: BusyTime[] = []
  let spread = 0
  for (const event of events) {
    if (++spread % turnEvery === 0) await rest()
    if (!event.isBusy) continue
    for (const { start, end } of timesOf(event, window, spend)) {
      if (event.replaces === undefined && replaced.get(event.uid)?.has(start)) continue
      if (end <= start || !overlaps({ start, end }, window)) continue
      if (busy.length === mostTimes) throw new NoCalendar('too-many')
      busy.push({ start, end, title: event.title })
    }
  }
  return busy.toSorted((a, b) => a.start - b.start || a.end - b.end)
}

/** The text of each event. A calendar that was cut off is no calendar. */
function* eventsIn(text: string): Generator<string> {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  const isWhole = /^BEGIN:VCALENDAR\s*$/i.test(lines[0] ?? '') && lines.some((line) => /^END:VCALENDAR\s*$/i.test(line))
  if (!isWhole) throw new NoCalendar('not-a-calendar')
  let block: string[] | undefined
  for (const line of lines) {
    if (/^BEGIN:VEVENT\s*$/i.test(line)) block = []
    block?.push(line)
    if (!block || !/^END:VEVENT\s*$/i.test(line)) continue
    yield block.join('\r\n')
    block = undefined
  }
  if (block) throw new NoCalendar('not-a-calendar')
}

/** A time as it is written: on the clocks of a zone, or a whole day. */
type Clock = { day: number; clock: string; zone: string; isDay: boolean }

type Event = {
  uid: string
  title: string
  isBusy: boolean
  first: Clock
  /** How long it takes: days where it is of whole days, else ms. */
  days: number
  ms: number
  rule: (Rule & { count: number | null; until: number | null }) | undefined
  /** More starts, and starts that are left out. */
  also: Clock[]
  not: Set<number>
  /** The start that this one stands for. */
  replaces: number | undefined
}

type Property = [name: string, parameters: Record<string, string | string[]>, type: string, ...values: unknown[]]

function readEvent(block: string, labZone: string): Event {
  const properties = parsed(block)
  const all = (name: string) => properties.filter(([one]) => one === name)
  const textOf = (name: string): string => String(all(name)[0]?.[3] ?? '')
  const clocksOf = (name: string): Clock[] => all(name).flatMap((property) => readClocks(property, labZone))
  const [first] = clocksOf('dtstart')
  if (!first) throw new NoCalendar('not-a-calendar')
  const [end] = clocksOf('dtend')
  const [replaced] = clocksOf('recurrence-id')
  if (all('recurrence-id').some(([, { range }]) => range !== undefined)) throw new NoCalendar('rule', 'RANGE')
  if (all('exrule').length) throw new NoCalendar('rule', 'EXRULE')
  const rules = all('rrule')
  if (rules.length > 1) throw new NoCalendar('rule', 'RRULE × 2')
  const isCancelled = textOf('status').toUpperCase() === 'CANCELLED'
  return {
    uid: textOf('uid'),
    title: textOf('summary')
      .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
      .trim()
      .slice(0, 120),
    isBusy: !isCancelled && textOf('transp').toUpperCase() !== 'TRANSPARENT',
    first,
    ...lengthOf(first, end, textOf('duration')),
    rule: rules[0] && readRule(rules[0][3] as Record<string, unknown>, labZone),
    also: clocksOf('rdate'),
    not: new Set(clocksOf('exdate').map(instantAt)),
    replaces: replaced && instantAt(replaced),
  }
}

function parsed(block: string): Property[] {
  try {
    return (ICAL.parse(block) as unknown as [string, Property[]])[1]
  } catch {
    throw new NoCalendar('not-a-calendar')
  }
}

function readClocks([, parameters, , ...values]: Property, labZone: string): Clock[] {
  const tzid = typeof parameters.tzid === 'string' ? parameters.tzid : undefined
  return values.map((value) => {
    const [, day, clock = '', utc] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?))?(Z)?$/.exec(String(value)) ?? []
    const number = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`) / 86_400_000
    if (Number.isNaN(number)) throw new NoCalendar('not-a-calendar', String(value))
    const zone = utc ? 'UTC' : tzid === undefined ? labZone : zoneOf(tzid)
    if (zone === undefined) throw new NoCalendar('zone', tzid)
    // A leap second is the second before: clocks here show none.
    return { day: number, clock: clock.replace(/:60$/, ':59') || '00:00', zone, isDay: clock === '' }
  })
}

function instantAt({ day, clock, zone }: Clock): number {
  try {
    return instantOf(new Date(day * 86_400_000).toISOString().slice(0, 10), clock, zone)
  } catch {
    throw new NoCalendar('not-a-calendar', clock)
  }
}

/** RFC 5545, 3.6.1: without an end, a day takes a day, and a moment nothing. */
function lengthOf(first: Clock, end: Clock | undefined, duration: string): { days: number; ms: number } {
  if (end)
    return first.isDay ? { days: end.day - first.day, ms: 0 } : { days: 0, ms: instantAt(end) - instantAt(first) }
  if (!duration) return { days: first.isDay ? 1 : 0, ms: 0 }
  const [, weeks = 0, days = 0, h = 0, m = 0, s = 0] = (
    /^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/.exec(duration) ?? []
  ).map((part) => Number(part ?? 0))
  return { days: weeks * 7 + days, ms: ((h * 60 + m) * 60 + s) * 1_000 }
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const understood = new Set(['freq', 'interval', 'count', 'until', 'byday', 'bymonthday', 'bymonth', 'bysetpos', 'wkst'])

function readRule(parts: Record<string, unknown>, labZone: string): Event['rule'] {
  const strange = Object.keys(parts).find((name) => !understood.has(name.toLowerCase()))
  if (strange !== undefined) throw new NoCalendar('rule', strange.toUpperCase())
  const freq = String(parts.freq)
  if (freq !== 'DAILY' && freq !== 'WEEKLY' && freq !== 'MONTHLY' && freq !== 'YEARLY')
    throw new NoCalendar('rule', `FREQ=${freq}`)
  const list = (name: string): unknown[] => [parts[name] ?? []].flat()
  const numbers = (name: string): number[] =>
    list(name).map((value) => {
      if (!Number.isInteger(Number(value))) throw new NoCalendar('rule', name.toUpperCase())
      return Number(value)
    })
  const interval = numbers('interval')[0] ?? 1
  if (interval < 1) throw new NoCalendar('rule', 'INTERVAL')
  const byDay = list('byday').map((text) => {
    const [, nth = '', name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(String(text)) ?? []
    const isNth = freq === 'MONTHLY' || (freq === 'YEARLY' && parts.bymonth !== undefined)
    if (!weekdays.includes(name) || (nth && !isNth)) throw new NoCalendar('rule', `BYDAY=${String(text)}`)
    return { weekday: weekdays.indexOf(name), nth: Number(nth) }
  })
  // ical.js counts its weekdays from Sunday as 1.
  const weekStart = typeof parts.wkst === 'number' ? parts.wkst - 1 : weekdays.indexOf(String(parts.wkst ?? 'MO'))
  const [until] = parts.until === undefined ? [] : readClocks(['until', {}, '', String(parts.until)], labZone)
  return {
    freq,
    interval,
    byDay,
    byMonthDay: numbers('bymonthday'),
    byMonth: numbers('bymonth'),
    bySetPos: numbers('bysetpos'),
    weekStart: weekStart < 0 ? 1 : weekStart,
    count: numbers('count')[0] ?? null,
    // A last day counts until its end, wherever its clocks stand.
    until: until ? instantAt(until) + (until.isDay ? 86_399_999 : 0) : null,
  }
}

/** Where an event lies in the window: once, or as often as its rule says. */
function* timesOf(event: Event, window: Interval, spend: (days: number) => void): Generator<Interval> {
  const { first, rule, also, not, days, ms } = event
  const lasting = (start: Clock): Interval => {
    const from = instantAt(start)
    return { start: from, end: days ? instantAt({ ...start, day: start.day + days }) + ms : from + ms }
  }
  const seen = new Set<number>()
  const starts = rule ? startsOf(first, rule, window, spend) : [first]
  for (const start of [first, ...also]) if (rule || start !== first) seen.add(instantAt(start))
  for (const start of [...(rule ? [first] : []), ...also]) {
    const time = lasting(start)
    if (!not.has(time.start)) yield time
  }
  for (const start of starts) {
    const time = lasting(start)
    if (!not.has(time.start) && !seen.has(time.start)) yield time
  }
}

function* startsOf(
  first: Clock,
  rule: NonNullable<Event['rule']>,
  window: Interval,
  spend: (days: number) => void,
): Generator<Clock> {
  const last = Math.ceil(window.end / 86_400_000) + 1
  let left = rule.count ?? Number.POSITIVE_INFINITY
  for (const day of daysOf(rule, first.day, last, spend)) {
    if (left-- <= 0) return
    const start = { ...first, day }
    // What is long over is counted, and not laid on the clocks.
    if (day * 86_400_000 < window.start - 40 * 86_400_000) continue
    if (rule.until !== null && instantAt(start) > rule.until) return
    yield start
  }
}

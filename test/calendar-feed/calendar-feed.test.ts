import request from 'supertest'
import { beforeEach, expect, test } from 'vitest'
import { calendarText, folded } from '#backend/calendar-feed/ical.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
let laser: string
type Person = Awaited<ReturnType<TestLab['member']>>
let ines: Person
let marc: Person
const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER; le grand')
  ines = await lab.member({ trained: ['laser'], name: 'Inès' })
  marc = await lab.member({ role: 'staff', name: 'Marc' })
})

const book = (slot = at(1, 3)) => ines.call('post', '/api/bookings', { machineId: laser, ...slot })
const pathOf = (url: string) => new URL(url).pathname
const read = (url: string) => request(lab.server).get(pathOf(url))

/** Reads as RFC 5545 asks a program to: CRLF, unfolded lines, one value for each name of an event. */
function events(text: string): Record<string, string>[] {
  expect(text.endsWith('\r\n')).toBe(true)
  const lines = text.slice(0, -2).split('\r\n')
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  const found: Record<string, string>[] = []
  for (const line of lines.join('\r\n').replaceAll('\r\n ', '').split('\r\n')) {
    const [name = '', value = ''] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]
    if (line === 'BEGIN:VEVENT') found.push({})
    else if (found.length && name !== 'END') found.at(-1)![name] = value
  }
  return found
}

test('a member’s bookings are read at a secret address; a move keeps the event, a cancellation says so', async () => {
  const { body: made } = await ines.call('post', '/api/account/calendar-feed')
  const { body: booking } = await book()
  const first = await read(made.url)
  expect(first.headers['content-type']).toMatch(/^text\/calendar; charset=utf-8/)
  const [event] = events(first.text)
  expect(event).toMatchObject({
    DTSTART: '20260105T120000Z',
    DTEND: '20260105T140000Z',
    SUMMARY: 'LASER\\; le grand',
    SEQUENCE: '0',
    STATUS: 'CONFIRMED',
  })
  await ines.call('patch', `/api/bookings/${booking.id}`, at(2, 4))
  const [moved] = events((await read(made.url)).text)
  expect(moved).toMatchObject({ UID: event!.UID, DTSTART: '20260105T130000Z', SEQUENCE: '1' })
  await ines.call('delete', `/api/bookings/${booking.id}`)
  expect(events((await read(made.url)).text)[0]).toMatchObject({ UID: event!.UID, STATUS: 'CANCELLED', SEQUENCE: '2' })
})

test('what has not changed is not sent again', async () => {
  const { body } = await ines.call('post', '/api/account/calendar-feed')
  const { headers } = await read(body.url)
  const again = await read(body.url).set('if-none-match', headers.etag!)
  expect([again.status, again.text]).toEqual([304, ''])
})

test('what the team has not answered yet is tentative, and confirmed once it says yes', async () => {
  const { version } = (await marc.call('get', '/api/booking-rules')).body
  const approval = { scope: 'lab', about: '', rules: { approval: true }, version }
  expect((await marc.call('put', '/api/booking-rules', approval)).status).toBe(200)
  const { body: made } = await ines.call('post', '/api/account/calendar-feed')
  const { body: booking } = await book()
  expect(events((await read(made.url)).text)[0]).toMatchObject({ STATUS: 'TENTATIVE', SEQUENCE: '0' })
  await marc.call('post', `/api/bookings/${booking.id}/approval`)
  expect(events((await read(made.url)).text)[0]).toMatchObject({ STATUS: 'CONFIRMED', SEQUENCE: '1' })
})

test('a program that knows only dates is told when something changed, and not within the second in which it did', async () => {
  const { body } = await ines.call('post', '/api/account/calendar-feed')
  expect((await read(body.url)).headers['last-modified']).toBeUndefined()
  lab.clock.now += 5_000
  const first = await read(body.url)
  expect(first.headers['last-modified']).toBe('Mon, 05 Jan 2026 11:00:00 GMT')
  const since = () => read(body.url).set('if-modified-since', first.headers['last-modified']!)
  expect((await since()).status).toBe(304)
  await book()
  const changed = await since()
  expect([changed.status, events(changed.text).length]).toEqual([200, 1])
  const byTag = await since().set('if-none-match', '"another"')
  expect(byTag.status, 'the tag is the last word').toBe(200)
})

test('a machine’s feed hides names unless staff ask for them; members cannot make one', async () => {
  await book()
  const path = `/api/machines/${laser}/calendar-feed`
  expect((await ines.call('post', path, { showsNames: true })).status).toBe(403)
  const { body: hidden } = await marc.call('post', path, { showsNames: false })
  const text = (await read(hidden.url)).text
  expect(text).not.toContain('Inès')
  expect(events(text)[0]!.SUMMARY).toBe('Réservé')
  const { body: shown } = await marc.call('post', path, { showsNames: true })
  expect(events((await read(shown.url)).text)[0]!.SUMMARY).toBe('Inès')
})

test('an address that was revoked, replaced or made up is answered alike, and so is that of somebody who left', async () => {
  const answers = []
  const { body: first } = await ines.call('post', '/api/account/calendar-feed')
  const { body: second } = await ines.call('post', '/api/account/calendar-feed')
  answers.push(await read(first.url))
  await ines.call('delete', '/api/account/calendar-feed')
  answers.push(await read(second.url), await request(lab.server).get('/api/feeds/nonsense.ics'))
  const { body: third } = await ines.call('post', '/api/account/calendar-feed')
  expect((await read(third.url)).status).toBe(200)
  await marc.call('delete', `/api/members/${ines.id}`)
  answers.push(await read(third.url))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  expect(answers[0]!.status).toBe(404)
})

test('only a hash of the secret is kept', async () => {
  const { body } = await ines.call('post', '/api/account/calendar-feed')
  const token = pathOf(body.url).split('/').at(-1)!.replace('.ics', '')
  expect(JSON.stringify(await lab.db.selectFrom('calendarFeed').selectAll().execute())).not.toContain(token)
})

test('one booking is a file for its holder, and for nobody else', async () => {
  const { body } = await book()
  const own = await ines.call('get', `/api/bookings/${body.id}/ics`)
  expect(events(own.text)).toHaveLength(1)
  expect((await marc.call('get', `/api/bookings/${body.id}/ics`)).status).toBe(404)
})

test('a hold is no appointment yet', async () => {
  const { body } = await ines.call('post', '/api/account/calendar-feed')
  await ines.call('post', '/api/bookings/holds', { machineId: laser, ...at(1, 2) })
  expect(events((await read(body.url)).text)).toEqual([])
})

test('no line is longer than 75 octets and none breaks within a letter, whatever a machine is called', () => {
  const name = 'Découpeuse à fil chaud « 線 » 🪚'.repeat(9)
  const lines = folded(`SUMMARY:${name}`).split('\r\n')
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  expect(lines.map((line, n) => (n === 0 ? line : line.slice(1))).join('')).toBe(`SUMMARY:${name}`)
})

test('a name cannot begin another line of the calendar', () => {
  const title = 'LASER\r\nBEGIN:VALARM\nX:1\u0000'
  const event = {
    uid: 'a',
    start: 0,
    end: 1_000,
    title,
    place: '',
    sequence: 0,
    changedAt: 0,
    status: 'confirmed' as const,
  }
  const text = calendarText('Labo', [event])
  expect(text).not.toMatch(/^BEGIN:VALARM|^X:1/m)
  expect(text).toContain('SUMMARY:LASER\\nBEGIN:VALARM\\nX:1 ')
})

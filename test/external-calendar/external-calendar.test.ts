import { createServer } from 'node:http'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { readDue } from '#backend/external-calendar/service.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
let laser: string
type Person = Awaited<ReturnType<TestLab['member']>>
let ines: Person
let marc: Person
let served: { text: string; status: number }
let url: string
const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })

/** The school’s calendar: Monday 14:00 to 16:00 in Paris. */
const school = `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Conseil de discipline\r\nDTSTART:20260105T130000Z\r\nDTEND:20260105T150000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`
const empty = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ trained: ['laser'], name: 'Inès' })
  marc = await lab.member({ role: 'staff', name: 'Marc' })
  served = { text: school, status: 200 }
  const server = createServer((_req, res) => res.writeHead(served.status).end(served.text))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/school.ics?token=s3cret`
})

const book = (slot: object, machineId = laser) => ines.call('post', '/api/bookings', { machineId, ...slot })
const add = (machineId: string | null = laser) =>
  marc.call('post', '/api/external-calendars', { name: 'École', url, machineId })
const list = async () => (await marc.call('get', '/api/external-calendars')).body

test('a calendar blocks its machine from the moment it is added, and says its name; what for is for staff only', async () => {
  const { status, body } = await add()
  expect([status, body.calendars[0].problem, body.calendars[0].ahead]).toEqual([200, null, 1])
  const refused = await book(at(1, 3))
  expect([refused.status, refused.body.code]).toEqual([409, 'booking.external'])
  expect(JSON.stringify(refused.body)).toContain('École')
  expect(JSON.stringify(refused.body)).not.toContain('discipline')
  expect(refused.body.detail.next[0]).toEqual(at(4, 6))
  expect((await book(at(4, 5))).status).toBe(200)
  const path = `/api/machines/${laser}/external-times?from=${noon}&to=${noon + hours(24)}`
  expect((await ines.call('get', path)).body).toEqual([{ ...at(2, 4), calendar: 'École', title: null }])
  expect((await marc.call('get', path)).body[0].title).toBe('Conseil de discipline')
})

test('a search over all machines passes it by', async () => {
  await add()
  const { body } = await ines.call('get', '/api/bookings/find?kind=laser&minutes=120&days=1&after=00:00&before=24:00')
  const starts = (body.slots as { start: number }[]).map(({ start }) => (start - noon) / hours(1))
  expect(starts.length).toBeGreaterThan(0)
  expect(starts.filter((start) => start > 0 && start < 4)).toEqual([])
})

test('a calendar of the lab blocks every machine, one of another machine does not', async () => {
  const other = await lab.machine('AUTRE')
  await add(other)
  expect((await book(at(2, 3))).status).toBe(200)
  await add(null)
  expect((await book(at(3, 4))).body.code).toBe('booking.external')
})

test('where reading fails, what it said last goes on blocking, and staff read since when and why', async () => {
  await add()
  served.status = 500
  lab.clock.now += 16 * 60_000
  const failedAt = lab.clock.now
  await readDue(lab.app)
  lab.clock.now += 16 * 60_000
  await readDue(lab.app)
  const [calendar] = await list()
  expect(calendar).toMatchObject({ readAt: noon, failingSince: failedAt, ahead: 1 })
  expect(calendar.problem.fr).toContain('refuse')
  expect((await book(at(2, 3))).body.code).toBe('booking.external')
  served = { text: empty, status: 200 }
  const { body } = await marc.call('post', `/api/external-calendars/${calendar.id}/reading`)
  expect(body[0]).toMatchObject({ failingSince: null, problem: null, ahead: 0 })
  expect((await book(at(2, 3))).status).toBe(200)
})

test('it is not asked again within a quarter of an hour', async () => {
  await add()
  served.text = empty
  lab.clock.now += 14 * 60_000
  await readDue(lab.app)
  expect((await list())[0].ahead).toBe(1)
  lab.clock.now += 60_000
  await readDue(lab.app)
  expect((await list())[0].ahead).toBe(0)
})

test('a booking that was there before stands, and staff are shown it', async () => {
  const { body: booking } = await book(at(1, 3))
  const { body } = await add()
  expect(body.calendars[0].hits).toEqual([{ id: booking.id, machine: 'LASER', who: 'Inès', ...at(1, 3) }])
  expect((await ines.call('get', `/api/bookings?from=${noon}&to=${noon + hours(9)}`)).body).toHaveLength(1)
})

test('adding is taken back after readings, and removing too', async () => {
  const { body: added } = await add()
  lab.clock.now += 16 * 60_000
  await readDue(lab.app)
  expect((await marc.call('post', `/api/changes/${added.change.id}/undo`)).status).toBe(200)
  expect(await list()).toEqual([])
  expect((await book(at(2, 3))).status).toBe(200)
})

test('the secret of its address is shown nowhere', async () => {
  const { body } = await add()
  expect(JSON.stringify([body, await list(), (await marc.call('get', '/api/changes')).body])).not.toContain('s3cret')
})

test('members neither see nor add calendars', async () => {
  expect((await ines.call('get', '/api/external-calendars')).status).toBe(403)
  expect((await ines.call('post', '/api/external-calendars', { name: 'a', url, machineId: null })).status).toBe(403)
})

test('an address with a name and a password is refused', async () => {
  const body = { name: 'a', url: 'https://a:b@c.example/d.ics', machineId: null }
  expect((await marc.call('post', '/api/external-calendars', body)).body.code).toBe('external-calendar.not-an-address')
})

const told = async (who: Person, kind: string) =>
  (
    await lab.db.selectFrom('message').select('facts').where('memberId', '=', who.id).where('kind', '=', kind).execute()
  ).map(({ facts }) => JSON.parse(facts) as Record<string, unknown>)

test('staff hear once that a calendar takes times that were booked before it said so', async () => {
  served.text = empty
  await add()
  await book(at(2, 3))
  await book(at(3, 4))
  await book(at(6, 7))
  served.text = school
  for (let n = 0; n < 3; n++) {
    lab.clock.now += 16 * 60_000
    await readDue(lab.app)
  }
  expect(await told(marc, 'calendar_overlaps')).toEqual([
    { calendar: 'École', count: 2, machine: 'LASER', who: 'Inès', ...at(2, 3) },
  ])
  expect(await told(ines, 'calendar_overlaps')).toEqual([])
})

test('staff hear once for each time that a calendar cannot be read for a whole day', async () => {
  await add()
  served.status = 500
  const fail = async (after: number) => {
    lab.clock.now += after
    await readDue(lab.app)
  }
  await fail(hours(1))
  await fail(hours(23))
  expect(await told(marc, 'calendar_unread')).toEqual([])
  await fail(hours(1))
  await fail(hours(1))
  expect(await told(marc, 'calendar_unread')).toEqual([{ calendar: 'École', since: noon + hours(1) }])
  served.status = 200
  await fail(hours(1))
  served.status = 500
  await fail(hours(1))
  await fail(hours(24))
  expect(await told(marc, 'calendar_unread')).toHaveLength(2)
})

test('a cancellation that is taken back does not put a booking over what a calendar takes by now', async () => {
  served.text = empty
  await add()
  const { body: hit } = await book(at(2, 3))
  const { body: free } = await book(at(6, 7))
  const { change } = (await marc.call('delete', `/api/members/${ines.id}/bookings`)).body
  served.text = school
  lab.clock.now += 16 * 60_000
  await readDue(lab.app)
  expect((await marc.call('post', `/api/changes/${change.id}/undo`)).status).toBe(200)
  const stateOf = async ({ id }: { id: string }) =>
    (await lab.db.selectFrom('booking').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
  expect([await stateOf(hit), await stateOf(free)]).toEqual(['cancelled', 'confirmed'])
})

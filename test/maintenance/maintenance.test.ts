import request from 'supertest'
import { beforeEach, expect, test } from 'vitest'
import { forgetLoosePhotos } from '#backend/maintenance/service.ts'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'
import { png } from '../support/png.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

let lab: TestLab
let laser: string
let ines: Person
let lea: Person
let marc: Person

const day = 86_400_000
const tomorrow = noon + day

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ name: 'Inès', trained: ['laser'] })
  lea = await lab.member({ role: 'volunteer', trained: ['laser'] })
  marc = await lab.member({ role: 'staff', name: 'Marc' })
})

const report = (words: string, who = ines, more = {}) =>
  who.call('post', `/api/machines/${laser}/reports`, { words, ...more })
const tickets = async () => (await lea.call('get', '/api/tickets')).body
const undo = (id: string) => lea.call('post', `/api/changes/${id}/undo`)
const book = (who: Person, start: number, machineId = laser) =>
  who.call('post', '/api/bookings', { machineId, start, end: start + hours(1) })
const takeOut = (body: object) => lea.call('put', `/api/machines/${laser}/out-of-order`, { reason: 'Miroir', ...body })
const step = (id: string, name: string) => lea.call('put', `/api/tickets/${id}/state`, { step: name })
const plan = (start: number, end: number) =>
  lea.call('post', `/api/machines/${laser}/maintenance`, { start, end, reason: 'Graissage' })
const told = async (who: Person, kind: string) =>
  (await who.call('get', '/api/messages')).body.filter((one: { kind: string }) => one.kind === kind)

test('a member says what is wrong, and the team reads it at once', async () => {
  expect((await report('Le miroir est sale')).body).toEqual({ joined: false })
  expect(lab.published).toContainEqual(['ticket:changed', { to: 'team' }])
  const [ticket] = await tickets()
  expect(ticket).toMatchObject({ machineName: 'LASER', words: 'Le miroir est sale', state: 'open' })
  expect(ticket.events).toMatchObject([{ what: 'report', by: 'Inès' }])
  expect(await told(marc, 'machine_fault')).toHaveLength(1)
  expect((await ines.call('get', '/api/tickets')).body.code).toBe('auth.forbidden')
})

test('reports of one machine at the same time are one ticket, as bad as the worst of them', async () => {
  await Promise.all([
    report('Elle fume', ines, { severity: 'unusable' }),
    report('Bruit étrange', marc),
    report('Odeur'),
  ])
  const all = await tickets()
  expect(all).toHaveLength(1)
  expect(all[0].severity).toBe('unusable')
  expect(all[0].events).toHaveLength(3)
})

test('nothing, a novel, a machine or a photo that is not there is refused', async () => {
  expect((await report('  ')).body.code).toBe('input.invalid')
  expect((await report('x'.repeat(301))).body.code).toBe('input.invalid')
  expect((await report('Elle fume', ines, { photo: 'a'.repeat(64) })).body.code).toBe('picture.not-found')
  const nowhere = await ines.call('post', '/api/machines/nowhere/reports', { words: 'Elle fume' })
  expect(nowhere.body.code).toBe('machine.not-found')
})

test('a machine that is reported again and again fills no list', async () => {
  for (let n = 0; n < 20; n++) await report(`Signalement ${n}`)
  expect((await report('Encore')).body.code).toBe('ticket.too-many')
})

test('out of order until a day: nobody books before, everybody after, and the sentence says when it is back', async () => {
  await takeOut({ until: tomorrow + hours(1) })
  const { body } = await book(ines, tomorrow)
  expect(body).toMatchObject({ code: 'booking.under-repair' })
  expect(body.sentence).toMatch(/mar\. 6 janv\. 13\sh/)
  expect(body.detail.next[0].start).toBe(tomorrow + hours(1))
  expect((await book(ines, tomorrow + hours(1))).status).toBe(200)
})

test('whoever is hit is shown before, loses the booking and reads what is free instead', async () => {
  await lab.machine('LASER-2')
  await book(ines, tomorrow)
  await book(ines, tomorrow + 3 * day)
  const span = { start: noon, end: tomorrow + hours(1) }
  const shown = (await lea.call('post', `/api/machines/${laser}/blocked-bookings`, span)).body
  expect(shown).toMatchObject([{ memberName: 'Inès', start: tomorrow }])
  expect((await takeOut({ until: span.end })).body.cancelled).toEqual(shown)
  const [{ words }] = await told(ines, 'booking_cancelled')
  expect(words.fr.text).toContain('LASER-2 mar. 6 janv., 12:00')
  expect(words.fr.text).toContain('LASER mar. 6 janv., 13:00')
})

test('taking the machine out by mistake gives every booking back', async () => {
  await book(ines, tomorrow)
  const before = await dump(lab.db)
  const { body } = await takeOut({ until: tomorrow + hours(1) })
  expect((await undo(body.change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('a booking that races with out of order is refused, or its member is told', async () => {
  const [booked] = await Promise.all([book(ines, tomorrow), takeOut({ until: tomorrow + hours(1) })])
  const live = await lab.db.selectFrom('booking').select('id').where('state', '=', 'confirmed').execute()
  expect(live).toEqual([])
  expect(await told(ines, 'booking_cancelled')).toHaveLength(booked.status === 200 ? 1 : 0)
})

test('a ticket goes from open to in progress to resolved, which puts its machine back and tells who reported', async () => {
  await report('Le miroir est cassé')
  const [{ id }] = await tickets()
  expect((await step(id, 'start')).body.ticket).toMatchObject({ state: 'in_progress', steps: ['resolve'] })
  expect((await step(id, 'start')).body.code).toBe('ticket.bad-step')
  await takeOut({ ticketId: id })
  expect((await tickets())[0].isOut).toBe(true)
  expect((await ines.call('get', `/api/machines/${laser}`)).body.state).toBe('out_of_order')
  const before = await dump(lab.db)
  const { body } = await step(id, 'resolve')
  expect((await ines.call('get', `/api/machines/${laser}`)).body.state).toBe('free')
  expect(await told(ines, 'machine_back')).toHaveLength(1)
  expect(await tickets()).toEqual([])
  const past = (await lea.call('get', `/api/tickets?machineId=${laser}`)).body
  expect(past).toMatchObject([{ state: 'resolved', events: [{}, { what: 'start' }, { what: 'resolve' }] }])
  await undo(body.change.id)
  expect(await dump(lab.db)).toEqual(before)
})

test('a planned maintenance blocks its hours, is in no search and in no opening, and can be taken back', async () => {
  await book(ines, tomorrow)
  const before = await dump(lab.db)
  const { body } = await plan(tomorrow, tomorrow + hours(2))
  expect(body.cancelled).toHaveLength(1)
  expect((await book(ines, tomorrow)).body).toMatchObject({ code: 'booking.maintenance' })
  const { slots } = (await ines.call('get', '/api/bookings/find?minutes=60&days=2')).body
  const hit = slots.filter(
    (slot: { start: number; end: number }) => slot.start < tomorrow + hours(2) && slot.end > tomorrow,
  )
  expect(hit).toEqual([])
  const query = `from=${tomorrow - hours(6)}&to=${tomorrow + hours(10)}&machineId=${laser}`
  const open = (await ines.call('get', `/api/openings?${query}`)).body
  // The calendar of all machines leaves those hours out just as the machine's own week does.
  const ofAll = (await ines.call('get', `/api/openings/machines?${query.split('&machineId')[0]}`)).body
  expect(ofAll.find(({ machineIds }: { machineIds: string[] }) => machineIds.includes(laser)).openings).toEqual(open)
  expect(open.map(({ start }: { start: number }) => start)).toContain(tomorrow + hours(2))
  await undo(body.change.id)
  expect(await dump(lab.db)).toEqual(before)
})

test('a maintenance that is called off by mistake does not come back over a booking made since', async () => {
  const { blocks } = (await plan(tomorrow, tomorrow + hours(2))).body
  const { body } = await lea.call('delete', `/api/maintenance/${blocks[0].id}`)
  expect(body.blocks).toEqual([])
  await book(ines, tomorrow)
  expect((await undo(body.change.id)).body.code).toBe('change.used-since')
})

test.each([
  ['an end that has gone by', { until: noon - 1 }, 'maintenance.in-the-past'],
  ['an end in two years', { until: noon + 800 * day }, 'maintenance.too-long'],
  ['a ticket that is not there', { ticketId: 'nowhere' }, 'ticket.not-found'],
])('%s is refused', async (_name, body, code) => {
  expect((await takeOut(body)).body.code).toBe(code)
})

test('the photo of a fault is sent by any member and seen by the team alone', async () => {
  const sent = await request(lab.server)
    .post('/api/ticket-photos')
    .set({ cookie: `session=${ines.token}`, 'content-type': 'image/png' })
    .send(png(4, 4))
  const photo = sent.body.id
  expect((await lea.call('get', `/api/ticket-photos/${photo}`)).body.code).toBe('picture.not-found')
  await report('Elle fume', ines, { photo })
  expect((await lea.call('get', `/api/ticket-photos/${photo}`)).headers['content-type']).toBe('image/png')
  expect((await ines.call('get', `/api/ticket-photos/${photo}`)).body.code).toBe('auth.forbidden')
  expect((await ines.call('get', `/api/pictures/${photo}`)).body.code).toBe('picture.not-found')
})

test('a photo that nobody reported is forgotten after a day; one that was reported stays', async () => {
  const send = async (size: number) =>
    (
      await request(lab.server)
        .post('/api/ticket-photos')
        .set({ cookie: `session=${ines.token}`, 'content-type': 'image/png' })
        .send(png(size, size))
    ).body.id
  const [loose, reported] = [await send(4), await send(5)]
  await report('Elle fume', ines, { photo: reported })
  lab.clock.now += day
  await forgetLoosePhotos(lab.app)
  expect(await lab.files.has(loose)).toBe(true)
  lab.clock.now += 1
  await forgetLoosePhotos(lab.app)
  expect([await lab.files.has(loose), await lab.files.has(reported)]).toEqual([false, true])
  expect((await report('Encore', ines, { photo: loose })).body.code).toBe('picture.not-found')
})

async function screen(kind: 'wall' | 'kiosk') {
  const asked = await request(lab.server).post('/api/screens/pairing').send({ kind })
  await marc.call('post', '/api/screens', { code: asked.body.code, name: 'Accueil' })
  const cookie = String(asked.headers['set-cookie']).split(';')[0] ?? ''
  return (words: string) =>
    request(lab.server).post(`/api/machines/${laser}/reports-here`).set('cookie', cookie).send({ words })
}

test('a fault is reported at the kiosk by whoever stands there, a few times; a wall and a stranger report none', async () => {
  const say = await screen('kiosk')
  expect((await say('Elle fume')).body).toEqual({ joined: false })
  expect((await tickets())[0].events).toMatchObject([{ what: 'report', words: 'Elle fume', by: null }])
  expect((await told(marc, 'machine_fault'))[0].words.fr.text).toContain('Accueil écrit')
  for (let n = 2; n <= 5; n++) await say(`Signalement ${n}`)
  expect((await say('Encore')).body.code).toBe('ticket.too-many')
  expect((await report('Elle fume toujours')).status).toBe(200)
  expect((await (await screen('wall'))('Elle fume')).body.code).toBe('auth.forbidden')
  const stranger = await request(lab.server).post(`/api/machines/${laser}/reports-here`).send({ words: 'Elle fume' })
  expect(stranger.body.code).toBe('auth.required')
})

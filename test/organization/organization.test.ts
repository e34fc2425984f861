import request from 'supertest'
import { io } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import { undoableMs } from '#backend/change/acts.ts'
import { prefixOf, rosterCodes } from '#backend/organization/roster-codes.ts'
import { forgetOrganizations } from '#backend/organization/service.ts'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab } from '../support/lab.ts'
import { listen } from '../support/test-bridge.ts'

async function labWithSchool() {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff', name: 'Marc' })
  const { body } = await staff.call('post', '/api/organizations', { kind: 'school', name: 'Collège Anita Conti' })
  const path = `/api/organizations/${body.organization.id}`
  const undo = (id: string) => staff.call('post', `/api/changes/${id}/undo`)
  return { lab, staff, path, undo, id: body.organization.id as string, change: body.change.id as string }
}

test.each([
  ['3e B', '3eB'],
  ['Terminale STI2D – groupe 2', 'TerminaleSTI'],
  ['CM1/CM2', 'CM1CM2'],
  ['…', ''],
])('the codes of %j begin with %j', (name, prefix) => expect(prefixOf(name)).toBe(prefix))

test('codes are counted from one, as long as each other', () => {
  expect(rosterCodes('3eB', 3)).toEqual(['3eB-01', '3eB-02', '3eB-03'])
})

test('a class of twenty-four is put in, signs in by its cards, and is undone whole', async () => {
  const { lab, staff, path, undo, id } = await labWithSchool()
  const before = await dump(lab.db)
  const { body } = await staff.call('post', `${path}/classes`, { name: '3e B', prefix: '3eB', count: 24 })
  expect(body.class.cards).toHaveLength(24)
  expect(new Set(body.class.cards.map(({ passphrase }: { passphrase: string }) => passphrase)).size).toBe(24)
  expect(body.organization.classes).toMatchObject([{ name: '3e B', people: 24 }])

  const row = await lab.db.selectFrom('member').selectAll().where('name', '=', '3eB-07').executeTakeFirstOrThrow()
  expect(row).toMatchObject({ email: null, role: 'member', organizationId: id })
  const { code, passphrase } = body.class.cards[6]
  const signIn = () => request(lab.server).post('/api/session').send({ name: code, passphrase })
  // Nobody has used it: it goes as it came.
  expect((await undo(body.change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
  expect((await signIn()).status).toBe(401)

  const again = (await staff.call('post', `${path}/classes`, { name: '3e B', prefix: '3eB', count: 24 })).body
  const first = again.class.cards[0]
  expect(
    (await request(lab.server).post('/api/session').send({ name: first.code, passphrase: first.passphrase })).status,
  ).toBe(200)
  const refused = await undo(again.change.id)
  expect(refused.body).toMatchObject({ code: 'change.used-since', detail: { names: ['3eB-01'] } })
})

test('no passphrase of a class is kept, nor told again', async () => {
  const { lab, staff, path } = await labWithSchool()
  const { body } = await staff.call('post', `${path}/classes`, { name: '3e B', prefix: '3eB', count: 2 })
  const everything = JSON.stringify([
    await dump(lab.db),
    (await staff.call('get', path)).body,
    (await staff.call('get', '/api/changes')).body,
  ])
  for (const { passphrase } of body.class.cards) expect(everything).not.toContain(passphrase)
})

test('two classes cannot share their codes; the sentence says what to change', async () => {
  const { staff, path } = await labWithSchool()
  await staff.call('post', `${path}/classes`, { name: '3e B', prefix: '3eB', count: 2 })
  const { body } = await staff.call('post', `${path}/classes`, { name: '3e B bis', prefix: '3EB', count: 2 })
  expect(body.code).toBe('organization.codes-taken')
  expect(body.sentence).toContain('3eB-01')
})

test('a class is removed with its accounts, and put back with them', async () => {
  const { lab, staff, path, undo } = await labWithSchool()
  const { class: made } = (await staff.call('post', `${path}/classes`, { name: '3e B', prefix: '3eB', count: 3 })).body
  const before = await dump(lab.db)
  const { body } = await staff.call('delete', `${path}/classes/${made.id}`)
  expect(body.organization).toMatchObject({ classes: [], people: 0 })
  const { code, passphrase } = made.cards[0]
  expect((await request(lab.server).post('/api/session').send({ name: code, passphrase })).status).toBe(401)
  expect((await staff.call('get', '/api/changes?bin=1')).body).toMatchObject([{ title: '3e B · Collège Anita Conti' }])
  await undo(body.change.id)
  expect(await dump(lab.db)).toEqual(before)
})

test('people join an organization and leave it, and both are taken back', async () => {
  const { lab, staff, path, undo } = await labWithSchool()
  const [anne, jean] = [await lab.member({ name: 'Anne' }), await lab.member({ name: 'Jean' })]
  const before = await dump(lab.db)
  const joined = (await staff.call('post', `${path}/people`, { memberIds: [anne.id, jean.id] })).body
  expect(joined.organization.members.map(({ name }: { name: string }) => name)).toEqual(['Anne', 'Jean'])
  const between = await dump(lab.db)
  const shown = (await staff.call('get', '/api/members')).body.members.find(({ id }: { id: string }) => id === anne.id)
  expect(shown.organization).toBe('Collège Anita Conti')
  expect((await staff.call('get', `/api/members/${anne.id}`)).body.organization).toMatchObject({
    name: 'Collège Anita Conti',
  })
  const left = (await staff.call('delete', `${path}/people/${anne.id}`)).body
  expect(left.organization.people).toBe(1)
  await undo(left.change.id)
  expect(await dump(lab.db)).toEqual(between)
  const { body: other } = await staff.call('post', '/api/organizations', { kind: 'company', name: 'Ateliers Colin' })
  const moved = (
    await staff.call('post', `/api/organizations/${other.organization.id}/people`, { memberIds: [jean.id] })
  ).body
  expect((await staff.call('get', path)).body.people).toBe(1)
  await undo(moved.change.id)
  await undo(other.change.id)
  await undo(joined.change.id)
  expect((await staff.call('post', `${path}/people`, { memberIds: ['nobody'] })).body.code).toBe('member.not-found')
  expect(await dump(lab.db)).toEqual(before)
})

test('an organization is changed, removed and put back, its people with it', async () => {
  const { lab, staff, path, undo } = await labWithSchool()
  const { id } = await lab.member({ name: 'Anne' })
  await staff.call('post', `${path}/people`, { memberIds: [id] })
  const { version } = (await staff.call('get', path)).body
  const before = await dump(lab.db)
  const changed = await staff.call('put', path, {
    kind: 'school',
    name: 'Collège A. Conti',
    contact: '02 98 00 00 00',
    version,
  })
  expect(changed.body.organization).toMatchObject({ name: 'Collège A. Conti', contact: '02 98 00 00 00' })
  expect((await staff.call('put', path, { kind: 'school', name: 'Autre', version })).body.code).toBe('change.overtaken')
  await undo(changed.body.change.id)
  expect(await dump(lab.db)).toEqual(before)
  const removed = await staff.call('delete', path)
  expect((await staff.call('get', path)).body.code).toBe('organization.not-found')
  expect((await staff.call('get', '/api/organizations')).body).toEqual([])
  await undo(removed.body.change.id)
  expect(await dump(lab.db)).toEqual(before)
})

test('an organization with people is not undone away from under them', async () => {
  const { lab, staff, path, undo, change } = await labWithSchool()
  const { id } = await lab.member({ name: 'Anne' })
  await staff.call('post', `${path}/people`, { memberIds: [id] })
  const before = await dump(lab.db)
  expect((await undo(change)).status).toBe(409)
  expect(await dump(lab.db)).toEqual(before)
})

test('two organizations of one name are one too many', async () => {
  const { staff } = await labWithSchool()
  const { body } = await staff.call('post', '/api/organizations', { kind: 'school', name: 'college  anita conti' })
  expect(body.code).toBe('organization.name-taken')
})

test('volunteers see organizations, staff change them', async () => {
  const { lab, path } = await labWithSchool()
  const volunteer = await lab.member({ role: 'volunteer' })
  expect((await volunteer.call('get', path)).status).toBe(200)
  expect((await volunteer.call('post', `${path}/classes`, { name: 'x', prefix: 'x', count: 1 })).body.code).toBe(
    'auth.forbidden',
  )
})

test('a removed organization and its classes stay in the bin for thirty days, then they are gone', async () => {
  const { lab, staff, path } = await labWithSchool()
  await staff.call('post', `${path}/classes`, { name: '3e B', prefix: '3eB', count: 2 })
  await staff.call('delete', path)
  lab.clock.now += undoableMs
  await forgetOrganizations(lab)
  expect(await lab.db.selectFrom('organization').selectAll().execute()).toHaveLength(1)
  lab.clock.now += 1
  await forgetOrganizations(lab)
  expect(await lab.db.selectFrom('organization').selectAll().execute()).toEqual([])
  expect(await lab.db.selectFrom('roster').selectAll().execute()).toEqual([])
  expect(await lab.db.selectFrom('member').select('id').where('name', 'like', '3eB%').execute()).toHaveLength(2)
})

test('a class is not a way to throw out somebody above: a pupil of a higher role stays, and so does the last admin', async () => {
  const { lab, staff, path } = await labWithSchool()
  const made = (await staff.call('post', `${path}/classes`, { name: '3e B', prefix: '3eB', count: 2 })).body.class
  await lab.db.updateTable('member').set({ role: 'admin' }).where('name', '=', '3eB-01').execute()
  const before = await dump(lab.db)
  expect((await staff.call('delete', `${path}/classes/${made.id}`)).body.code).toBe('member.outranked')
  expect(await dump(lab.db)).toEqual(before)
  const admin = await lab.member({ role: 'admin' })
  expect((await admin.call('delete', `${path}/classes/${made.id}`)).status).toBe(200)
})

test('a pupil who is signed in when the class is removed is out, on the page as well', async () => {
  const { lab, staff, path } = await labWithSchool()
  const made = (await staff.call('post', `${path}/classes`, { name: '3e B', prefix: '3eB', count: 1 })).body.class
  const [{ code, passphrase }] = made.cards
  const signedIn = await request(lab.server).post('/api/session').send({ name: code, passphrase })
  const pupil = String(signedIn.headers['set-cookie']).split(';')[0]!
  const url = await listen(lab)
  const socket = io(url, { path: '/live', transports: ['websocket'], extraHeaders: { cookie: pupil } })
  onTestFinished(() => void socket.close())
  await new Promise<void>((resolve) => socket.on('connect', resolve))
  const ended = new Promise<void>((resolve) => socket.on('disconnect', () => resolve()))
  await staff.call('delete', `${path}/classes/${made.id}`)
  await ended
  expect((await request(lab.server).get('/api/session').set('cookie', pupil)).body.member).toBeNull()
})

test('the slots that a class booked for later are free when it is removed, and come back with it', async () => {
  const { lab, staff, path, undo } = await labWithSchool()
  const made = (await staff.call('post', `${path}/classes`, { name: '3e B', prefix: '3eB', count: 1 })).body.class
  const [{ code, passphrase }] = made.cards
  const pupil = await lab.db.selectFrom('member').selectAll().where('name', '=', code).executeTakeFirstOrThrow()
  await staff.call('put', `/api/members/${pupil.id}/authorizations/laser`, {
    level: 'independent',
    expiresOn: null,
    evidence: '',
  })
  const signedIn = await request(lab.server).post('/api/session').send({ name: code, passphrase })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
  const slot = { machineId: await lab.machine('LASER'), start: noon + hours(1), end: noon + hours(2) }
  expect((await request(lab.server).post('/api/bookings').set('cookie', cookie).send(slot)).status).toBe(200)
  const { change } = (await staff.call('delete', `${path}/classes/${made.id}`)).body
  const states = async () => (await lab.db.selectFrom('booking').select('state').execute()).map(({ state }) => state)
  expect(await states()).toEqual(['cancelled'])
  expect((await undo(change.id)).status).toBe(200)
  expect(await states()).toEqual(['confirmed'])
})

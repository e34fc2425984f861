import { readFileSync } from 'node:fs'
import request from 'supertest'
import { io } from 'socket.io-client'
import { expect, onTestFinished, test } from 'vitest'
import { forgetRemoved } from '#backend/account/service.ts'
import { roles } from '#backend/base/role.ts'
import { undoableMs } from '#backend/change/acts.ts'
import { mayReset, mayRule } from '#backend/member/rank.ts'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'
import { listen } from '../support/test-bridge.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const passphrase = 'correct horse battery'
const signIn = (lab: TestLab, name: string, secret = passphrase) =>
  request(lab.server).post('/api/session').send({ name, passphrase: secret })
const undo = (person: Person, id: string) => person.call('post', `/api/changes/${id}/undo`)
const whoIs = async (person: Person) => (await person.call('get', '/api/session')).body.member?.name
const book = (person: Person, machineId: string, from: number) =>
  person.call('post', '/api/bookings', { machineId, start: noon + hours(from), end: noon + hours(from + 1) })

/** The same person, once they have typed their passphrase again. */
async function confirmed(lab: TestLab, person: Person): Promise<Pick<Person, 'call'>> {
  const reply = await person.call('post', '/api/session/confirm', { passphrase })
  const cookie = `session=${person.token}; ${String(reply.headers['set-cookie']).split(';')[0]}`
  return { call: (method, path, body) => request(lab.server)[method](path).set('cookie', cookie).send(body) }
}

test('every role over every role: a new passphrase is made for lower roles only', async () => {
  const lab = await testLab()
  await lab.member({ role: 'admin' })
  for (const mine of roles) {
    const actor = await lab.member({ role: mine })
    for (const theirs of roles) {
      const target = await lab.member({ role: theirs })
      const reply = await actor.call('post', `/api/members/${target.id}/passphrase`)
      const label = `${mine} → ${theirs}`
      expect(reply.status, label).toBe(mayReset(mine, theirs) ? 200 : 403)
      expect(await whoIs(target), label).toBe(mayReset(mine, theirs) ? undefined : target.name)
      const removed = await actor.call('delete', `/api/members/${target.id}`)
      expect(removed.status, label).toBe(mayRule(mine, theirs) ? 200 : 403)
    }
  }
})

test('a forgotten passphrase: the new one works, the old one and every session are gone, and the owner reads who did it', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff', name: 'Marc' })
  const ines = await lab.member({ name: 'Inès' })
  const { body } = await marc.call('post', `/api/members/${ines.id}/passphrase`)
  expect(body).toMatchObject({ name: 'Inès', passphrase: expect.stringMatching(/^(\p{L}+-){4}\p{L}+$/u) })
  expect(await whoIs(ines)).toBeUndefined()
  expect((await signIn(lab, 'Inès')).status).toBe(401)
  const reply = await signIn(lab, 'Inès', body.passphrase)
  expect(reply.body.member.reset).toEqual({ at: lab.clock.now, by: 'Marc' })
  const cookie = String(reply.headers['set-cookie']).split(';')[0]!
  const read = await request(lab.server).post('/api/session/reset-read').set('cookie', cookie)
  expect(read.body.member.reset).toBeUndefined()
  expect((await request(lab.server).get('/api/session').set('cookie', cookie)).body.member).not.toHaveProperty('reset')
})

test('the history tells of a new passphrase, shows none, and does not take it back', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff', name: 'Marc' })
  const ines = await lab.member({ name: 'Inès' })
  await marc.call('post', `/api/members/${ines.id}/passphrase`)
  const { body } = await marc.call('get', `/api/changes?subject=member:${ines.id}`)
  expect(body).toMatchObject([{ act: 'member.passphrase-reset', by: 'Marc', title: 'Inès', what: [], undoable: false }])
})

test('nobody learns a secret from the history of members', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const person = { name: 'Inès', passphrase, role: 'member', language: 'fr', staffNote: 'doit 3 €', born: '2011' }
  const { member } = (await marc.call('post', '/api/members', person)).body
  await marc.call('delete', `/api/members/${member.id}`)
  const { text } = await marc.call('get', '/api/changes')
  for (const secret of ['argon2', 'doit 3', '2011', 'passphraseHash', 'nameKey']) expect(text).not.toContain(secret)
})

test('live connections end with the session, and come back into other rooms with another role', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const [ines, karim] = [await lab.member(), await lab.member()]
  const url = await listen(lab)
  const connect = async (person: Person): Promise<Promise<string>[]> => {
    const socket = io(url, {
      path: '/live',
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { cookie: `session=${person.token}` },
    })
    onTestFinished(() => void socket.close())
    const told = new Promise<string>((resolve) => socket.once('session:ended', () => resolve('told')))
    const gone = new Promise<string>((resolve) => socket.once('disconnect', (why) => resolve(why)))
    await new Promise((resolve) => socket.once('connect', () => resolve(undefined)))
    return [told, gone]
  }
  const inesLine = await connect(ines)
  const karimLine = await connect(karim)
  await marc.call('post', `/api/members/${ines.id}/passphrase`)
  expect(await Promise.all(inesLine)).toEqual(['told', 'io server disconnect'])
  await marc.call('put', `/api/members/${karim.id}/role`, { role: 'volunteer' })
  expect(await Promise.all(karimLine)).toEqual(['told', 'io server disconnect'])
  expect(await whoIs(karim)).toBe(karim.name)
})

test('changing one’s own passphrase asks for the old one and ends every other session', async () => {
  const lab = await testLab()
  const ines = await lab.member({ name: 'Inès' })
  const phone = String((await signIn(lab, 'Inès')).headers['set-cookie']).split(';')[0]!
  const wrong = await ines.call('put', '/api/session/passphrase', { old: 'not this one', new: 'a quite new one' })
  expect([wrong.status, wrong.body.code]).toEqual([403, 'member.wrong-passphrase'])
  const { body } = await ines.call('put', '/api/session/passphrase', { old: passphrase, new: 'a quite new one' })
  expect(body.ended).toBe(1)
  expect(await whoIs(ines)).toBe('Inès')
  expect((await request(lab.server).get('/api/session').set('cookie', phone)).body.member).toBeNull()
  expect((await signIn(lab, 'Inès', 'a quite new one')).status).toBe(200)
})

test('guessing the old passphrase on an open phone is slowed down', async () => {
  const lab = await testLab()
  const ines = await lab.member()
  for (let n = 0; n < 8; n++) await ines.call('put', '/api/session/passphrase', { old: `guess ${n}`, new: passphrase })
  const reply = await ines.call('put', '/api/session/passphrase', { old: passphrase, new: 'a quite new one' })
  expect(reply.body.code).toBe('auth.too-many-tries')
})

test('who is suspended is out at once, cannot come in, and reads whom to ask; a stranger does not learn it', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const ines = await lab.member({ name: 'Inès' })
  await marc.call('put', `/api/members/${ines.id}/suspension`, { reason: 'Charte non respectée' })
  expect(await whoIs(ines)).toBeUndefined()
  const refused = await signIn(lab, 'Inès')
  expect([refused.status, refused.body.code]).toEqual([403, 'member.suspended'])
  expect(refused.body.sentence).toContain('équipe')
  expect((await signIn(lab, 'Inès', 'not hers')).body.code).toBe('auth.wrong-passphrase')
  await marc.call('delete', `/api/members/${ines.id}/suspension`)
  expect((await signIn(lab, 'Inès')).status).toBe(200)
})

test('the bookings ahead of somebody suspended stay until they are cancelled, all at once', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const ines = await lab.member({ trained: ['laser'] })
  const laser = await lab.machine('LASER')
  for (const from of [1, 3]) await book(ines, laser, from)
  const { body } = await marc.call('put', `/api/members/${ines.id}/suspension`, { reason: 'absente' })
  expect(body.file.bookingsAhead).toBe(2)
  const before = await dump(lab.db)
  const cancelled = await marc.call('delete', `/api/members/${ines.id}/bookings`)
  expect(cancelled.body.file.bookingsAhead).toBe(0)
  await undo(marc, cancelled.body.change.id)
  expect(await dump(lab.db)).toEqual(before)
})

test('cancelled bookings whose slot somebody took do not come back over them', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const [ines, karim] = [await lab.member({ trained: ['laser'] }), await lab.member({ trained: ['laser'] })]
  const laser = await lab.machine('LASER')
  await book(ines, laser, 1)
  const { change } = (await marc.call('delete', `/api/members/${ines.id}/bookings`)).body
  expect((await book(karim, laser, 1)).status).toBe(200)
  const before = await dump(lab.db)
  expect((await undo(marc, change.id)).body.code).toBe('change.slot-taken')
  expect(await dump(lab.db)).toEqual(before)
})

test('a removed member is nowhere, keeps the name for thirty days, and comes back whole', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const ines = await lab.member({ name: 'Inès', trained: ['laser'] })
  const before = await dump(lab.db)
  const { change } = (await marc.call('delete', `/api/members/${ines.id}`)).body
  expect(await whoIs(ines)).toBeUndefined()
  expect((await signIn(lab, 'Inès')).body.code).toBe('auth.wrong-passphrase')
  expect((await marc.call('get', '/api/members?search=ines')).body.total).toBe(0)
  expect((await marc.call('get', `/api/members/${ines.id}`)).body.code).toBe('member.not-found')
  const again = await marc.call('post', '/api/members', { name: 'INES', passphrase, role: 'member', language: 'fr' })
  expect(again.body.code).toBe('member.name-in-bin')
  expect((await marc.call('get', '/api/changes?bin=1')).body).toMatchObject([{ title: 'Inès', undoable: true }])
  await undo(marc, change.id)
  expect(await dump(lab.db)).toEqual(before)
  expect((await signIn(lab, 'Inès')).status).toBe(200)
})

test('after thirty days in the bin nothing says who it was, and the bookings are still counted', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const ines = await lab.member({ name: 'Inès', trained: ['laser'] })
  await marc.call('patch', `/api/members/${ines.id}`, {
    email: 'ines@example.org',
    staffNote: 'allergique au PLA',
    plan: 'boursière',
    born: '2011-04-05',
    consentBy: 'Sa mère',
    insuranceUntil: '2026-12-31',
    version: '',
  })
  await book(ines, await lab.machine('LASER'), 1)
  await marc.call('delete', `/api/members/${ines.id}`)
  lab.clock.now += undoableMs - 1
  expect(await forgetRemoved(lab.app)).toBe(0)
  lab.clock.now += 1
  expect(await forgetRemoved(lab.app)).toBe(1)
  expect(await forgetRemoved(lab.app)).toBe(0)
  const everything = JSON.stringify([await dump(lab.db), await lab.db.selectFrom('change').selectAll().execute()])
  for (const trace of ['Inès', 'ines', 'allergique', 'boursière', '2011', 'mère', '2026-12-31'])
    expect(everything).not.toContain(trace)
  expect(await lab.db.selectFrom('booking').selectAll().execute()).toHaveLength(1)
  const again = await marc.call('post', '/api/members', { name: 'Inès', passphrase, role: 'member', language: 'fr' })
  expect(again.status).toBe(200)
})

test('a member leaves by themself, with their passphrase', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const ines = await lab.member({ name: 'Inès' })
  expect((await ines.call('post', '/api/session/leave', { passphrase: 'no' })).body.code).toBe(
    'member.wrong-passphrase',
  )
  expect((await ines.call('post', '/api/session/leave', { passphrase })).status).toBe(200)
  expect((await signIn(lab, 'Inès')).status).toBe(401)
  expect((await marc.call('get', '/api/changes?bin=1')).body).toMatchObject([{ title: 'Inès', by: 'Inès' }])
})

test('the last admin can neither be removed, suspended, demoted, merged, nor leave; with a second one they can', async () => {
  const lab = await testLab()
  const ada = await lab.member({ role: 'admin', name: 'Ada' })
  const staff = await lab.member({ role: 'staff' })
  const path = `/api/members/${ada.id}`
  expect((await ada.call('put', `${path}/role`, { role: 'staff' })).body.code).toBe('member.last-admin')
  expect((await ada.call('post', '/api/session/leave', { passphrase })).body.code).toBe('member.last-admin')
  expect((await ada.call('delete', path)).body.code).toBe('member.not-yourself')
  expect((await ada.call('put', `${path}/suspension`, { reason: 'fatiguée' })).body.code).toBe('member.not-yourself')
  for (const reply of [
    await staff.call('delete', path),
    await staff.call('put', `${path}/suspension`, { reason: 'parce que' }),
    await staff.call('put', `${path}/role`, { role: 'member' }),
    await staff.call('patch', path, { name: 'Nada', version: '' }),
  ])
    expect(reply.body.code).toBe('member.outranked')
  const bob = await lab.member({ role: 'admin', name: 'Bob' })
  expect((await bob.call('put', `${path}/suspension`, { reason: 'en voyage' })).status).toBe(200)
  expect((await bob.call('post', '/api/session/leave', { passphrase })).body.code).toBe('member.last-admin')
})

test('taking back what gave somebody the role of admin never leaves the lab without one', async () => {
  const lab = await testLab()
  const ada = await lab.member({ role: 'admin', name: 'Ada' })
  const bob = await lab.member({ role: 'staff', name: 'Bob' })
  const surely = await confirmed(lab, ada)
  const { change } = (await surely.call('put', `/api/members/${bob.id}/role`, { role: 'admin' })).body
  await ada.call('put', `/api/members/${ada.id}/role`, { role: 'staff' })
  expect((await undo(bob, change.id)).body.code).toBe('member.last-admin')
  expect((await undo(ada, change.id)).body.code).toBe('auth.forbidden')
})

test('giving the role of admin asks for the passphrase again, by every way that gives it', async () => {
  const lab = await testLab()
  const ada = await lab.member({ role: 'admin', name: 'Ada' })
  const [bob, eve] = [await lab.member({ role: 'staff' }), await lab.member({ role: 'admin' })]
  const give = (who: Pick<Person, 'call'>) => who.call('put', `/api/members/${bob.id}/role`, { role: 'admin' })
  const person = { name: 'Chef', passphrase, role: 'admin', language: 'fr' }
  const { change } = (await ada.call('put', `/api/members/${eve.id}/role`, { role: 'member' })).body
  for (const reply of [await give(ada), await ada.call('post', '/api/members', person), await undo(ada, change.id)])
    expect([reply.status, reply.body.code]).toEqual([403, 'auth.confirm-needed'])
  const surely = await confirmed(lab, ada)
  expect((await give(surely)).status).toBe(200)
  expect((await surely.call('post', '/api/members', person)).status).toBe(200)
  expect((await surely.call('post', `/api/changes/${change.id}/undo`)).status).toBe(200)
})

test('staff do not take back what an admin did to a colleague', async () => {
  const lab = await testLab()
  const ada = await lab.member({ role: 'admin' })
  const [marc, lea] = [await lab.member({ role: 'staff' }), await lab.member({ role: 'staff' })]
  const { change } = (await ada.call('put', `/api/members/${marc.id}/suspension`, { reason: 'enquête' })).body
  expect((await undo(lea, change.id)).body.code).toBe('member.outranked')
  expect((await undo(ada, change.id)).status).toBe(200)
})

test('two accounts of one person become one, and come apart again with no row lost', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const stays = await lab.member({ name: 'Inès', trained: ['laser'] })
  const goes = await lab.member({ name: 'Inès B', trained: ['laser', 'mill'] })
  const [laser, mill] = [await lab.machine('LASER'), await lab.machine('MILL', 'mill')]
  await book(stays, laser, 1)
  await book(goes, mill, 1)
  await book(goes, laser, 3)
  await marc.call('patch', `/api/members/${goes.id}`, {
    email: 'ines@example.org',
    charterVersion: '2026',
    plan: 'Étudiante',
    staffNote: 'a deux cartes',
    version: '',
  })
  const before = await dump(lab.db)
  const path = `/api/members/${stays.id}/merge/${goes.id}`
  expect((await marc.call('get', path)).body).toMatchObject({ bookings: 2, authorizations: 2, conflicts: [] })
  const { file, change } = (await marc.call('post', path)).body
  expect(file).toMatchObject({ bookingsAhead: 3, confidential: { staffNote: 'a deux cartes' } })
  expect(file.member).toMatchObject({ email: 'ines@example.org', charterVersion: '2026', plan: 'Étudiante' })
  expect(file.member.authorizations.toSorted()).toEqual(['laser', 'mill'])
  expect(await whoIs(goes)).toBeUndefined()
  expect((await marc.call('get', '/api/members?search=ines')).body.total).toBe(1)
  expect((await undo(marc, change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('the prints of two accounts come together, with their whole history, and come apart again', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const [stays, goes] = [await lab.member({ name: 'Inès' }), await lab.member({ name: 'Inès B' })]
  const cube = readFileSync(new URL('../fixtures/models/cube-ascii.stl', import.meta.url))
  for (const person of [stays, goes]) await upload(lab.server, person, 'cube.stl', cube)
  const before = await dump(lab.db)
  expect(before.print_job).toHaveLength(2)
  const { change } = (await marc.call('post', `/api/members/${stays.id}/merge/${goes.id}`)).body
  expect((await stays.call('get', '/api/print-jobs?scope=mine')).body).toHaveLength(2)
  expect((await dump(lab.db)).job_event).toHaveLength(before.job_event?.length ?? 0)
  await undo(marc, change.id)
  expect(await dump(lab.db)).toEqual(before)
})

test('nobody merges with themself, nor somebody above', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const [ines, ada] = [await lab.member(), await lab.member({ role: 'admin' })]
  expect((await marc.call('post', `/api/members/${ines.id}/merge/${ines.id}`)).status).toBe(422)
  expect((await marc.call('post', `/api/members/${ines.id}/merge/${ada.id}`)).body.code).toBe('member.outranked')
  expect((await marc.call('post', `/api/members/${ada.id}/merge/${ines.id}`)).body.code).toBe('member.outranked')
})

test('a person reads everything the lab knows of them, but no secret and no note of the staff', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const ines = await lab.member({ name: 'Inès', trained: ['laser'] })
  await book(ines, await lab.machine('LASER'), 1)
  await marc.call('patch', `/api/members/${ines.id}`, { staffNote: 'parle trop', version: '' })
  const own = await ines.call('get', '/api/session/everything')
  expect(own.body).toMatchObject({ member: { name: 'Inès' }, 'booking.memberId': [{ state: 'confirmed' }] })
  for (const secret of ['argon2', 'parle trop', 'passphraseHash', 'tokenHash']) expect(own.text).not.toContain(secret)
  const staffs = await marc.call('get', `/api/members/${ines.id}/everything`)
  expect(staffs.body.member.staffNote).toBe('parle trop')
  expect(staffs.text).not.toContain('argon2')
  const other = await lab.member()
  expect((await other.call('get', `/api/members/${ines.id}/everything`)).status).toBe(403)
})

test('who did something for others reads that they did, and nothing of the others', async () => {
  const lab = await testLab()
  const lea = await lab.member({ role: 'volunteer' })
  const ines = await lab.member()
  await lea.call('post', '/api/inductions', { memberIds: [ines.id], day: '2026-01-05', ledBy: lea.id })
  const { body } = await lea.call('get', '/api/session/everything')
  expect(body['induction.ledBy']).toEqual([{ onDay: '2026-01-05', grantedAt: lab.clock.now }])
  expect(JSON.stringify(body)).not.toContain(ines.id)
})

test('who is removed for the second time lies in the bin for thirty days again', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const ines = await lab.member({ name: 'Inès' })
  const { change } = (await marc.call('delete', `/api/members/${ines.id}`)).body
  lab.clock.now += undoableMs * 0.6
  const back = await undo(marc, change.id)
  lab.clock.now += undoableMs * 0.6
  const gone = await undo(marc, back.body.id)
  expect(await forgetRemoved(lab.app)).toBe(0)
  expect((await undo(marc, gone.body.id)).status).toBe(200)
  expect((await marc.call('get', `/api/members/${ines.id}`)).body.member.name).toBe('Inès')
})

test('a merge is taken back although some of what was told meanwhile is forgotten', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const [one, other] = [await lab.member({ trained: ['laser'] }), await lab.member({ trained: ['laser'] })]
  await book(other, await lab.machine('LASER'), 1)
  lab.clock.now += hours(24)
  const { change } = (await marc.call('post', `/api/members/${one.id}/merge/${other.id}`)).body
  const { numDeletedRows } = await lab.db
    .deleteFrom('message')
    .where('at', '<', lab.clock.now)
    .executeTakeFirstOrThrow()
  expect(numDeletedRows).toBeGreaterThan(0n)
  expect((await undo(marc, change.id)).status).toBe(200)
})

test('whoever leaves gives up the slots ahead, and comes back with those that nobody took', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const [ines, ada] = [await lab.member({ trained: ['laser'] }), await lab.member({ trained: ['laser'] })]
  const laser = await lab.machine('LASER')
  for (const from of [1, 3]) expect((await book(ines, laser, from)).status).toBe(200)
  await ines.call('post', '/api/session/leave', { passphrase })
  expect((await book(ada, laser, 1)).status).toBe(200)
  const [{ id }] = (await marc.call('get', '/api/changes?bin=1')).body
  expect((await undo(marc, id)).status).toBe(200)
  const { body } = await marc.call('get', `/api/bookings?from=${noon}&to=${noon + hours(8)}`)
  expect(body.map(({ by }: { by: string }) => by)).toEqual([ada.name, ines.name])
})

test('somebody who is called like the address of another keeps nobody out', async () => {
  const lab = await testLab()
  const admin = await lab.member({ role: 'admin' })
  const address = 'ines@example.org'
  const other = { passphrase: 'another good passphrase', role: 'member', language: 'fr', email: null }
  await admin.call('post', '/api/members', { ...other, name: address })
  await admin.call('post', '/api/members', { ...other, name: 'Inès', email: address, passphrase })
  expect((await signIn(lab, address)).body.member?.name).toBe('Inès')
  expect((await signIn(lab, address, other.passphrase)).body.member?.name).toBe(address)
})

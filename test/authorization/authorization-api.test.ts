import { beforeEach, expect, test } from 'vitest'
import type { AuthorizationEvent as Event } from '#backend/authorization/schema.ts'
import { remind } from '#backend/reminder/service.ts'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
type Person = Awaited<ReturnType<TestLab['member']>>
let marc: Person
let lea: Person
let ines: Person
let laser: string
const slot = { start: noon + hours(1), end: noon + hours(2) }

beforeEach(async () => {
  lab = await testLab()
  marc = await lab.member({ role: 'staff', name: 'Marc' })
  lea = await lab.member({ name: 'Léa', teaches: ['laser'] })
  ines = await lab.member({ name: 'Inès' })
  laser = await lab.machine('LASER')
})

const plain = { level: 'independent', expiresOn: null, evidence: '' }
const give = (who: Person, whom: Person, kind: string, more: object = {}) =>
  who.call('put', `/api/members/${whom.id}/authorizations/${kind}`, { ...plain, ...more })
const revoke = (who: Person, whom: Person, kind: string, more: object = {}) =>
  who.call('post', `/api/members/${whom.id}/authorizations/${kind}/revocation`, {
    ...{ reason: 'capot ouvert', cancel: false },
    ...more,
  })
const book = (who: Person, more: object = {}) =>
  who.call('post', '/api/bookings', { machineId: laser, ...slot, ...more })
const told = async (who: Person) =>
  (await lab.db.selectFrom('message').select('kind').where('memberId', '=', who.id).execute()).map(({ kind }) => kind)
const state = (rules: object) => marc.call('put', '/api/booking-rules', { scope: 'lab', about: '', rules, version: '' })

test('whoever teaches a kind authorizes on it, up to their own level, and on no other', async () => {
  expect((await give(lea, ines, 'laser', { evidence: 'séance du lundi' })).body.authorizations.held).toMatchObject([
    { kind: 'laser', level: 'independent', by: 'Léa', evidence: 'séance du lundi', revoked: null },
  ])
  expect((await book(ines)).status).toBe(200)
  for (const refused of [
    await give(lea, ines, 'mill'),
    await give(lea, ines, 'laser', { level: 'trainer' }),
    await give(lea, lea, 'laser'),
    await give(ines, marc, 'laser'),
    await revoke(ines, lea, 'laser'),
  ])
    expect([refused.status, refused.body.code]).toEqual([403, 'authorization.not-yours'])
  expect((await ines.call('get', '/api/authorizations')).body.code).toBe('authorization.not-yours')
  expect((await lea.call('get', '/api/authorizations')).body.kinds).toEqual(['laser'])
  expect((await give(marc, ines, 'sword')).status).toBe(422)
})

test('one teacher takes nothing from another', async () => {
  const zoe = await lab.member({ name: 'Zoé', teaches: ['laser'] })
  expect((await revoke(lea, zoe, 'laser')).body.code).toBe('authorization.not-yours')
  expect((await give(lea, zoe, 'laser')).body.code).toBe('authorization.not-yours')
  expect((await revoke(marc, zoe, 'laser')).status).toBe(200)
  expect((await zoe.call('get', '/api/authorizations')).body.code).toBe('authorization.not-yours')
})

test('what is taken away is read with its reason, and given again', async () => {
  await give(marc, ines, 'laser')
  await revoke(lea, ines, 'laser')
  const refused = (await book(ines)).body
  expect(refused.code).toBe('booking.authorization-revoked')
  expect(refused.sentence).toContain('capot ouvert')
  expect(await told(ines)).toEqual(['authorization_given', 'authorization_revoked'])
  expect((await revoke(lea, ines, 'laser')).body.code).toBe('authorization.not-found')
  await give(lea, ines, 'laser')
  expect((await book(ines)).status).toBe(200)
})

test('with the authorization go the slots ahead, if so wished, and both come back together', async () => {
  await give(marc, ines, 'laser')
  await book(ines)
  const before = await dump(lab.db)
  const { change, cancelled } = (await revoke(marc, ines, 'laser', { cancel: true })).body
  expect(cancelled).toBe(1)
  expect(await told(ines)).toContain('booking_cancelled')
  const karim = await lab.member({ trained: ['laser'] })
  const taken = (await book(karim)).body
  expect((await marc.call('post', `/api/changes/${change.id}/undo`)).status).toBe(409)
  await karim.call('delete', `/api/bookings/${taken.id}`)
  expect((await marc.call('post', `/api/changes/${change.id}/undo`)).status).toBe(200)
  const { authorization } = await dump(lab.db)
  for (const row of before.authorization!) expect(authorization).toContain(row)
})

test('the history keeps every step, and who took one back', async () => {
  const { change } = (await give(marc, ines, 'laser')).body
  await marc.call('post', `/api/changes/${change.id}/undo`)
  lab.clock.now += 1
  await give(lea, ines, 'laser', { level: 'accompanied' })
  lab.clock.now += 1
  await give(marc, ines, 'laser', { expiresOn: '2026-06-30' })
  lab.clock.now += 1
  await revoke(lea, ines, 'laser')
  const { history } = (await ines.call('get', '/api/authorizations/mine')).body
  expect(history.slice(0, 3).map(({ what, by, level, expiresOn }: Event) => [what, by, level, expiresOn])).toEqual([
    ['revoked', 'Léa', 'independent', null],
    ['changed', 'Marc', 'independent', '2026-06-30'],
    ['given', 'Léa', 'accompanied', null],
  ])
  expect(
    history
      .slice(3)
      .map(({ what }: Event) => what)
      .toSorted(),
  ).toEqual(['given', 'undone'])
})

test('an end that is over is refused, one that comes is told a month ahead, once', async () => {
  expect((await give(marc, ines, 'laser', { expiresOn: '2026-01-04' })).body.code).toBe('authorization.in-the-past')
  await give(marc, ines, 'laser', { expiresOn: '2026-02-10' })
  await remind(lab.app)
  expect(await told(ines)).toEqual(['authorization_given'])
  lab.clock.now = Date.UTC(2026, 0, 11, 11)
  await remind(lab.app)
  await remind(lab.app)
  expect(await told(ines)).toEqual(['authorization_given', 'authorization_ends'])
  const after = { start: Date.UTC(2026, 1, 11, 11), end: Date.UTC(2026, 1, 11, 12) }
  expect((await book(ines, after)).body.code).toBe('booking.authorization-ended')
  expect((await ines.call('get', '/api/session')).body.member.authorizations).toEqual(['laser'])
  lab.clock.now = Date.UTC(2026, 1, 11, 11)
  expect((await ines.call('get', '/api/session')).body.member.authorizations).toEqual([])
})

test('the lab states levels, practice and prerequisites, and each is a refusal in words', async () => {
  await give(marc, ines, 'laser', { level: 'accompanied' })
  expect((await book(ines)).body.code).toBe('booking.level-too-low')
  await state({ level: 'accompanied', prerequisites: { match: 'all', kinds: ['mill'] } })
  const refused = (await book(ines)).body
  expect(refused.code).toBe('booking.prerequisite-missing')
  expect(refused.sentence).toContain('fraiseuses')
  await give(marc, ines, 'mill')
  expect((await book(ines)).status).toBe(200)
})

test('without use an authorization is lost, and a slot that was used keeps it', async () => {
  await give(marc, ines, 'laser')
  await state({ unusedMonths: 2 })
  await book(ines)
  lab.clock.now = Date.UTC(2026, 2, 4, 11)
  const march = (day: number) => ({ start: Date.UTC(2026, 2, day, 12), end: Date.UTC(2026, 2, day, 13) })
  expect((await book(ines, march(5))).status).toBe(200)
  await lab.db.deleteFrom('bookingEvent').execute()
  await lab.db.deleteFrom('booking').execute()
  expect((await book(ines, march(6))).body.code).toBe('booking.out-of-practice')
  await give(lea, ines, 'laser', { evidence: 'remise à niveau' })
  expect((await book(ines, march(6))).status).toBe(200)
})

test('who is looked for a slot reads why a machine is not for them', async () => {
  await give(marc, ines, 'laser')
  await revoke(marc, ines, 'laser')
  const found = (await ines.call('get', '/api/bookings/find?minutes=60&days=7&kind=laser')).body
  expect(found.slots).toEqual([])
  expect(found.not[0].sentence).toContain('capot ouvert')
})

test('a search ends where the authorization does', async () => {
  await give(marc, ines, 'laser', { expiresOn: '2026-01-05' })
  const found = (await ines.call('get', '/api/bookings/find?minutes=60&days=7&kind=laser')).body
  expect(found.slots.length).toBeGreaterThan(0)
  expect(found.slots.every(({ end }: { end: number }) => end <= Date.UTC(2026, 0, 5, 23))).toBe(true)
})

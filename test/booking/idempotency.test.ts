import request from 'supertest'
import { beforeEach, expect, test } from 'vitest'
import { forgetKeptAnswers } from '#backend/io/idempotency.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
let laser: string
let ines: Awaited<ReturnType<TestLab['member']>>
const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ trained: ['laser'] })
})

const book = (key: string, slot = at(1, 2), who = ines) =>
  who.call('post', '/api/bookings', { machineId: laser, ...slot }).set('idempotency-key', key)
const bookings = async () => (await lab.db.selectFrom('booking').select('id').execute()).length

test('the same call with the same key is done once and answered twice', async () => {
  const first = await book('k1')
  const again = await book('k1')
  expect([again.status, again.body]).toEqual([200, first.body])
  expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true'])
  expect(await bookings()).toBe(1)
})

test('twenty at once with one key: one booking, twenty times the same answer', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => book('k2')))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect(await bookings()).toBe(1)
})

test('a refusal is an answer too: it stays one, although the slot is free by then', async () => {
  const karim = await lab.member({ trained: ['laser'] })
  const { body } = await book('theirs', at(1, 2), karim)
  expect((await book('k3')).body.code).toBe('booking.overlap')
  await karim.call('delete', `/api/bookings/${body.id}`)
  expect((await book('k3')).body.code).toBe('booking.overlap')
  expect((await book('k4')).status).toBe(200)
})

test('a key belongs to one call: another body is refused, another person or another address has keys of their own', async () => {
  const { body } = await book('k5')
  expect((await book('k5', at(3, 4))).body.code).toBe('input.key-reused')
  const karim = await lab.member({ trained: ['laser'] })
  expect((await book('k5', at(3, 4), karim)).status).toBe(200)
  const cancelled = await ines.call('delete', `/api/bookings/${body.id}`).set('idempotency-key', 'k5')
  expect(cancelled.body.state).toBe('cancelled')
})

test('a server that stopped in the middle does not do it again: nobody knows whether it was done', async () => {
  await book('k6')
  await lab.db.updateTable('keptAnswer').set({ status: null, answer: null }).execute()
  expect((await book('k6')).body.code).toBe('input.key-unfinished')
  expect(await bookings()).toBe(1)
})

test.each(['', 'é', 'a'.repeat(129), 'with space'])('%j is no key', async (key) => {
  const answer = await ines
    .call('post', '/api/bookings', { machineId: laser, ...at(1, 2) })
    .set('idempotency-key', Buffer.from(key, 'utf8').toString('latin1'))
  expect(key === '' ? 422 : answer.status).toBe(422)
})

test('what is kept can be read with the key only, and for a day', async () => {
  const { body } = await book('k7')
  const [kept] = await lab.db.selectFrom('keptAnswer').selectAll().execute()
  expect(JSON.stringify(kept)).not.toContain(body.id)
  expect(Buffer.from(kept!.answer!, 'base64').toString('latin1')).not.toContain(body.id)
  await forgetKeptAnswers(lab.db, noon + hours(25))
  expect(await lab.db.selectFrom('keptAnswer').selectAll().execute()).toEqual([])
})

test('who is not signed in has nothing to repeat', async () => {
  const answer = await request(lab.server).post('/api/bookings').set('idempotency-key', 'k8').send({})
  expect(answer.status).toBe(401)
  expect(await lab.db.selectFrom('keptAnswer').selectAll().execute()).toEqual([])
})

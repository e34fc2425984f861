import request from 'supertest'
import type { Socket } from 'socket.io-client'
import { beforeEach, expect, test } from 'vitest'
import { bridgeToken, hours, testLab, type TestLab } from '../support/lab.ts'
import { dial, greet, listen } from '../support/test-bridge.ts'

let lab: TestLab
let url: string
beforeEach(async () => {
  lab = await testLab()
  url = await listen(lab)
})

const isGood = async (token: string): Promise<boolean> => (await dial(url, token)) !== undefined
/** A bridge may read the server's figures: the least that a token is good for. */
const isGoodOverHttp = async (token: string): Promise<boolean> =>
  (
    await request(url)
      .get('/metrics')
      .set({ authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.7' })
  ).status === 200

/** Says hello with this token. Resolves with the fresh one, and with what says that it is kept. */
async function renewal(token: string): Promise<{ link: Socket; fresh: string; keep: (said?: string) => void }> {
  const link = (await dial(url, token))!
  const given = new Promise<{ fresh: string; keep: (said?: string) => void }>((resolve) =>
    link.on('renew', (fresh: string, kept: (said: string) => void) =>
      resolve({ fresh, keep: (said = fresh) => kept(said) }),
    ),
  )
  await greet(link, [])
  return { link, ...(await given) }
}

const isRefused = (token: string) => expect.poll(() => isGood(token), { timeout: 5000 }).toBe(false)

test('the given token is good for the first hello; once the fresh one is kept, a stolen old one opens nothing', async () => {
  const { fresh, keep } = await renewal(bridgeToken)
  expect(await isGood(bridgeToken)).toBe(true)
  keep()
  await isRefused(bridgeToken)
  expect(await isGoodOverHttp(bridgeToken)).toBe(false)
  expect([await isGood(fresh), await isGoodOverHttp(fresh)]).toEqual([true, true])
})

test('the bridge dies before it has kept the fresh one: it comes back with the old one, and is given another', async () => {
  const first = await renewal(bridgeToken)
  first.link.close()
  const second = await renewal(bridgeToken)
  second.keep()
  await isRefused(bridgeToken)
  expect(await isGood(first.fresh), 'what nobody kept').toBe(false)
  expect(await isGood(second.fresh)).toBe(true)
})

test('the bridge dies when it has kept the fresh one, before it says so: it comes back with it, and the old one is dead', async () => {
  const { link, fresh } = await renewal(bridgeToken)
  link.close()
  expect(await isGood(fresh)).toBe(true)
  expect(await isGood(bridgeToken)).toBe(false)
})

test('a download with the fresh token is a use of it, too', async () => {
  const { fresh } = await renewal(bridgeToken)
  expect(await isGoodOverHttp(fresh)).toBe(true)
  expect(await isGood(bridgeToken)).toBe(false)
})

test('a bridge that says back something else has kept nothing', async () => {
  const { keep } = await renewal(bridgeToken)
  keep('something else')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(await isGood(bridgeToken)).toBe(true)
})

test('a token is replaced once it is a day old, and not before', async () => {
  const { fresh, keep } = await renewal(bridgeToken)
  keep()
  await isRefused(bridgeToken)
  lab.clock.now += hours(23)
  const young = (await dial(url, fresh))!
  let renewals = 0
  young.on('renew', () => renewals++)
  await greet(young, [])
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(renewals).toBe(0)
  lab.clock.now += hours(2)
  const next = await renewal(fresh)
  next.keep()
  await isRefused(fresh)
})

test('staff see when a token was renewed, and revoke it: every connection ends, and only the new one is good', async () => {
  const marc = await lab.member({ role: 'staff' })
  const lea = await lab.member({ role: 'volunteer' })
  const { link, fresh, keep } = await renewal(bridgeToken)
  keep()
  await isRefused(bridgeToken)
  const [{ id, tokenRenewedAt }] = (await marc.call('get', '/api/bridges')).body
  expect(tokenRenewedAt).toBe(lab.clock.now)
  const gone = new Promise((resolve) => link.once('disconnect', resolve))

  expect((await lea.call('post', `/api/bridges/${id}/revoke`)).body.code).toBe('auth.forbidden')
  expect((await marc.call('post', '/api/bridges/another/revoke')).body.code).toBe('bridge.not-found')
  expect((await marc.call('post', `/api/bridges/${id}/revoke`)).status).toBe(200)
  await gone
  expect([await isGood(fresh), await isGood(bridgeToken)]).toEqual([false, false])
  expect(await isGood(lab.app.bridgeToken), 'what the local bridge finds').toBe(true)
})

test('where nobody starts the bridge, the new token is told to whoever revoked the old one, once', async () => {
  const own = await testLab({ argv: ['--no-bridge'] })
  const marc = await own.member({ role: 'staff' })
  const [{ id }] = (await marc.call('get', '/api/bridges')).body
  const { body } = await marc.call('post', `/api/bridges/${id}/revoke`)
  expect((await dial(await listen(own), body.token)) !== undefined).toBe(true)
  expect(JSON.stringify((await marc.call('get', '/api/bridges')).body)).not.toContain(body.token)
})

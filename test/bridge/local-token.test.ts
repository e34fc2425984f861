import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Bridge } from '#backend/bridge/schema.ts'
import { signedIn } from '../support/as-person.ts'
import { startLab } from '../support/server.ts'

const patience = { timeout: 20_000 }

test('the local bridge lives with tokens that change: after a crash of it, after one of the server, and after staff revoke them', async () => {
  const lab = await startLab(['--sample'])
  onTestFinished(() => lab.close())
  const call = await signedIn(lab, 'Marc')
  const bridge = async (): Promise<Bridge> => (await call<Bridge[]>('GET', '/api/bridges'))[0]!
  const kept = join(lab.dataDir, 'bridge', 'token')
  const newest = (): string => readFileSync(kept, 'utf8').split('\n')[0]!
  const isBack = async () => (await bridge()).online && (await bridge()).tokenRenewedAt !== null

  await expect.poll(isBack, patience).toBe(true)
  expect(statSync(kept).mode & 0o777).toBe(0o600)
  const first = newest()
  expect(first).not.toBe(readFileSync(join(lab.dataDir, 'bridge-token'), 'utf8').trim())

  type Card = { printer: { online: boolean } | null }
  const areThere = async () =>
    (await call<Card[]>('GET', '/api/machines')).every(({ printer }) => printer?.online !== false)
  await expect.poll(areThere, patience).toBe(true)
  const pid = lab.pidOf('bridge')
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => lab.pidOf('bridge'), patience).not.toBe(pid)
  await expect.poll(isBack, patience).toBe(true)
  expect(newest(), 'the same one: it is not a day old').toBe(first)

  await lab.end('SIGKILL')
  await lab.start()
  await expect.poll(isBack, patience).toBe(true)

  const { id } = await bridge()
  expect(await call('POST', `/api/bridges/${id}/revoke`)).toEqual({ token: null })
  await expect.poll(isBack, patience).toBe(true)
  expect(newest()).not.toBe(first)
  expect(readFileSync(kept, 'utf8'), 'what was revoked').not.toContain(first)
})

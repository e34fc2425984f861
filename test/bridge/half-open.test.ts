import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openNetwork } from '../support/black-hole.ts'
import { bridgeToken, testLab } from '../support/lab.ts'
import { listen } from '../support/test-bridge.ts'

/** A bridge process of its own, and what it says. It ends with the test, its virtual printers with it. */
function startBridge(server: string): () => string {
  const data = mkdtempSync(join(tmpdir(), 'etabli-half-open-'))
  const child = spawn(process.execPath, ['dist/backend/cli.mjs', 'bridge', '--server', server, '--data', data], {
    env: { ...process.env, ETABLI_BRIDGE_TOKEN: bridgeToken },
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += String(text)))
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  })
  return () => said
}

test('a connection that is dead without a word is noticed at both ends: the printer does not answer, its last figures keep their age', async () => {
  const lab = await testLab({ heartbeat: { pingInterval: 300, pingTimeout: 400 } })
  const printer = await lab.printer()
  const lea = await lab.member({ role: 'volunteer' })
  const card = async () => (await lea.call('get', `/api/machines/${printer}`)).body
  const network = await openNetwork(Number(new URL(await listen(lab)).port))
  onTestFinished(() => network.close())
  const said = startBridge(`http://127.0.0.1:${network.port}`)
  const patience = { timeout: 20_000 }
  await expect.poll(async () => (await card()).printer.report?.nozzle, patience).toBeGreaterThan(0)
  lab.clock.now += 1000

  network.die()
  await expect.poll(card, patience).toMatchObject({ state: 'offline', printer: { online: false } })
  const { at } = (await card()).printer.report
  lab.clock.now += 60_000
  expect((await card()).printer.report.at, 'the age of what is shown').toBe(at)
  await expect.poll(said, patience).toContain('"message":"link lost","reason":"ping timeout"')

  network.live()
  await expect.poll(card, patience).toMatchObject({ state: 'free', printer: { online: true } })
  await expect.poll(async () => (await card()).printer.report.at, patience).toBe(lab.clock.now)
})

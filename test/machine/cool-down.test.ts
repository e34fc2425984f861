import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { usualPrinter } from '#backend/lab/service.ts'
import { createMachine } from '#backend/machine/service.ts'
import { bridgeToken, testLab, type TestLab } from '../support/lab.ts'
import { freePort } from '../support/server.ts'
import { listen } from '../support/test-bridge.ts'

let lab: TestLab
let folder: string
beforeEach(async () => {
  lab = await testLab()
  folder = mkdtempSync(join(tmpdir(), 'etabli-heat-'))
})

const patience = { timeout: 20_000 }

function program(args: string[], env = {}): ChildProcess {
  const child = spawn(process.execPath, ['dist/backend/cli.mjs', ...args], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  })
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    await gone
    rmSync(folder, { recursive: true, force: true })
  })
  return child
}

/** A virtual printer on a cable that a second hand can speak on, as the printer's own panel does. */
async function printerWithPanel() {
  const [behind, port] = [await freePort(), await freePort()]
  const log = join(folder, 'log')
  program(['virtual-printer', '--tcp', String(behind), '--speed', '20', '--log', log])
  let far: Socket | undefined
  const cable = createServer((near) => {
    const socket = (far = connect(behind, '127.0.0.1'))
    near.pipe(socket).pipe(near)
    for (const end of [near, socket]) end.on('error', () => [near, socket].forEach((one) => one.destroy()))
  })
  await new Promise<void>((listening) => void cable.listen(port, '127.0.0.1', listening))
  onTestFinished(() => void cable.close())
  return {
    port: `tcp://127.0.0.1:${port}`,
    panel: (command: string) => void far!.write(`${command}\n`),
    executed: () => (existsSync(log) ? readFileSync(log, 'latin1').trimEnd().split('\n') : []),
  }
}

test('the team turns the heating of an idle printer off, and sees that it is off', async () => {
  const { port, panel, executed } = await printerWithPanel()
  const printer = { ...usualPrinter, port }
  const id = await createMachine(lab.app, lab.db, lab.labId, { name: 'PRUSA-1', kind: 'printer', room: '', printer })
  const lea = await lab.member({ role: 'volunteer' })
  const ines = await lab.member()
  const report = async () => (await lea.call('get', `/api/machines/${id}`)).body.printer.report
  const url = `/api/machines/${id}/cool-down`
  expect((await lea.call('post', url)).body.code, 'before its bridge is there').toBe('machine.heat-unknown')

  program(['bridge', '--server', await listen(lab), '--data', folder], { ETABLI_BRIDGE_TOKEN: bridgeToken })
  await expect.poll(report, patience).toMatchObject({ nozzleTarget: 0 })
  panel('M104 S200')
  await expect.poll(report, patience).toMatchObject({ nozzleTarget: 200 })

  expect((await ines.call('post', url)).body.code).toBe('auth.forbidden')
  expect((await lea.call('post', url)).status).toBe(200)
  await expect.poll(report, patience).toMatchObject({ nozzleTarget: 0, bedTarget: 0 })
  expect(executed().slice(executed().lastIndexOf('M104 S200'))).toEqual(expect.arrayContaining(['M104 S0', 'M140 S0']))
})

test('a print keeps its heat, and what is no printer has none', async () => {
  const id = await lab.printer()
  const lea = await lab.member({ role: 'volunteer' })
  const laser = await lab.machine('LASER')
  expect((await lea.call('post', `/api/machines/${laser}/cool-down`)).body.code).toBe('machine.not-a-printer')
  // The bridge knows first: between its word and ours a print may have begun.
  lab.bridges.command = async () => ({ ok: false, refusal: 'not-possible-now' })
  expect((await lea.call('post', `/api/machines/${id}/cool-down`)).body).toMatchObject({
    code: 'machine.heat-needed',
    sentence: expect.stringContaining('Arrêtez-la d’abord'),
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { canonicalCommands } from '../support/canonical.ts'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--virtual-speed', '40'])
})
test.afterAll(async () => lab.close())

test('the server is killed during a print: the print goes on, and after the restart the pages show it right', async ({
  browser,
}) => {
  const marc = await openScreen(browser, lab.base, 'desk')
  await signIn(marc.page, lab, 'Marc')
  const api = marc.page.request
  type Job = {
    id: string
    state: string
    machineId: string
    run: { id: string; state: string; linesAcked: number } | null
  }
  const jobs = async (): Promise<Job[]> => (await api.get('/api/print-jobs?scope=desk')).json()

  // The sample lab has one approved job in the queue of its printer.
  await expect.poll(async () => (await jobs()).some((job) => 'canStart' in job && job.canStart)).toBe(true)
  const queued = (await jobs()).find(({ state }) => state === 'queued')!
  await api.post(`/api/print-jobs/${queued.id}/runs`, { data: { bedIsClear: true } })
  const job = async (): Promise<Job> => (await api.get(`/api/print-jobs/${queued.id}`)).json()
  await expect.poll(async () => (await job()).run?.state, { timeout: 60_000 }).toBe('printing')

  const log = join(lab.dataDir, 'bridge', `virtual-${queued.machineId}.log`)
  const executed = (): string[] => readFileSync(log, 'utf8').trimEnd().split('\n')
  const bridge = lab.pidOf('bridge')

  await lab.end('SIGKILL')
  const before = executed().length
  await expect.poll(() => executed().length, { timeout: 30_000 }).toBeGreaterThan(before + 50)

  await lab.start()
  expect(lab.pidOf('bridge'), 'the same bridge is adopted').toBe(bridge)
  await marc.page.goto('/desk/queue')
  await expect(marc.page.getByText(/Prête vers/).first()).toBeVisible()
  await picture(marc.page, '30-desk-after-kill')
  expect((await job()).run).toMatchObject({ state: 'printing' })

  // SIGTERM in mid-print: the server goes, the bridge stays with its print.
  expect(await lab.end('SIGTERM')).toBe(0)
  expect(() => process.kill(bridge, 0)).not.toThrow()
  await lab.start()

  await expect.poll(async () => (await job()).state, { timeout: 150_000 }).toBe('awaiting_pickup')
  const gcode = await (await api.get(`/api/print-jobs/${queued.id}/gcode`)).body()
  const commands = canonicalCommands(gcode)
  const all = executed().filter((line) => line !== 'M105')
  const from = all.indexOf(commands[0] ?? '')
  expect(all.slice(from, from + commands.length)).toEqual(commands)
})

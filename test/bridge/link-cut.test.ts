import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedIn, type CallApi } from '../support/as-person.ts'
import { openNetwork } from '../support/black-hole.ts'
import { pause, startLab, type StartedLab } from '../support/server.ts'

/** Where `npm run prove -- link-cut` wants its figures: then the cut lasts ten minutes, and the printers are as slow as that needs. */
const figuresFile = process.env.PROVE_FIGURES
const { speed, cutMs, flaps, flapMs } = figuresFile
  ? { speed: '4', cutMs: 600_000, flaps: 75, flapMs: 2000 }
  : { speed: '2000', cutMs: 4000, flaps: 10, flapMs: 300 }

type Job = {
  id: string
  state: string
  machineId: string
  gcode: { sha256: string }
  run: { linesAcked: number } | null
}
type Card = { name: string; id: string; state: string; printer: { online: boolean; bed: string } | null }

let lab: StartedLab
let network: Awaited<ReturnType<typeof openNetwork>>
let bridge: ChildProcess
let call: CallApi

beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge', '--virtual-speed', speed])
  network = await openNetwork(lab.port)
  const server = `http://127.0.0.1:${network.port}`
  const pidFile = join(lab.dataDir, 'bridge.pid')
  const token = readFileSync(join(lab.dataDir, 'bridge-token'), 'utf8').trim()
  bridge = spawn(
    process.execPath,
    ['dist/backend/cli.mjs', 'bridge', '--server', server, '--data', lab.dataDir, '--pid-file', pidFile],
    { env: { ...process.env, ETABLI_BRIDGE_TOKEN: token }, stdio: 'ignore' },
  )
  call = await signedIn(lab, 'Marc')
  await until(async () => (await cards()).every(({ printer }) => printer?.online !== false), 'both printers')
})
afterAll(async () => {
  network.close()
  await lab.close()
  bridge.kill('SIGKILL')
})

async function until(isSo: () => Promise<boolean>, what: string, limitMs = 60_000): Promise<number> {
  const begun = performance.now()
  while (!(await isSo())) {
    if (performance.now() - begun > limitMs) throw new Error(`never came: ${what}`)
    await pause(20)
  }
  return performance.now() - begun
}

const cards = (): Promise<Card[]> => call('GET', '/api/machines')
const card = async (id: string): Promise<Card> => (await cards()).find((one) => one.id === id)!
const job = (id: string): Promise<Job> => call('GET', `/api/print-jobs/${id}`)
const finishes = async (id: string): Promise<number> =>
  (await call<{ action: string }[]>('GET', `/api/print-jobs/${id}/history`)).filter(({ action }) => action === 'finish')
    .length
const readyJob = async (): Promise<Job & { canStart: boolean }> =>
  (await call<(Job & { canStart: boolean })[]>('GET', '/api/print-jobs?scope=desk')).find(({ canStart }) => canStart)!

/** What the printer has executed since the last line count that began a file. */
function executed(machineId: string): string {
  try {
    const log = readFileSync(join(lab.dataDir, 'bridge', `virtual-${machineId}.log`), 'latin1')
    return log.slice(log.lastIndexOf('M110 N0'))
  } catch {
    return ''
  }
}

/** Event numbers given out by the bridge so far, and those that still wait. */
function outbox(): { last: number; waiting: number } {
  const waiting = new Set<number>()
  let last = 0
  for (const text of readFileSync(join(lab.dataDir, 'bridge', 'outbox.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)) {
    const entry = JSON.parse(text) as { seq?: number; event?: { seq: number }; acked?: number }
    last = Math.max(last, entry.seq ?? 0, entry.event?.seq ?? 0)
    if (entry.event) waiting.add(entry.event.seq)
    if (entry.acked !== undefined) waiting.delete(entry.acked)
  }
  return { last, waiting: waiting.size }
}

async function events(effect: 'applied' | 'repeated'): Promise<number> {
  const text = await (await fetch(`${lab.base}/metrics`)).text()
  return Number(new RegExp(`etabli_bridge_events_total\\{effect="${effect}"\\} (\\d+)`).exec(text)?.[1])
}

/** Every event of the bridge has arrived, and none has had its effect twice. */
async function expectExactlyOnce(jobId: string): Promise<{ lost: number; twice: number; again: number }> {
  await until(async () => outbox().waiting === 0, 'every event acknowledged')
  const [applied, finished] = [await events('applied'), await finishes(jobId)]
  const figures = {
    lost: Math.max(0, outbox().last - applied) + Math.max(0, 1 - finished),
    twice: Math.max(0, applied - outbox().last) + Math.max(0, finished - 1),
    again: await events('repeated'),
  }
  expect(figures).toMatchObject({ lost: 0, twice: 0 })
  return figures
}

/** The job is started, and its file is with the bridge: from here on the print needs no network. */
async function startAndTransfer(id: string): Promise<void> {
  const { gcode } = await job(id)
  await call('POST', `/api/print-jobs/${id}/runs`, { bedIsClear: true })
  const file = join(lab.dataDir, 'bridge', 'files', gcode.sha256)
  await until(async () => existsSync(file), 'the file, before the cut')
}

test('the network dies as a print is started: it goes on and ends, a printer is switched off and on, and all of it is told afterwards', async () => {
  const { id, machineId } = await readyJob()
  await startAndTransfer(id)
  if (figuresFile) await until(async () => (await job(id)).run!.linesAcked > 0, 'the first lines')
  network.die()
  const cutAt = performance.now()

  const other = (await cards()).find((one) => one.printer && one.id !== machineId)!
  process.kill(JSON.parse(readFileSync(join(lab.dataDir, 'bridge', `virtual-${other.id}.json`), 'utf8')).pid, 'SIGTERM')
  let unanswering = 0
  if (figuresFile)
    unanswering = (await until(async () => !(await card(machineId)).printer!.online, '« ne répond pas »')) / 1000
  await until(
    async () => /\nM84\n/.test(executed(machineId)),
    'the end of the print, without a network',
    cutMs + 60_000,
  )
  await until(async () => outbox().waiting >= 3, 'what happened, kept for later')
  await pause(Math.max(0, cutMs - (performance.now() - cutAt)))
  expect((await job(id)).state).toBe('running')

  network.live()
  const isRight = async (): Promise<boolean> => {
    const [{ state }, one, two] = [await job(id), await card(machineId), await card(other.id)]
    return state === 'awaiting_pickup' && one.state === 'bed_to_clear' && one.printer!.online && two.printer!.online
  }
  const rightAfter = (await until(isRight, 'the page to be right')) / 1000
  const figures = await expectExactlyOnce(id)
  if (figuresFile) writeFileSync(figuresFile, JSON.stringify({ ...figures, unanswering, rightAfter }))
})

test('a network that comes and goes, silently or with a bang: each event has its effect once', async () => {
  const sent = (await call<Job[]>('GET', '/api/print-jobs?scope=desk')).find(({ state }) => state === 'submitted')!
  await call('POST', `/api/print-jobs/${sent.id}/actions`, { action: 'approve', gcodeSha256: sent.gcode.sha256 })
  await until(async () => (await readyJob())?.id === sent.id, 'a printer that is ready')
  await startAndTransfer(sent.id)
  for (let flap = 0; flap < flaps; flap++) {
    network.die()
    await pause(flapMs)
    if (flap % 2) network.hangUp()
    network.live()
    await pause(flapMs)
  }
  await until(async () => (await job(sent.id)).state === 'awaiting_pickup', 'the end of the print', 600_000)
  const figures = await expectExactlyOnce(sent.id)
  if (figuresFile)
    writeFileSync(figuresFile, JSON.stringify({ ...JSON.parse(readFileSync(figuresFile, 'utf8')), flapping: figures }))
})

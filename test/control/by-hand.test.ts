import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { usualPrinter } from '#backend/lab/service.ts'
import { createMachine } from '#backend/machine/service.ts'
import { claimRun } from '#backend/run/service.ts'
import { insertRun } from '#backend/run/store.ts'
import { openBridge } from '#firmware-bridge/bridge.ts'
import { bridgeToken, testLab } from '../support/lab.ts'
import { listen } from '../support/test-bridge.ts'

const patience = { timeout: 20_000 }
const passphrase = 'correct horse battery'

/** A lab with a real bridge in this process, and a virtual printer of its own. */
async function labWithPrinter(speed = 100) {
  const lab = await testLab()
  const folder = mkdtempSync(join(tmpdir(), 'etabli-hand-'))
  const printer = { ...usualPrinter, port: `virtual:?speed=${speed}` }
  const id = await createMachine(lab.app, lab.db, lab.labId, { name: 'PRUSA-1', kind: 'printer', room: '', printer })
  const server = await listen(lab)
  const cli = 'dist/backend/cli.mjs'
  const bridge = openBridge({ server, token: () => bridgeToken, folder, name: 'test', cli, log: () => {} })
  onTestFinished(async () => {
    await bridge.close(true)
    rmSync(folder, { recursive: true, force: true })
  })
  await expect.poll(() => lab.printers.get(id).heard?.byHand, patience).toBeDefined()
  const log = join(folder, `virtual-${id}.log`)
  const executed = (): string[] => (existsSync(log) ? readFileSync(log, 'latin1').trimEnd().split('\n') : [])
  const at = (path: string) => `/api/machines/${id}/${path}`
  const hand = () => lab.printers.get(id).heard?.byHand
  return {
    lab,
    id,
    executed,
    at,
    hand,
    lea: await lab.member({ role: 'volunteer' }),
    marc: await lab.member({ role: 'staff' }),
  }
}
type Lab = Awaited<ReturnType<typeof labWithPrinter>>

const idle = ({ hand }: Lab) => expect.poll(() => hand()?.act, patience).toBeUndefined()

/** The same person, who has typed their passphrase again: what their browser then sends along. */
async function confirmed(one: Lab, person: Lab['marc']) {
  const answer = await person.call('post', '/api/session/confirm', { passphrase })
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!
  return (path: string, body?: object) =>
    person.call(body ? 'post' : 'get', one.at(path), body).set('cookie', `session=${person.token}; ${cookie}`)
}

test('a volunteer preheats, homes and cools; staff move the head: what reaches the firmware', async () => {
  const one = await labWithPrinter()
  const { lea, marc, at, executed } = one
  expect((await lea.call('post', at('preheat'), { material: 'PLA' })).status).toBe(200)
  expect((await lea.call('post', at('home'))).status).toBe(200)
  await expect.poll(() => one.hand()?.position, patience).toEqual([0, 0, 10])
  expect((await marc.call('post', at('jog'), { axis: 'y', by: 50 })).status).toBe(200)
  expect((await marc.call('post', at('fan'), { percent: 50 })).status).toBe(200)
  await expect.poll(() => one.hand()?.position, patience).toEqual([0, 50, 10])
  const wanted = ['M104 S210', 'M140 S60', 'G28', 'G1 Y50 F3000', 'M106 S128']
  await expect.poll(executed, patience).toEqual(expect.arrayContaining(wanted))
  expect(one.hand()).toMatchObject({ heatEndsIn: 30 })

  expect((await lea.call('get', at('heat'))).body.at(-1)).toMatchObject({ nozzleTarget: 210, bedTarget: 60 })
  expect((await lea.call('post', at('cool-down'))).status).toBe(200)
  await expect.poll(() => one.lab.printers.get(one.id).heard?.nozzleTarget, patience).toBe(0)

  expect((await marc.call('post', at('jog'), { axis: 'y', by: -50 })).status).toBe(200)
  await expect.poll(() => one.hand()?.position, patience).toEqual([0, 0, 10])
  expect((await marc.call('post', at('jog'), { axis: 'y', by: -1 })).body.code).toBe('control.outside-bed')
  expect((await marc.call('post', at('jog'), { axis: 'y', by: 3 })).body.code).toBe('input.invalid')
})

test('a printer of 200 °C is never asked for more, whatever the material', async () => {
  const one = await labWithPrinter()
  await one.lab.db.updateTable('printer').set({ maxNozzle: 200, maxBed: 40 }).execute()
  await one.lab.tellBridges(one.lab.labId)
  expect((await one.lea.call('post', one.at('preheat'), { material: 'ABS' })).status).toBe(200)
  await expect.poll(one.executed, patience).toEqual(expect.arrayContaining(['M104 S200', 'M140 S40']))
})

test('cold filament stays where it is; loading can be broken off by turning the heating off', async () => {
  const one = await labWithPrinter(20)
  const { lea, marc, at } = one
  expect((await marc.call('post', at('extrude'), { by: 5 })).body.code).toBe('control.too-cold')
  expect((await lea.call('post', at('filament'), { act: 'load', material: 'PLA' })).status).toBe(200)
  await expect.poll(() => one.hand(), patience).toMatchObject({ act: 'load', step: 'heating' })
  expect((await lea.call('post', at('home'))).body.code).toBe('control.busy')
  expect((await lea.call('post', at('cool-down'))).status).toBe(200)
  await idle(one)
  expect(one.executed().some((line) => line.startsWith('G1 E'))).toBe(false)
  expect(one.executed().slice(-4)).toEqual(expect.arrayContaining(['M104 S0', 'M140 S0']))
})

test('nothing by hand while a print is claimed, on a taken bed, offline, or half a minute late', async () => {
  const one = await labWithPrinter()
  const { lab, lea, marc, at, id } = one
  const home = async () => (await lea.call('post', at('home'))).body.code
  await lab.db.updateTable('printer').set({ bed: 'not_clear' }).execute()
  expect(await home()).toBe('run.bed-not-clear')
  await lab.db.updateTable('printer').set({ bed: 'clear' }).execute()

  lab.clock.now -= 40_000
  expect((await lea.call('post', at('preheat'), { material: 'PLA' })).body.code).toBe('control.late')
  lab.clock.now += 40_000

  await claimed(lab, id)
  const acts: [string, object][] = [
    ['preheat', { material: 'PLA' }],
    ['home', {}],
    ['filament', { act: 'unload', material: 'PLA' }],
    ['jog', { axis: 'z', by: 1 }],
    ['extrude', { by: 5 }],
    ['fan', { percent: 0 }],
  ]
  for (const [path, body] of acts)
    expect((await marc.call('post', at(path), body)).body.code, path).toBe('control.printing')
  await lab.db.updateTable('run').set({ state: 'ended', outcome: 'cancelled' }).execute()

  lab.printers.get(id).online = false
  expect(await home()).toBe('run.printer-offline')
  const laser = await lab.machine('LASER')
  expect((await lea.call('post', `/api/machines/${laser}/home`)).body.code).toBe('machine.not-a-printer')
  expect(one.executed().filter((line) => /^(G28|M104 S[1-9]|G1)/.test(line))).toEqual([])
})

test('no print is claimed while somebody is at the printer', async () => {
  const lab = await testLab()
  const id = await lab.printer()
  const claim = () =>
    claimRun(lab.app, lab.db, { id: 'nobody' } as never, { id: 'job', labId: lab.labId } as never, id, {
      gcodeSha256: 'x',
      linesTotal: 1,
    })
  const live = lab.printers.get(id)
  live.hands = 1
  await expect(claim()).rejects.toMatchObject({ code: 'control.by-hand' })
  live.hands = 0
  live.heard = { printerId: id, at: 0, receivedAt: 0, byHand: { act: 'home' } }
  await expect(claim()).rejects.toMatchObject({ code: 'control.by-hand' })
})

async function claimed(lab: Lab['lab'], machineId: string) {
  const { db, labId } = lab
  // Only the run matters here, not whose it is.
  await sql`pragma foreign_keys = off`.execute(db)
  await insertRun(db, {
    ...{ id: 'run', labId, jobId: 'job', machineId, attempt: 1, state: 'claimed', outcome: null, reason: null },
    ...{
      detail: null,
      gcodeSha256: 'x',
      startedBy: null,
      claimedAt: 0,
      printingAt: null,
      endedAt: null,
      linesAcked: 0,
    },
    ...{ linesTotal: 1, resends: 0, tookBed: 0, streamQuality: null, incidents: 0, fromLayer: null, fromHeight: null },
  })
}
test('the console: staff, their passphrase again, the rules of files; the log says who sent what', async () => {
  const one = await labWithPrinter()
  const { lab, lea, marc, at, executed } = one
  expect((await lea.call('post', at('console'), { line: 'M105' })).body.code).toBe('auth.forbidden')
  expect((await lea.call('get', at('console'))).body.code).toBe('auth.forbidden')
  expect((await marc.call('post', at('console'), { line: 'M105' })).body.code).toBe('auth.confirm-needed')
  expect((await marc.call('post', '/api/session/confirm', { passphrase: 'wrong' })).body.code).toBe(
    'auth.wrong-passphrase',
  )
  const as = await confirmed(one, marc)
  // Another session of the same person has not confirmed anything.
  expect((await marc.call('post', at('console'), { line: 'M105' })).body.code).toBe('auth.confirm-needed')

  for (const [line, words] of [
    ['M500', 'change la mémoire'],
    ['m 1 1 2', 'Arrêt logiciel'],
    ['M104 S999', 'jusqu’à 280'],
    ['G1 X10', 'Faites d’abord l’origine'],
    ['M109 S200', 'n’attend pas'],
    ['G92 E0', 'à la main'],
    ['G1 E5', 'trop froide'],
  ]) {
    const { status, body } = await as('console', { line })
    expect([status, body.code], line).toEqual([422, 'control.line-refused'])
    expect(body.sentence).toContain(words)
  }
  expect((await as('console', { line: 'M115' })).status).toBe(200)
  const log = async () => (await as('console')).body
  await expect.poll(log, patience).toMatchObject([
    {
      line: 'M115',
      by: marc.name,
      refused: false,
      answer: [expect.stringContaining('FIRMWARE_NAME'), ...Array(6).fill(expect.any(String))],
    },
  ])
  expect((await as('console', { line: 'G28' })).status).toBe(200)
  await expect.poll(() => one.hand()?.position, patience).toEqual([0, 0, 0])
  expect((await as('console', { line: 'G1 X251 Y300' })).body.sentence).toContain('plateau')
  expect((await as('console', { line: 'g1 x20 z5 f3000' })).status).toBe(200)
  await expect.poll(() => one.hand()?.position, patience).toEqual([20, 0, 5])
  expect(executed()).toContain('G1 X20 Z5 F3000')
  await lab.db.updateTable('printer').set({ bed: 'not_clear' }).execute()
  expect((await as('console', { line: 'G28' })).body.code).toBe('run.bed-not-clear')
  lab.clock.now += 11 * 60_000
  expect((await as('console', { line: 'M105' })).body.code).toBe('auth.confirm-needed')
})

test('typing the passphrase again is as slow to guess as signing in', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const guess = async () => (await marc.call('post', '/api/session/confirm', { passphrase: 'no' })).body.code
  for (let i = 0; i < 8; i++) expect(await guess()).toBe('auth.wrong-passphrase')
  expect(await guess()).toBe('auth.too-many-tries')
  const other = await lab.member({ role: 'staff' })
  expect((await other.call('post', '/api/session/confirm', { passphrase })).status).toBe(200)
})

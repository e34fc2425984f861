import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const settings = async (person: Person, id: string) => (await person.call('get', `/api/machines/${id}/settings`)).body
const change = async (person: Person, id: string, wanted: object) =>
  person.call('put', `/api/machines/${id}/settings`, { ...(await settings(person, id)), ...wanted })
const undo = (person: Person, id: string) => person.call('post', `/api/changes/${id}/undo`)

test('a machine is described, and taken back row by row', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const laser = await lab.machine('LASER')
  const before = await dump(lab.db)
  const about = { rules: 'Lunettes obligatoires.', materials: 'Contreplaqué', trainedBy: 'Léa, le mercredi' }
  const { body } = await change(staff, laser, { name: 'LASER-2', ...about })
  expect(body).toMatchObject({ name: 'LASER-2', ...about })
  const member = await lab.member()
  expect((await member.call('get', `/api/machines/${laser}/about`)).body).toEqual({ ...about, photo: null })
  await lab.db.deleteFrom('member').where('id', '=', member.id).execute()
  expect((await undo(staff, body.change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('the port of a printer is changed, and its bridge hears of it', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const id = await lab.printer()
  const { printer } = await settings(staff, id)
  const { body } = await change(staff, id, { printer: { ...printer, port: 'tcp://10.0.0.9:2000', bedX: 300 } })
  expect(body.printer).toMatchObject({ port: 'tcp://10.0.0.9:2000', bedX: 300 })
  expect((await change(staff, id, { printer: { ...printer, port: '/etc/passwd' } })).status).toBe(422)
  expect((await change(staff, id, { printer: null })).body.code).toBe('machine.not-a-printer')
})

test('a printer that prints keeps its limits, and stays; its rules may be written meanwhile', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const id = await lab.printer()
  await openRun(lab, id, staff.id)
  const { printer } = await settings(staff, id)
  expect((await change(staff, id, { printer: { ...printer, maxNozzle: 300 } })).body.code).toBe('run.printer-busy')
  expect((await staff.call('delete', `/api/machines/${id}`)).body.code).toBe('run.printer-busy')
  expect((await change(staff, id, { rules: 'Ne pas ouvrir.' })).status).toBe(200)
})

test('a removed machine is on no page, its bookings to come are cancelled, and all of it comes back', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff', trained: ['laser'] })
  const laser = await lab.machine('LASER')
  await staff.call('post', '/api/bookings', { machineId: laser, start: noon + hours(1), end: noon + hours(2) })
  const before = await dump(lab.db)
  const { body } = await staff.call('delete', `/api/machines/${laser}`)
  expect(body.cancelled).toBe(1)
  expect((await staff.call('get', '/api/machines')).body).toEqual([])
  expect((await staff.call('get', `/api/machines/${laser}/settings`)).body.code).toBe('machine.not-found')
  expect(lab.published).toContainEqual(['machine:removed', { to: 'lab' }, laser])
  const bin = (await staff.call('get', '/api/changes?bin=1')).body
  expect(bin).toMatchObject([{ act: 'machine.removed', title: 'LASER', undoable: true }])
  expect((await undo(staff, bin[0].id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
  expect((await staff.call('get', '/api/machines')).body).toMatchObject([{ name: 'LASER' }])
})

test('a machine that was added by mistake goes, unless somebody has booked it since', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff', trained: ['laser'] })
  const before = await dump(lab.db)
  const added = (await staff.call('post', '/api/machines', { name: 'LASER', kind: 'laser' })).body
  const [{ id }] = (await staff.call('get', `/api/changes?subject=machine:${added.id}`)).body
  const slot = { machineId: added.id, start: noon + hours(1), end: noon + hours(2) }
  const booking = (await staff.call('post', '/api/bookings', slot)).body
  expect((await undo(staff, id)).body.code).toBe('change.used-since')
  await lab.db.deleteFrom('booking').where('id', '=', booking.id).execute()
  await lab.db.deleteFrom('message').execute()
  expect((await undo(staff, id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('out of order by mistake: taken back by whoever may say so', async () => {
  const lab = await testLab()
  const lea = await lab.member({ role: 'volunteer' })
  const laser = await lab.machine('LASER')
  const before = await dump(lab.db)
  await lea.call('put', `/api/machines/${laser}/out-of-order`, { reason: 'lentille cassée' })
  const [{ id, what }] = (await lea.call('get', '/api/changes')).body
  expect(what).toEqual([{ table: 'machine', from: { outOfOrder: null }, to: { outOfOrder: 'lentille cassée' } }])
  expect((await undo(lea, id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

async function openRun(lab: TestLab, machineId: string, ownerId: string): Promise<void> {
  const at = lab.clock.now
  const [labId, jobId] = [lab.labId, 'job']
  const file = {
    uploadId: 'u',
    source: 'gcode',
    fileName: 'f',
    fileBytes: 1,
    fileSha256: 'a',
    material: null,
    removedAt: null,
  }
  const facts = {
    modelFacts: null,
    support: 0 as const,
    repaired: 0 as const,
    removedByLab: 0 as const,
    gcodeFacts: null,
    gcodeSha256: 'a',
    gcodeBytes: 1,
    slicing: 'done',
    slicingProblem: null,
  }
  const said = {
    verdict: 'safe',
    gateReasons: '[]',
    quote: null,
    note: '',
    answer: null,
    approvedSha256: 'a',
    queuedAt: at,
  }
  const job = {
    id: jobId,
    labId,
    code: 'AAAA',
    ownerId,
    title: 't',
    state: 'running',
    since: at,
    createdAt: at,
    machineId,
  }
  await lab.db
    .insertInto('printJob')
    .values({ ...job, ...file, ...facts, ...said })
    .execute()
  const run = { id: 'run', labId, jobId, machineId, attempt: 1, state: 'printing', gcodeSha256: 'a', claimedAt: at }
  const nothing = { outcome: null, reason: null, detail: null, startedBy: null, printingAt: at, endedAt: null }
  const counts = { linesAcked: 0, linesTotal: 9, resends: 0, tookBed: 1, streamQuality: null, incidents: 0 }
  await lab.db
    .insertInto('run')
    .values({ ...run, ...nothing, ...counts, fromLayer: null, fromHeight: null })
    .execute()
}

test('nothing is sent to, approved for or queued again on a printer that was removed', async () => {
  const lab = await testLab()
  const [staff, maker] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['printer'] })]
  const machineId = await lab.printer()
  const { uploadId } = await upload(
    lab.server,
    maker,
    'cube.gcode',
    readFileSync('test/fixtures/gcode/cube-tiny.gcode'),
  )
  const { id } = (await maker.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body
  await maker.call('patch', `/api/print-jobs/${id}`, { machineId, material: 'PLA' })
  const act = (who: typeof maker, action: string, more = {}) =>
    who.call('post', `/api/print-jobs/${id}/actions`, { action, ...more })
  await expect.poll(async () => (await maker.call('get', `/api/print-jobs/${id}`)).body.slicing).toBe('done')
  const { change } = (await staff.call('delete', `/api/machines/${machineId}`)).body
  expect((await act(maker, 'submit')).body.code).toBe('print-job.printer-gone')
  await staff.call('post', `/api/changes/${change.id}/undo`)
  expect((await act(maker, 'submit')).body.state).toBe('submitted')
  await staff.call('delete', `/api/machines/${machineId}`)
  const { gcodeSha256 } = (await maker.call('get', `/api/print-jobs/${id}`)).body
  expect((await act(staff, 'approve', { gcodeSha256 })).body.code).toBe('print-job.printer-gone')
  // The way out: back to its maker, who chooses another.
  expect((await act(staff, 'send_back', { reason: 'imprimante partie' })).body.state).toBe('needs_changes')
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { randomId } from '#backend/io/random.ts'
import { insertRun } from '#backend/run/store.ts'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const undo = (person: Person, id: string) => person.call('post', `/api/changes/${id}/undo`)
const close = (person: Person, day: string) =>
  person.call('post', '/api/closures', { firstDay: day, lastDay: day, reason: 'congés', tell: true })
const book = (person: Person, machineId: string, from: number) =>
  person.call('post', '/api/bookings', { machineId, start: noon + hours(from), end: noon + hours(from + 1) })

async function printsOn(lab: TestLab, machineId: string, owner: Person): Promise<void> {
  const gcode = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
  const { uploadId } = await upload(lab.server, owner, 'cube.gcode', gcode)
  const { body } = await owner.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  await insertRun(lab.db, {
    ...{ id: randomId(), labId: lab.labId, jobId: body.id, machineId, attempt: 1, state: 'printing', outcome: null },
    ...{ reason: null, detail: null, gcodeSha256: 'x', startedBy: null, claimedAt: 0, printingAt: 0, endedAt: null },
    ...{ linesAcked: 0, linesTotal: 1, resends: 0, tookBed: 0, streamQuality: null, incidents: 0 },
    ...{ fromLayer: null, fromHeight: null },
  })
}

test('a printer that prints is not removed, nor given other limits, by an undoing either', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const id = await lab.printer()
  const { body } = await staff.call('get', `/api/machines/${id}/settings`)
  const larger = { ...body, printer: { ...body.printer, bedX: 300 } }
  const changed = (await staff.call('put', `/api/machines/${id}/settings`, larger)).body.change
  const removed = (await staff.call('delete', `/api/machines/${id}`)).body.change
  const back = (await undo(staff, removed.id)).body
  await printsOn(lab, id, staff)
  const before = await dump(lab.db)
  expect((await undo(staff, back.id)).body.code).toBe('run.printer-busy')
  expect((await undo(staff, changed.id)).body.code).toMatch(/run.printer-busy|change.overtaken/)
  expect(await dump(lab.db)).toEqual(before)
})

test('a printer that prints is not given other limits by an undoing', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const id = await lab.printer()
  const { body } = await staff.call('get', `/api/machines/${id}/settings`)
  const larger = { ...body, printer: { ...body.printer, bedX: 300 } }
  const { change } = (await staff.call('put', `/api/machines/${id}/settings`, larger)).body
  await printsOn(lab, id, staff)
  expect((await undo(staff, change.id)).body.code).toBe('run.printer-busy')
})

test('a machine is not thrown away again over bookings that were made meanwhile', async () => {
  const lab = await testLab()
  const [staff, ines] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['laser'] })]
  const laser = await lab.machine('LASER')
  await book(ines, laser, 1)
  const { change } = (await staff.call('delete', `/api/machines/${laser}`)).body
  const back = (await undo(staff, change.id)).body
  expect((await book(ines, laser, 3)).status).toBe(200)
  const before = await dump(lab.db)
  expect((await undo(staff, back.id)).body).toMatchObject({ code: 'change.used-since', detail: { names: ['LASER'] } })
  expect(await dump(lab.db)).toEqual(before)
})

test('a closure does not come back over bookings that were made meanwhile', async () => {
  const lab = await testLab()
  const [staff, ines] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['laser'] })]
  const laser = await lab.machine('LASER')
  const { closures } = (await close(staff, '2026-01-06')).body
  const { change } = (await staff.call('delete', `/api/closures/${closures[0].id}`)).body
  expect((await book(ines, laser, 24)).status).toBe(200)
  expect((await undo(staff, change.id)).body).toMatchObject({ code: 'change.used-since', detail: { names: ['LASER'] } })
})

test('a closure that is undone and done again cancels its bookings again, and their holders hear of it', async () => {
  const lab = await testLab()
  const [staff, ines] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['laser'] })]
  await book(ines, await lab.machine('LASER'), 24)
  const { change } = (await close(staff, '2026-01-06')).body
  const back = (await undo(staff, change.id)).body
  expect((await undo(staff, back.id)).status).toBe(200)
  const kinds = (await ines.call('get', '/api/messages')).body.map(({ kind }: { kind: string }) => kind)
  expect(kinds).toEqual(['booking_cancelled', 'booking_confirmed', 'booking_cancelled', 'booking_confirmed'])
})

test('who hears again of a machine that was thrown away again reads which one', async () => {
  const lab = await testLab()
  const [staff, ines] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['laser'] })]
  const laser = await lab.machine('LASER')
  await book(ines, laser, 1)
  const { change } = (await staff.call('delete', `/api/machines/${laser}`)).body
  await undo(staff, (await undo(staff, change.id)).body.id)
  const [last] = (await ines.call('get', '/api/messages')).body
  expect(JSON.stringify(last.words)).toContain('LASER')
})

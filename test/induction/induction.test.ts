import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const give = (person: Person, memberIds: string[], ledBy = person.id, day = '2026-01-05') =>
  person.call('post', '/api/inductions', { memberIds, day, ledBy })

async function asking() {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff', name: 'Marc' })
  const volunteer = await lab.member({ role: 'volunteer', name: 'Léa' })
  const { body } = await staff.call('get', '/api/inductions')
  await staff.call('put', '/api/inductions/asked', { asked: true, version: body.version })
  const undo = (person: Person, id: string) => person.call('post', `/api/changes/${id}/undo`)
  return { lab, staff, volunteer, undo }
}

test('where the lab asks for it, nobody books a machine before the induction', async () => {
  const { lab, volunteer } = await asking()
  const machineId = await lab.machine('LASER')
  const ines = await lab.member({ trained: ['laser'] })
  const book = () => ines.call('post', '/api/bookings', { machineId, start: noon + hours(1), end: noon + hours(2) })
  const refused = (await book()).body
  expect(refused.code).toBe('booking.induction-needed')
  expect(refused.sentence).toContain('accueil sécurité')
  expect((await ines.call('get', '/api/inductions/mine')).body).toEqual({ asked: true, day: null })
  await give(volunteer, [ines.id])
  expect((await ines.call('get', '/api/inductions/mine')).body).toEqual({ asked: true, day: '2026-01-05' })
  expect((await book()).status).toBe(200)
  expect((await volunteer.call('get', `/api/members/${ines.id}`)).body.induction).toEqual({
    asked: true,
    day: '2026-01-05',
  })
})

test('nobody sends a print before the induction; the file is kept for afterwards', async () => {
  const { lab, volunteer } = await asking()
  const machineId = await lab.printer()
  const ines = await lab.member({ trained: ['printer'] })
  const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
  const { uploadId } = await upload(lab.server, ines, 'cube.gcode', cube)
  const { id } = (await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body
  await ines.call('patch', `/api/print-jobs/${id}`, { machineId })
  const send = () => ines.call('post', `/api/print-jobs/${id}/actions`, { action: 'submit' })
  expect((await send()).body.code).toBe('print-job.induction-needed')
  await give(volunteer, [ines.id])
  expect((await send()).body.state).toBe('submitted')
})

test('a lab that never asked goes on as before', async () => {
  const lab = await testLab()
  const machineId = await lab.machine('LASER')
  const ines = await lab.member({ trained: ['laser'] })
  const { status } = await ines.call('post', '/api/bookings', {
    machineId,
    start: noon + hours(1),
    end: noon + hours(2),
  })
  expect(status).toBe(200)
})

test('an attendance list of fourteen is given in one act, and undone whole', async () => {
  const { lab, volunteer, undo } = await asking()
  const people = await Promise.all(Array.from({ length: 14 }, () => lab.member()))
  const ids = people.map(({ id }) => id)
  await give(volunteer, [ids[0]!], volunteer.id, '2026-01-02')
  const before = await dump(lab.db)
  const { body } = await give(volunteer, ids)
  expect(body.given).toBe(13)
  expect(body.inductions.people.find(({ id }: { id: string }) => id === ids[0])).toMatchObject({ day: '2026-01-02' })
  expect(body.inductions.people.find(({ id }: { id: string }) => id === ids[1])).toMatchObject({
    day: '2026-01-05',
    ledBy: 'Léa',
  })
  expect((await undo(volunteer, body.change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
  expect((await give(volunteer, [ids[0]!])).body).toMatchObject({ given: 0, change: null })
})

test('one who was noted by mistake is taken off, and put back', async () => {
  const { lab, volunteer, undo } = await asking()
  const { id } = await lab.member()
  await give(volunteer, [id])
  const before = await dump(lab.db)
  const { body } = await volunteer.call('delete', `/api/inductions/${id}`)
  await undo(volunteer, body.change.id)
  expect(await dump(lab.db)).toEqual(before)
})

test('asking for it is itself undone, and two people do not overwrite each other', async () => {
  const { lab, staff, undo } = await asking()
  const before = await dump(lab.db)
  const { version } = (await staff.call('get', '/api/inductions')).body
  const { body } = await staff.call('put', '/api/inductions/asked', { asked: false, version })
  expect((await staff.call('put', '/api/inductions/asked', { asked: false, version })).body.code).toBe(
    'change.overtaken',
  )
  await undo(staff, body.change.id)
  expect(await dump(lab.db)).toEqual(before)
})

test.each<[string, (of: { volunteer: Person; member: Person }) => unknown, string]>([
  [
    'a day to come',
    ({ volunteer, member }) => give(volunteer, [member.id], volunteer.id, '2026-01-06'),
    'induction.in-the-future',
  ],
  ['led by a member', ({ volunteer, member }) => give(volunteer, [member.id], member.id), 'induction.no-leader'],
  ['somebody unknown', ({ volunteer }) => give(volunteer, ['nobody']), 'member.not-found'],
  ['given by a member', ({ member }) => give(member, [member.id]), 'auth.forbidden'],
  ['nobody at all', ({ volunteer }) => give(volunteer, []), 'input.invalid'],
])('%s is refused', async (_, act, code) => {
  const { lab, volunteer } = await asking()
  const member = await lab.member()
  expect(((await act({ volunteer, member })) as { body: { code: string } }).body.code).toBe(code)
})

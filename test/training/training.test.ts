import { beforeEach, expect, test } from 'vitest'
import { decideTrainings } from '#backend/training/service.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
type Person = Awaited<ReturnType<TestLab['member']>>
let marc: Person
let lea: Person
let ines: Person
let karim: Person
let zoe: Person
const slot = { start: noon + hours(48), end: noon + hours(50) }

beforeEach(async () => {
  lab = await testLab()
  marc = await lab.member({ role: 'staff', name: 'Marc' })
  lea = await lab.member({ role: 'volunteer', name: 'Léa', teaches: ['laser'] })
  ines = await lab.member({ name: 'Inès' })
  karim = await lab.member({ name: 'Karim' })
  zoe = await lab.member({ name: 'Zoé' })
})

const wanted = () => ({
  ...{ name: 'Laser', machineKind: 'laser', place: 'Découpe', trainerId: lea.id, ...slot },
  ...{ minimum: 2, maximum: 2, decideHours: 24 },
})
const planned = async (more: object = {}) =>
  (await marc.call('post', '/api/trainings', { ...wanted(), ...more })).body.sheet.training.id as string
const enrol = async (who: Person, id: string) => {
  lab.clock.now += 1
  return (await who.call('post', `/api/trainings/${id}/seat`)).body
}
const mine = async (who: Person) => (await who.call('get', '/api/trainings')).body[0]?.mine
const told = async (who: Person) =>
  (await lab.db.selectFrom('message').select('kind').where('memberId', '=', who.id).execute()).map(({ kind }) => kind)
const trainedOn = async (who: Person) =>
  (await lab.db.selectFrom('authorization').selectAll().where('memberId', '=', who.id).execute()).map(
    ({ machineKind, grantedBy }) => [machineKind, grantedBy],
  )

test('whoever gives a place back lets the first who waits in, who is told', async () => {
  const id = await planned()
  expect([await enrol(ines, id), await enrol(karim, id), await enrol(zoe, id)].map((one) => one.mine)).toEqual([
    'enrolled',
    'enrolled',
    'waiting',
  ])
  expect((await enrol(ines, id)).code).toBe('training.already-in')
  await ines.call('delete', `/api/trainings/${id}/seat`)
  expect([await mine(ines), await mine(zoe)]).toEqual([null, 'enrolled'])
  expect(await told(zoe)).toEqual(['training_enrolled'])
})

test('the place of somebody who is removed goes to the next', async () => {
  const id = await planned({ maximum: 2 })
  for (const who of [ines, karim, zoe]) await enrol(who, id)
  await marc.call('delete', `/api/members/${ines.id}`)
  lab.clock.now = slot.start - hours(24)
  await decideTrainings(lab.app)
  expect(await mine(zoe)).toBe('enrolled')
})

test('being there authorizes, by the trainer’s own act, which is taken back as a whole', async () => {
  const laser = await lab.machine('LASER')
  const id = await planned()
  for (const who of [ines, karim]) await enrol(who, id)
  const attend = (who: Person, ...people: Person[]) =>
    who.call('post', `/api/trainings/${id}/attendance`, { memberIds: people.map((one) => one.id) })
  expect((await attend(lea, ines)).body.code).toBe('training.not-begun')
  lab.clock.now = slot.start
  const other = await lab.member({ role: 'volunteer' })
  expect((await attend(other, ines)).body.code).toBe('training.not-yours')
  expect((await attend(lea, zoe)).body.code).toBe('training.not-in')
  const { body } = await attend(lea, ines)
  expect(body.sheet.attendees.map((one: { isPresent: boolean }) => one.isPresent)).toEqual([true, false])
  expect([await trainedOn(ines), await trainedOn(karim)]).toEqual([[['laser', lea.id]], []])
  expect(await told(ines)).toContain('authorization_given')
  const book = () =>
    ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(72), end: noon + hours(73) })
  expect((await book()).status).toBe(200)

  expect((await other.call('post', `/api/changes/${body.change.id}/undo`)).status).not.toBe(200)
  expect((await lea.call('post', `/api/changes/${body.change.id}/undo`)).status).toBe(200)
  expect(await trainedOn(ines)).toEqual([])
})

test('with too few people it is cancelled at its hour, once, and everybody is told', async () => {
  const id = await planned()
  await enrol(ines, id)
  lab.clock.now = slot.start - hours(24) - 1
  await decideTrainings(lab.app)
  expect(await mine(ines)).toBe('enrolled')
  lab.clock.now += 1
  await decideTrainings(lab.app)
  await decideTrainings(lab.app)
  expect(await told(ines)).toEqual(['training_enrolled', 'training_cancelled'])
  expect(await told(lea)).toEqual(['training_cancelled'])
  expect((await enrol(karim, id)).code).toBe('training.cancelled')
})

test('enough people at its hour: it takes place, whoever leaves afterwards', async () => {
  const id = await planned()
  for (const who of [ines, karim]) await enrol(who, id)
  lab.clock.now = slot.start - hours(24)
  await decideTrainings(lab.app)
  await ines.call('delete', `/api/trainings/${id}/seat`)
  await decideTrainings(lab.app)
  expect((await karim.call('get', '/api/trainings')).body[0]).toMatchObject({ isCancelled: false, enrolled: 1 })
})

test('the database refuses more people than places, and two places for one', async () => {
  const id = await planned()
  const seat = (who: Person, state = 'enrolled') =>
    lab.db
      .insertInto('trainingSeat')
      .values({ trainingId: id, memberId: who.id, labId: marc.id, state, askedAt: 0, presentAt: null })
      .execute()
  for (const who of [ines, karim]) await enrol(who, id)
  await expect(seat(zoe)).rejects.toThrow('training full')
  await expect(seat(ines, 'waiting')).rejects.toThrow()
  await enrol(zoe, id)
  const up = lab.db.updateTable('trainingSeat').set({ state: 'enrolled' }).where('memberId', '=', zoe.id)
  await expect(up.execute()).rejects.toThrow('training full')
})

test('only its trainer and staff read who is enrolled, and cancel it', async () => {
  const id = await planned()
  await enrol(ines, id)
  const other = await lab.member({ role: 'volunteer' })
  expect((await other.call('get', `/api/trainings/${id}`)).body.code).toBe('training.not-yours')
  expect((await other.call('post', `/api/trainings/${id}/cancellation`, { reason: '' })).status).toBe(403)
  expect((await lea.call('post', `/api/trainings/${id}/cancellation`, { reason: 'malade' })).status).toBe(200)
  expect(await told(ines)).toContain('training_cancelled')
  expect((await ines.call('post', `/api/trainings`, wanted())).status).toBe(403)
})

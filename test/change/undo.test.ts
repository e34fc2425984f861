import { expect, test } from 'vitest'
import { undoableMs } from '#backend/change/acts.ts'
import { dump } from '../support/dump.ts'
import { testLab, type TestLab } from '../support/lab.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const saturday = { weekday: 6, opens: '10:00', closes: '18:00' }

async function opens(person: Person, extra: object[] = [saturday], version?: string) {
  const { hours, version: current } = (await person.call('get', '/api/opening-hours')).body
  return person.call('put', '/api/opening-hours', { hours: [...hours, ...extra], version: version ?? current })
}
const undo = (person: Person, id: string) => person.call('post', `/api/changes/${id}/undo`)

test('opening hours that were changed by mistake come back as they were, row by row', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const before = await dump(lab.db)
  const { body } = await opens(staff)
  expect(body.hours).toHaveLength(6)
  expect((await undo(staff, body.change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('an undoing can be undone', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const { body } = await opens(staff)
  const after = await dump(lab.db)
  const back = await undo(staff, body.change.id)
  await undo(staff, back.body.id)
  expect(await dump(lab.db)).toEqual(after)
})

test('what was changed twice is not taken back from under the second change', async () => {
  const lab = await testLab()
  const [marc, lea] = [
    await lab.member({ role: 'staff', name: 'Marc' }),
    await lab.member({ role: 'staff', name: 'Léa' }),
  ]
  const first = (await opens(marc)).body.change
  const { body } = await lea.call('get', '/api/opening-hours')
  const hours = body.hours.filter(({ weekday }: { weekday: number }) => weekday !== 6)
  await lea.call('put', '/api/opening-hours', { hours, version: body.version })
  const before = await dump(lab.db)
  const refused = await undo(marc, first.id)
  expect(refused.body).toMatchObject({ code: 'change.overtaken', detail: { who: 'Léa' } })
  expect(await dump(lab.db)).toEqual(before)
})

test('two people edit the same setting: the second sees what changed, and nothing is overwritten', async () => {
  const lab = await testLab()
  const [marc, lea] = [
    await lab.member({ role: 'staff', name: 'Marc' }),
    await lab.member({ role: 'staff', name: 'Léa' }),
  ]
  const { version } = (await lea.call('get', '/api/opening-hours')).body
  await opens(marc)
  const before = await dump(lab.db)
  const refused = await opens(lea, [{ ...saturday, closes: '20:00' }], version)
  expect(refused.status).toBe(409)
  expect(refused.body.sentence).toContain('Marc')
  expect(refused.body.detail.what).toEqual([{ table: 'openingHours', from: null, to: saturday }])
  expect(await dump(lab.db)).toEqual(before)
})

test('a change is taken back once, by those who may make it, within thirty days', async () => {
  const lab = await testLab()
  const [staff, volunteer] = [await lab.member({ role: 'staff' }), await lab.member({ role: 'volunteer' })]
  const { change } = (await opens(staff)).body
  expect((await undo(volunteer, change.id)).body.code).toBe('auth.forbidden')
  lab.clock.now += undoableMs
  expect((await undo(staff, change.id)).body.code).toBe('change.too-late')
  lab.clock.now -= 1
  expect((await undo(staff, change.id)).status).toBe(200)
  expect((await undo(staff, change.id)).body.code).toBe('change.too-late')
  expect((await undo(staff, 'nothing')).body.code).toBe('change.not-found')
})

test('saving what is already so changes nothing, and leaves nothing to undo', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  expect((await opens(staff, [])).body.change).toBeNull()
  expect((await staff.call('get', '/api/changes')).body).toEqual([])
})

test('the history says who, when, from, to', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff', name: 'Marc' })
  const { change } = (await opens(staff)).body
  await undo(staff, change.id)
  const { body } = await staff.call('get', '/api/changes')
  const what = [{ table: 'openingHours', from: null, to: saturday }]
  expect(body).toMatchObject([
    { by: 'Marc', act: 'opening-hours.changed', undoes: true, what: [{ from: saturday, to: null }] },
    { by: 'Marc', at: lab.clock.now, what, undoneBy: 'Marc', undoable: false },
  ])
})

test('what only admins read of the mail server, the history tells to admins alone', async () => {
  const lab = await testLab()
  const admin = await lab.member({ role: 'admin' })
  const smtp = { host: 'smtp.example.org', port: 587, security: 'starttls', user: 'u', password: 'hush-hush' }
  await admin.call('put', '/api/smtp', { ...smtp, fromAddress: 'lab@example.org', changedAt: null })
  expect((await admin.call('get', '/api/changes')).text).toContain('smtp.example.org')
  const staff = await lab.member({ role: 'staff' })
  expect((await staff.call('get', '/api/changes')).body).toEqual([])
})

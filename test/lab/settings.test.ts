import { expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { testLab } from '../support/lab.ts'

test('the lab’s name, town and time zone are changed and taken back', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const before = await dump(lab.db)
  const { version, ...settings } = (await staff.call('get', '/api/lab/settings')).body
  const wanted = { ...settings, name: 'Fablab du Port', town: 'Brest', timeZone: 'Indian/Reunion' }
  const { body } = await staff.call('put', '/api/lab/settings', { ...wanted, version })
  expect(body).toMatchObject(wanted)
  const [{ what }] = (await staff.call('get', '/api/changes')).body
  expect(what[0].from).toEqual({ name: 'Fablab', town: '', timeZone: 'Europe/Paris' })
  expect((await staff.call('post', `/api/changes/${body.change.id}/undo`)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('a time zone that nobody knows is refused', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const settings = (await staff.call('get', '/api/lab/settings')).body
  expect((await staff.call('put', '/api/lab/settings', { ...settings, timeZone: 'Mars/Olympus' })).status).toBe(422)
})

import { expect, test } from 'vitest'
import { printersFor } from '#backend/bridge/service.ts'
import { testLab } from '../support/lab.ts'

const mine = {
  parkX: 10,
  parkY: 20,
  lift: 5,
  retract: 1,
  coolAfterMinutes: 3,
  homeXAfterCancel: true,
  motorsOffAfterCancel: false,
}

test('a printer of which nothing was said parks at the edge of its own bed; staff say otherwise, and its bridge hears it', async () => {
  const lab = await testLab()
  const id = await lab.printer()
  const [marc, lea] = [await lab.member({ role: 'staff' }), await lab.member({ role: 'volunteer' })]
  const path = `/api/machines/${id}/profile`
  expect((await marc.call('get', path)).body).toMatchObject({ parkX: 0, parkY: 200, coolAfterMinutes: 10 })
  expect((await lea.call('put', path, mine)).body.code).toBe('auth.forbidden')
  expect((await marc.call('put', path, mine)).body).toEqual(mine)
  expect((await marc.call('get', path)).body).toEqual(mine)
  const bridge = await lab.db.selectFrom('bridge').selectAll().executeTakeFirstOrThrow()
  const [config] = await printersFor(lab.app, bridge.id)
  expect(config).toMatchObject({ id, profile: mine })
})

test.each([
  [{ parkX: 251 }, 'machine.park-outside-bed'],
  [{ parkY: 211 }, 'machine.park-outside-bed'],
  [{ parkX: -1 }, 'input.invalid'],
  [{ coolAfterMinutes: 0 }, 'input.invalid'],
  [{ lift: 0 }, 'input.invalid'],
  [{ retract: 50 }, 'input.invalid'],
])('%j is refused: %s', async (wrong, code) => {
  const lab = await testLab()
  const id = await lab.printer()
  const marc = await lab.member({ role: 'staff' })
  expect((await marc.call('put', `/api/machines/${id}/profile`, { ...mine, ...wrong })).body.code).toBe(code)
})

test('a machine that is no printer has no place to park', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const laser = await lab.machine('LASER')
  expect((await marc.call('get', `/api/machines/${laser}/profile`)).body.code).toBe('machine.not-a-printer')
})

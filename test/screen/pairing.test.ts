import request from 'supertest'
import { expect, test } from 'vitest'
import { hours, testLab } from '../support/lab.ts'

async function newScreen(server: object) {
  const asked = await request(server as never)
    .post('/api/screens/pairing')
    .send({ kind: 'wall' })
  const cookie = String(asked.headers['set-cookie']).split(';')[0] ?? ''
  return {
    code: asked.body.code as string,
    cookie,
    board: () =>
      request(server as never)
        .get('/api/board')
        .set('cookie', cookie),
  }
}

test('a screen shows a code, staff type it, and the device holds a right that staff can take away', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const wall = await newScreen(lab.server)
  expect(wall.code).toMatch(/^[A-HJKMNP-Z2-9]{6}$/)
  expect((await wall.board()).status).toBe(401)

  const { body: screen } = await marc.call('post', '/api/screens', { code: wall.code.toLowerCase(), name: 'Entrée' })
  expect((await wall.board()).body).toMatchObject({ labName: 'Fablab', machines: [], toCollect: [] })
  const pairing = await request(lab.server).get('/api/screens/pairing').set('cookie', wall.cookie)
  expect(pairing.body.screen).toMatchObject({ name: 'Entrée', kind: 'wall' })

  await marc.call('delete', `/api/screens/${screen.id}`)
  expect((await wall.board()).status).toBe(401)
})

test('a code is good once, and for ten minutes', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const { code } = await newScreen(lab.server)
  const pair = (which: string) => marc.call('post', '/api/screens', { code: which, name: 'Mur' })
  expect((await pair(code)).status).toBe(200)
  expect((await pair(code)).body.code).toBe('screen.unknown-code')
  const late = await newScreen(lab.server)
  lab.clock.now += hours(0.2)
  expect((await pair(late.code)).body.code).toBe('screen.unknown-code')
})

test('a screen reads its board and the machines, and nothing else', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const wall = await newScreen(lab.server)
  await marc.call('post', '/api/screens', { code: wall.code, name: 'Mur' })
  const get = (path: string) => request(lab.server).get(path).set('cookie', wall.cookie)
  expect((await get('/api/machines')).status).toBe(200)
  for (const path of ['/api/print-jobs', '/api/members', '/api/bookings?from=0&to=1', '/api/screens'])
    expect((await get(path)).status, path).toBe(401)
})

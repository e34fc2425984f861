import { readFileSync } from 'node:fs'
import request from 'supertest'
import { expect, test } from 'vitest'
import { api } from '#backend/api.ts'
import { hours, noon, testLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

const open = Object.values(api.publicPage)

/** Every string that an answer holds, wherever it is. */
const strings = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value
      ? Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)])
      : []

test('strangers read hours, prices and machines, and may keep them for half a minute', async () => {
  const lab = await testLab()
  await lab.machine('LASER')
  for (const { path } of open) {
    const answer = await request(lab.server).get(path)
    expect([answer.status, answer.headers['cache-control']], path).toEqual([200, 'public, max-age=30'])
  }
})

test('what strangers read names nobody and no job: neither who booked, nor who prints, nor why a machine is out', async () => {
  const lab = await testLab()
  const laser = await lab.machine('LASER')
  const mill = await lab.machine('FRAISEUSE', 'mill')
  const printer = await lab.printer()
  const ines = await lab.member({ name: 'Inès Secrète', trained: ['laser', 'printer'] })
  const marc = await lab.member({ role: 'staff', name: 'Marc Caché' })
  await ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(1), end: noon + hours(2) })
  await marc.call('put', `/api/machines/${mill}/out-of-order`, { reason: 'Karim a cassé la broche' })
  await ines.call('post', `/api/machines/${laser}/reports`, { words: 'Jeanne a laissé brûler le nid d’abeille' })
  const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
  const { uploadId } = await upload(lab.server, ines, 'cadeau-pour-paul.gcode', cube)
  const { body: job } = await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  await ines.call('patch', `/api/print-jobs/${job.id}`, { machineId: printer })
  await ines.call('post', `/api/print-jobs/${job.id}/actions`, { action: 'submit' })
  // As if it printed: its code is on the inner screens.
  await lab.db.updateTable('printJob').set({ state: 'running' }).where('id', '=', job.id).execute()
  await lab.db.updateTable('printer').set({ bed: 'not_clear' }).execute()

  lab.clock.now = noon + hours(1.5)
  const { body: machines } = await request(lab.server).get('/api/public/machines')
  expect(machines).toMatchObject([
    { name: 'LASER', freedom: 'taken', until: noon + hours(2) },
    { name: 'FRAISEUSE', freedom: 'unavailable', until: null },
    { name: 'PRUSA-1', freedom: 'taken', bedSize: [250, 210, 210] },
  ])
  const said = (await Promise.all(open.map(({ path }) => request(lab.server).get(path)))).flatMap(({ body }) =>
    strings(body),
  )
  const secrets = ['Inès', 'Marc', 'Karim', 'Jeanne', 'cadeau', job.code, job.id, ines.id, marc.id]
  for (const text of said) for (const secret of secrets) expect(text).not.toContain(secret)
})

test('a machine that is free says until when', async () => {
  const lab = await testLab()
  const laser = await lab.machine('LASER')
  const ines = await lab.member({ trained: ['laser'] })
  await ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(3), end: noon + hours(4) })
  const { body } = await request(lab.server).get('/api/public/machines')
  expect(body).toMatchObject([{ freedom: 'free', until: noon + hours(3) }])
})

test('a lab that is not set up yet tells nothing, and does not fail', async () => {
  const { server } = await testLab({ setUp: false })
  for (const { path } of open) expect((await request(server).get(path)).status, path).toBe(200)
})

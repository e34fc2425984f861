import { readFileSync } from 'node:fs'
import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import request from 'supertest'
import { beforeEach, expect, test } from 'vitest'
import { sweepUploads } from '#backend/upload/routes.ts'
import { finishUpload } from '#backend/upload/service.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

let lab: TestLab
let ines: Awaited<ReturnType<TestLab['member']>>

beforeEach(async () => {
  lab = await testLab()
  ines = await lab.member()
})

const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
const half = cube.subarray(0, cube.lastIndexOf('\n', cube.length / 2) + 1)
const tus = (who = ines) => ({ 'tus-resumable': '1.0.0', cookie: `session=${who.token}` })

async function begun(): Promise<string> {
  const created = await request(lab.server)
    .post('/api/uploads')
    .set({ ...tus(), 'upload-length': String(cube.length), 'upload-metadata': `filename ${btoa('cube.gcode')}` })
  return String(created.headers.location)
}

const patch = (location: string, offset: number, bytes: Buffer) =>
  request(lab.server)
    .patch(location)
    .set({ ...tus(), 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' })
    .send(bytes)

test('half a file never becomes a job: it is asked for too early, then goes on', async () => {
  const location = await begun()
  const uploadId = location.split('/').at(-1)
  await patch(location, 0, half)
  expect((await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)).status).toBe(404)
  expect((await patch(location, half.length, cube.subarray(half.length))).status).toBe(204)
  const { body } = await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  expect(body).toMatchObject({
    fileBytes: cube.length,
    gcode: { sha256: await lab.files.hash('test/fixtures/gcode/cube-tiny.gcode') },
  })
})

test('the last byte and the page that asks for its job arrive together: one job, no error', async () => {
  const location = await begun()
  const uploadId = location.split('/').at(-1) ?? ''
  const caller = {
    kind: 'member',
    id: ines.id,
    labId: lab.labId,
    name: '',
    role: 'member',
    language: 'fr',
    sessionHash: '',
  } as const
  await patch(location, 0, half)
  const last = patch(location, half.length, cube.subarray(half.length)).then(({ status }) => status)
  const asked = async () => {
    for (;;) {
      const { status } = await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)
      if (status !== 404) return status
    }
  }
  expect(await Promise.all([last, asked(), asked()])).toEqual([204, 200, 200])
  await Promise.all([finishUpload(lab.app, caller, uploadId), finishUpload(lab.app, caller, uploadId)])
  expect(await lab.db.selectFrom('printJob').selectAll().execute()).toHaveLength(1)
})

test('two people send the same bytes at once: each gets a job', async () => {
  const others = await Promise.all([lab.member(), lab.member(), lab.member()])
  const sent = await Promise.all([ines, ...others].map((who) => upload(lab.server, who, 'cube.gcode', cube)))
  expect(sent.map(({ reply }) => reply.status)).toEqual([204, 204, 204, 204])
})

test.each(['get', 'head', 'patch', 'delete'] as const)('nobody reaches another’s upload: %s', async (method) => {
  const location = await begun()
  await patch(location, 0, half)
  const karim = await lab.member()
  const reply = await request(lab.server)
    [method](location)
    .set({ ...tus(karim), 'upload-offset': String(half.length), 'content-type': 'application/offset+octet-stream' })
  expect(reply.status).toBe(404)
  expect((await request(lab.server).head(location).set(tus())).headers['upload-offset']).toBe(String(half.length))
})

test('what is stored under its hash stays as it is, whatever is sent afterwards', async () => {
  const { uploadId } = await upload(lab.server, ines, 'cube.gcode', cube)
  const { body } = await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  const more = {
    'upload-offset': String(cube.length),
    'content-type': 'application/offset+octet-stream',
    'transfer-encoding': 'chunked',
  }
  await request(lab.server)
    .patch(`/api/uploads/${uploadId}`)
    .set({ ...tus(), ...more })
    .send(Buffer.from('G1 X999\n'))
  await request(lab.server).delete(`/api/uploads/${uploadId}`).set(tus())
  expect(await lab.files.hash(lab.files.path(body.gcode.sha256))).toBe(body.gcode.sha256)
})

test('a slow upload keeps its place for as long as bytes come; one that nobody took up again is forgotten', async () => {
  const location = await begun()
  await patch(location, 0, half)
  const path = join(lab.files.uploadsDir, location.split('/').at(-1) ?? '')
  const day = 24 * 3_600_000
  const set = (file: string, ageMs: number) => utimes(file, new Date(), new Date(Date.now() - ageMs))
  lab.clock.now = Date.now()
  await set(`${path}.json`, 2 * day)
  await sweepUploads(lab.app)
  expect((await patch(location, half.length, cube.subarray(half.length))).status).toBe(204)
  for (const file of [path, `${path}.json`]) await set(file, 2 * day)
  await sweepUploads(lab.app)
  expect(await readdir(lab.files.uploadsDir)).toEqual([])
})

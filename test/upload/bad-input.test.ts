import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import request from 'supertest'
import { beforeEach, expect, test } from 'vitest'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

let lab: TestLab
let ines: Awaited<ReturnType<TestLab['member']>>

beforeEach(async () => {
  lab = await testLab({ argv: ['--max-upload', '2'] })
  ines = await lab.member()
})

const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010101', 'hex'), Buffer.alloc(4000, 7)])
const hugeHeader = Buffer.concat([Buffer.alloc(80), Buffer.from([255, 255, 255, 255])])
const gcode = (line: string) =>
  Buffer.from(`; a file\nG21\nG90\nM83\nG28\nM104 S200\n${line}\nG1 X10 Y10 Z0.2 E1 F1200\nM104 S0\n`)

test.each<[string, string, Buffer, RegExp]>([
  ['an empty file', 'piece.stl', Buffer.alloc(0), /vide.*Ré-exportez/],
  ['a JPEG named .stl', 'piece.stl', jpeg, /JPEG.*STL/],
  ['a header that announces 4,294,967,295 triangles', 'piece.stl', hugeHeader, /4.294.967.295 triangles/],
  ['G-code with M500', 'piece.gcode', gcode('M500'), /Ligne 7.*M500.*mémoire/],
  ['an OBJ with a face on nothing', 'piece.obj', Buffer.from('v 0 0 0\nv 1 0 0\nf 1 2 3\n'), /illisible à la ligne 3/],
  ['an OBJ of curved surfaces', 'piece.obj', Buffer.from('v 0 0 0\ncstype bspline\n'), /surface courbe.*ligne 2/],
  ['a model above the limit', 'piece.stl', Buffer.alloc(2_000_001), /trop grand.*2.Mo/],
  ['G-code above its limit', 'piece.gcode', Buffer.alloc(4_000_001, '\n'), /trop grand.*4.Mo/],
])('%s is refused in words, and nothing is stored', async (_name, file, bytes, sentence) => {
  const { refusal } = await upload(lab.server, ines, file, bytes)
  expect(refusal?.sentence.replace(/\s/g, ' ')).toMatch(sentence)
  expect(await lab.db.selectFrom('printJob').selectAll().execute()).toEqual([])
  expect(everyFile(lab.dataDir)).toEqual([])
})

test('the same in English, for whoever asks in English', async () => {
  const metadata = `filename ${Buffer.from('part.stl').toString('base64')}`
  const { text } = await request(lab.server)
    .post('/api/uploads')
    .set({
      'tus-resumable': '1.0.0',
      'upload-length': '0',
      'upload-metadata': metadata,
      'accept-language': 'en',
      cookie: `session=${ines.token}`,
    })
  expect(JSON.parse(text).sentence).toMatch(/This file is empty. Export it again/)
})

test('an upload goes on where it stopped, and belongs to who began it', async () => {
  const bytes = readFileSync('test/fixtures/models/cube-ascii.stl')
  const tus = { 'tus-resumable': '1.0.0', cookie: `session=${ines.token}` }
  const metadata = `filename ${Buffer.from('cube.stl').toString('base64')}`
  const created = await request(lab.server)
    .post('/api/uploads')
    .set({ ...tus, 'upload-length': String(bytes.length), 'upload-metadata': metadata })
  const location = String(created.headers.location)
  const patch = (from: number, to: number) =>
    request(lab.server)
      .patch(location)
      .set({ ...tus, 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' })
      .send(bytes.subarray(from, to))
  await patch(0, 700)
  const head = await request(lab.server).head(location).set(tus)
  expect(head.headers['upload-offset']).toBe('700')
  const karim = await lab.member()
  expect(
    (
      await request(lab.server)
        .head(location)
        .set({ ...tus, cookie: `session=${karim.token}` })
    ).status,
  ).toBe(404)
  expect((await patch(700, bytes.length)).status).toBe(204)
  const { body } = await ines.call('get', `/api/print-jobs/by-upload/${location.split('/').at(-1)}`)
  expect(body).toMatchObject({ title: 'cube', state: 'draft', source: 'model', model: { triangles: 12, closed: true } })
})

test('an OBJ is a model like any other, a hollow face included', async () => {
  const { uploadId } = await upload(lab.server, ines, 'équerre.obj', readFileSync('test/fixtures/models/bracket.obj'))
  const { body } = await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  expect(body).toMatchObject({ title: 'équerre', source: 'model', model: { triangles: 20, closed: true, shells: 1 } })
  expect(body.model.sizeMm).toEqual([30, 30, 10])
})

test('where there is no slicer, a model is kept and its maker is told to send G-code', async () => {
  const printer = await lab.printer()
  const { uploadId } = await upload(lab.server, ines, 'cube.stl', readFileSync('test/fixtures/models/cube-ascii.stl'))
  const { body } = await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  const chosen = await ines.call('patch', `/api/print-jobs/${body.id}`, { machineId: printer })
  expect(chosen.body).toMatchObject({ slicing: 'failed', slicingProblem: 'slicer-absent', quote: null })
  const sent = await ines.call('post', `/api/print-jobs/${body.id}/actions`, { action: 'submit' })
  expect(sent.body.code).toBe('print-job.not-ready')
})

test('a stranger cannot upload at all', async () => {
  const { status } = await request(lab.server)
    .post('/api/uploads')
    .set({ 'tus-resumable': '1.0.0', 'upload-length': '5' })
  expect(status).toBe(401)
})

const everyFile = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

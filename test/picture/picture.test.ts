import { expect, test } from 'vitest'
import request from 'supertest'
import { pictureFacts } from '#backend/picture/picture-facts.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { png } from '../support/png.ts'

const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108012c019003012200021101031101ffd9', 'hex')
const webp = Buffer.concat([
  Buffer.from('RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0', 'latin1'),
  Buffer.from([0x8f, 1, 0, 0x2b, 1, 0]),
])
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')

test.each([
  ['a PNG', png(400, 300), 'image/png'],
  ['a JPEG', jpeg, 'image/jpeg'],
  ['a WebP', webp, 'image/webp'],
])('%s is known by its bytes, with its size', (_name, bytes, type) =>
  expect(pictureFacts(bytes)).toEqual({ type, width: 400, height: 300 }),
)

test.each([
  ['an SVG', svg],
  ['a page', Buffer.from('<!doctype html>')],
  ['half a PNG', png(4, 4).subarray(0, 20)],
  ['a JPEG whose table has no end', Buffer.from('ffd8ffe0ffff', 'hex')],
  ['a picture of no size', png(0, 300)],
  ['nothing', Buffer.alloc(0)],
])('%s is no picture', (_name, bytes) => expect(pictureFacts(bytes)).toBeUndefined())

const send = async (lab: TestLab, bytes: Buffer, role: 'staff' | 'member' = 'staff') => {
  const { token } = await lab.member({ role })
  return request(lab.server)
    .post('/api/pictures')
    .set({ cookie: `session=${token}`, 'content-type': 'image/png' })
    .send(bytes)
}

test('a logo is shown to strangers once it is the lab’s, and not before', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const { id } = (await send(lab, png(400, 300))).body
  expect((await request(lab.server).get(`/api/pictures/${id}`)).body.code).toBe('picture.not-found')
  const { version, ...settings } = (await staff.call('get', '/api/lab/settings')).body
  await staff.call('put', '/api/lab/settings', { ...settings, logo: id, version })
  const shown = await request(lab.server).get(`/api/pictures/${id}`)
  expect([shown.status, shown.headers['content-type'], shown.headers['x-content-type-options']]).toEqual([
    200,
    'image/png',
    'nosniff',
  ])
  expect((await staff.call('get', '/api/lab')).body.logo).toBe(id)
})

test.each([
  ['an SVG with a script', svg, 'picture.not-a-picture'],
  ['a 40-megapixel photo', png(8000, 5000), 'picture.too-large'],
  ['three megabytes', Buffer.concat([png(4, 4), Buffer.alloc(3_000_000)]), 'input.too-large'],
])('%s is refused in words', async (_name, bytes, code) => {
  const { body } = await send(await testLab(), bytes)
  expect(body.code).toBe(code)
  expect(body.sentence.length).toBeGreaterThan(10)
})

test('only staff send pictures', async () =>
  expect((await send(await testLab(), png(4, 4), 'member')).body.code).toBe('auth.forbidden'))

test('a logo that was never sent is refused', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const { version, ...settings } = (await staff.call('get', '/api/lab/settings')).body
  const { body } = await staff.call('put', '/api/lab/settings', { ...settings, logo: 'a'.repeat(64), version })
  expect(body.code).toBe('picture.not-found')
})

import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { admit } from '#backend/io/http.ts'
import { insertRun } from '#backend/run/store.ts'
import { webcamApi } from '#backend/webcam/schema.ts'
import { fetchPicture } from '#backend/io/camera.ts'
import { upload } from '../support/upload.ts'
import { dump } from '../support/dump.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { png } from '../support/png.ts'
import { jpeg } from './pictures.ts'

/** A camera on this computer, and how often it was asked. */
async function camera(answer: RequestListener): Promise<{ url: string; asked: () => number; open: () => number }> {
  let asked = 0
  let open = 0
  const server = createServer((req, res) => {
    asked++
    open++
    res.on('close', () => open--)
    answer(req, res)
  })
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/snapshot`
  return { url, asked: () => asked, open: () => open }
}

const snapshot: RequestListener = (_req, res) => void res.setHeader('content-type', 'text/html').end(jpeg())
const quick = { withinMs: 300, mostBytes: 50_000 }
const troubleOf = (url: string, loopback = true) =>
  fetchPicture(new URL(url), loopback, quick).then(
    () => 'a picture',
    (error: { trouble?: string }) => error.trouble ?? error,
  )

test('a snapshot, and the first picture of a stream that never ends; its connection is closed', async () => {
  const still = await camera(snapshot)
  expect(await fetchPicture(new URL(still.url), true)).toMatchObject({ type: 'image/jpeg', bytes: jpeg() })
  const stream = await camera((_req, res) => {
    res.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' })
    const timer = setInterval(() => {
      res.write('--frame\r\nContent-Type: image/png\r\n\r\n')
      res.write(png(4))
      res.write('\r\n')
    }, 10)
    res.on('close', () => clearInterval(timer))
  })
  expect(await fetchPicture(new URL(stream.url), true)).toMatchObject({ type: 'image/png', bytes: png(4) })
  await expect.poll(stream.open).toBe(0)
})

const endless: RequestListener = (_req, res) => {
  res.writeHead(200, { 'content-type': 'image/jpeg' })
  res.write(jpeg().subarray(0, -2))
  const timer = setInterval(() => res.write(Buffer.alloc(10_000)), 1)
  res.on('close', () => clearInterval(timer))
}

test.each<[string, RequestListener, string]>([
  [
    'HTML instead',
    (_req, res) => void res.setHeader('content-type', 'image/jpeg').end('<!doctype html><p>hello'),
    'no-picture',
  ],
  [
    'an SVG instead',
    (_req, res) => void res.setHeader('content-type', 'image/jpeg').end('<svg xmlns="x"/>        '),
    'no-picture',
  ],
  ['half a picture', (_req, res) => void res.end(jpeg().subarray(0, 30)), 'no-picture'],
  ['nothing', (_req, res) => void res.end(), 'no-picture'],
  ['a picture without end', endless, 'too-large'],
  ['silence', () => {}, 'too-slow'],
  ['a byte now and then', (_req, res) => void (res.writeHead(200), res.write(jpeg().subarray(0, 4))), 'too-slow'],
  [
    'a redirect to another host',
    (_req, res) => void res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    'redirects',
  ],
  ['a password', (_req, res) => void res.writeHead(401).end(jpeg()), 'says-no'],
  ['a broken connection', (_req, res) => void res.destroy(), 'no-connection'],
])('a camera that gives %s gives no picture', async (_name, answer, trouble) => {
  const { url } = await camera(answer)
  expect(await troubleOf(url)).toBe(trouble)
})

test('only the lab’s own network is asked, by the number that a name stands for at that moment', async () => {
  const { url, asked } = await camera(snapshot)
  const port = new URL(url).port
  expect(await troubleOf(url, false)).toBe('outside')
  for (const host of [
    'localhost',
    '[::1]',
    '2130706433',
    '0x7f.1',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '169.254.169.254',
    '8.8.8.8',
  ])
    expect(await troubleOf(`http://${host}:${port}/`, false), host).toBe('outside')
  expect(await troubleOf('http://no-such-name.invalid/')).toBe('unknown-name')
  expect(asked()).toBe(0)
})

test('a name is looked up once and not again: it cannot point elsewhere in between', async () => {
  const { url, asked } = await camera(snapshot)
  const port = new URL(url).port
  const numbers = [['127.0.0.1', '8.8.8.8'], ['127.0.0.1']]
  const numbersOf = async () => (numbers.shift() ?? ['8.8.8.8']).map((address) => ({ address }))
  const fetched = () => fetchPicture(new URL(`http://camera.example:${port}/`), true, { ...quick, numbersOf })
  await expect(fetched(), 'one of its numbers is outside').rejects.toMatchObject({ trouble: 'outside' })
  expect(await fetched()).toMatchObject({ bytes: jpeg() })
  expect(numbers).toEqual([])
  await expect(fetched(), 'it has moved').rejects.toMatchObject({ trouble: 'outside' })
  expect(asked()).toBe(1)
})

test('staff set it, it is off until then; the team sees it, a maker only while their own job prints, a screen never', async () => {
  const lab = await testLab({ argv: ['--webcam-loopback'] })
  const id = await lab.printer()
  const { url, asked } = await camera(snapshot)
  const [marc, lea, ines] = [
    await lab.member({ role: 'staff' }),
    await lab.member({ role: 'volunteer' }),
    await lab.member(),
  ]
  const picture = (who: typeof marc) => who.call('get', `/api/machines/${id}/picture`)
  expect((await picture(marc)).body.code).toBe('webcam.not-shown')
  const set = (who: typeof marc, address: string) => who.call('put', `/api/machines/${id}/webcam`, { address })
  expect((await set(lea, url)).body.code).toBe('auth.forbidden')
  for (const [address, words] of [
    ['rtsp://192.168.1.4/', 'http://'],
    ['http://8.8.8.8/', 'réseau du labo'],
    ['file:///etc/passwd', 'http://'],
  ] as const) {
    const { body } = await set(marc, address)
    expect([body.code, body.sentence]).toEqual(['webcam.bad-address', expect.stringContaining(words)])
  }
  const unset = await dump(lab.db)
  const { change } = (await set(marc, url)).body
  expect((await marc.call('post', `/api/changes/${change.id}/undo`)).status).toBe(200)
  expect(await dump(lab.db), 'an address that was set by mistake is taken back').toEqual(unset)
  expect((await set(marc, url)).body.address).toBe(url)
  expect((await lea.call('get', `/api/machines/${id}/webcam`)).body.code, 'it may hold a password').toBe(
    'auth.forbidden',
  )

  const before = asked()
  const seen = await Promise.all([picture(lea), picture(marc), picture(lea)])
  for (const { status, headers, body } of seen) {
    expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([200, 'image/jpeg', 'nosniff'])
    expect(body).toEqual(jpeg())
  }
  expect(asked() - before, 'shared within a second').toBe(1)
  lab.clock.now += 1000
  await picture(lea)
  expect(asked() - before).toBe(2)

  expect((await picture(ines)).body.code).toBe('webcam.not-shown')
  await printsOn(lab, id, ines)
  expect((await picture(ines)).status).toBe(200)
  expect((await picture(await lab.member())).body.code, 'somebody else’s print').toBe('webcam.not-shown')
  await lab.db.updateTable('run').set({ state: 'ended' }).execute()
  expect((await picture(ines)).body.code).toBe('webcam.not-shown')
  const screen = { kind: 'screen', id: 'wall', labId: lab.labId } as const
  expect(() => admit(webcamApi.picture.who, screen)).toThrow('auth.required')

  expect((await set(marc, '')).body.address).toBe('')
  expect((await picture(marc)).body.code).toBe('webcam.not-shown')
})

async function printsOn(lab: TestLab, machineId: string, owner: Awaited<ReturnType<TestLab['member']>>): Promise<void> {
  const { uploadId } = await upload(
    lab.server,
    owner,
    'cube.gcode',
    readFileSync('test/fixtures/gcode/cube-tiny.gcode'),
  )
  const { body } = await owner.call('get', `/api/print-jobs/by-upload/${uploadId}`)
  await insertRun(lab.db, {
    ...{ id: 'run', labId: lab.labId, jobId: body.id, machineId, attempt: 1, state: 'printing', outcome: null },
    ...{ reason: null, detail: null, gcodeSha256: 'x', startedBy: null, claimedAt: 0, printingAt: 0, endedAt: null },
    ...{ linesAcked: 0, linesTotal: 1, resends: 0, tookBed: 0, streamQuality: null, incidents: 0 },
    ...{ fromLayer: null, fromHeight: null },
  })
}

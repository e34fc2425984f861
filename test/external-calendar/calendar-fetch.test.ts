import { createServer, type RequestListener } from 'node:http'
import { onTestFinished, describe, expect, test } from 'vitest'
import { readCalendarAddress, NoCalendar } from '#backend/external-calendar/trouble.ts'
import { createFetchCalendar, isOnTheInternet, type CalendarLimits } from '#backend/io/calendar-fetch.ts'

describe('the server never connects to', () => {
  test.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.254',
    '127.0.0.1',
    '127.1.2.3',
    '169.254.169.254',
    '169.254.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '192.168.255.255',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '3fff::1',
    'fc00::1',
    'fd00:ec2::254',
    'fdff::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
    'ff02::1',
    'ff0e::1',
    '',
    'localhost',
    '0x7f000001',
    '2130706433',
    '127.1',
  ])('%s', (address) => expect(isOnTheInternet(address, false)).toBe(false))

  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2a00:1450:4007::1', '2606:4700::1111'])(
    'but it does to %s',
    (address) => expect(isOnTheInternet(address, false)).toBe(true),
  )
})

test.each([
  'file:///etc/passwd',
  'ftp://a.example/b.ics',
  'gopher://a.example',
  'data:text/calendar,BEGIN',
  'javascript:1',
  'nonsense',
  '',
  'https://inès:secret@a.example/b.ics',
  'https://token@a.example/b.ics',
])('%s is no address of a calendar', (text) => expect(readCalendarAddress(text)).toBeUndefined())

test('webcal is https by another name', () => {
  expect(readCalendarAddress('webcal://a.example/b.ics')?.href).toBe('https://a.example/b.ics')
})

async function web(answer: RequestListener): Promise<{ url: URL; asked: () => string[] }> {
  const asked: string[] = []
  const server = createServer((req, res) => {
    asked.push(req.url ?? '')
    res.on('error', () => undefined)
    answer(req, res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { url: new URL(`http://calendar.example:${port}/a.ics`), asked: () => asked }
}

const here = () => Promise.resolve([{ address: '127.0.0.1' }])
const trouble = (url: URL, limits: Partial<CalendarLimits> = {}) =>
  createFetchCalendar({ loopback: true, numbersOf: here, ...limits })(url).then(
    (text) => `read ${text.length}`,
    (error: unknown) => (error instanceof NoCalendar ? error.trouble : error),
  )

test('a name that stands for an inner number is not asked, whatever else it stands for', async () => {
  const { url, asked } = await web((_req, res) => res.end('x'))
  const both = () => Promise.resolve([{ address: '8.8.8.8' }, { address: '127.0.0.1' }])
  expect(await trouble(url, { loopback: false })).toBe('inside')
  expect(await trouble(url, { loopback: false, numbersOf: both })).toBe('inside')
  expect(await trouble(new URL(`http://127.0.0.1:${url.port}/`), { loopback: false })).toBe('inside')
  expect(asked()).toEqual([])
})

test('a name is looked up once, and what it answers next does not count', async () => {
  const { url } = await web((_req, res) => res.end('BEGIN'))
  const answers = ['127.0.0.1', '10.0.0.1', '169.254.169.254']
  let looked = 0
  expect(await trouble(url, { numbersOf: () => Promise.resolve([{ address: answers[looked++]! }]) })).toBe('read 5')
  expect(looked).toBe(1)
})

test('a redirect is not followed, not even to itself', async () => {
  const inner = await web((_req, res) => res.end('secret'))
  const { url } = await web((_req, res) => res.writeHead(302, { location: inner.url.href }).end())
  expect(await trouble(url)).toBe('redirects')
  expect(inner.asked()).toEqual([])
})

test('50 MB are refused as they come, announced or not', async () => {
  let sent = 0
  const { url } = await web((_req, res) => {
    const part = Buffer.alloc(100_000, 'a')
    const more = (): void => {
      if (sent >= 50_000_000) return void res.end()
      sent += part.length
      if (res.write(part)) setImmediate(more)
      else res.once('drain', more)
    }
    more()
  })
  expect(await trouble(url)).toBe('too-large')
  expect(sent).toBeLessThan(20_000_000)
})

test.each<[string, string, RequestListener]>([
  ['never answers', 'too-slow', () => undefined],
  [
    'drips without end',
    'too-slow',
    (_req, res) => {
      const drip = setInterval(() => res.write('B'), 20)
      res.on('close', () => clearInterval(drip))
    },
  ],
  ['hangs up', 'no-connection', (req) => req.socket.destroy()],
  [
    'hangs up in the middle',
    'no-connection',
    (req, res) => {
      res.writeHead(200, { 'content-length': 100 }).write('BEGIN')
      setTimeout(() => req.socket.destroy(), 20)
    },
  ],
  ['says no', 'says-no', (_req, res) => res.writeHead(404).end()],
  ['packs it', 'not-a-calendar', (_req, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end('x')],
])('a server that %s: %s', async (_does, expected, answer) => {
  const { url } = await web(answer)
  expect(await trouble(url, { withinMs: 300 })).toBe(expected)
})

test('nothing is told to it but the wish', async () => {
  const heard: Record<string, unknown>[] = []
  const { url } = await web((req, res) => {
    heard.push(req.headers)
    res.end('x')
  })
  await trouble(url)
  expect(Object.keys(heard[0]!).toSorted()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
})

test('a name that nobody knows', async () => {
  const nobody = () => Promise.reject(new Error('ENOTFOUND'))
  expect(await trouble(new URL('http://nobody.example/'), { numbersOf: nobody })).toBe('unknown-name')
})

import { lookup } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP } from 'node:net'
import { NoCalendar } from '#backend/external-calendar/trouble.ts'

type Numbers = (host: string) => Promise<{ address: string }[]>
export type CalendarLimits = {
  withinMs: number
  mostBytes: number
  numbersOf: Numbers
  /** Also from this computer itself: for tests, which have no Internet. */
  loopback: boolean
}
const usualLimits: CalendarLimits = {
  withinMs: 5_000,
  mostBytes: 2_000_000,
  numbersOf: (host) => lookup(host, { all: true }),
  loopback: false,
}

export type FetchCalendar = (url: URL) => Promise<string>

/** IANA’s special-purpose addresses: networks behind somebody’s door, this computer, links, documentation, many at once. */
const special = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(net, bits)
// Of IPv6 only what is given out for the Internet is asked, and of that nothing which carries an IPv4 number inside.
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  special.addSubnet(net, bits, 'ipv6')
const internet = new BlockList()
internet.addSubnet('2000::', 3, 'ipv6')
const thisComputer = new BlockList()
thisComputer.addSubnet('127.0.0.0', 8)
thisComputer.addAddress('::1', 'ipv6')

/** Whether the server may read a calendar from this number. */
export function isOnTheInternet(address: string, loopback: boolean): boolean {
  const family = isIP(address)
  if (family === 0 || address.includes('%')) return false
  const kind = family === 6 ? 'ipv6' : 'ipv4'
  if (loopback && thisComputer.check(address, kind)) return true
  return family === 6 ? internet.check(address, kind) && !special.check(address, kind) : !special.check(address, kind)
}

/**
 * Reads the text of a calendar: decided on the number that its name stands for now, and fetched from exactly that number, so
 * that no name can point elsewhere in between. Redirects are not followed, nothing is sent but the wish. Throws NoCalendar.
 */
export function createFetchCalendar(given: Partial<CalendarLimits> = {}): FetchCalendar {
  const limits = { ...usualLimits, ...given }
  return (url) => {
    const late = AbortSignal.timeout(limits.withinMs)
    const gone = new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(new NoCalendar('too-slow')), { once: true })
    })
    gone.catch(() => {})
    return Promise.race([fetchFrom(url, limits, late), gone])
  }
}

async function fetchFrom(url: URL, limits: CalendarLimits, late: AbortSignal): Promise<string> {
  const address = await resolved(url.hostname.replace(/^\[|\]$/g, ''), limits)
  late.throwIfAborted()
  const response = await ask(url, address, late)
  try {
    const { statusCode = 0, headers } = response
    if (statusCode >= 300 && statusCode < 400) throw new NoCalendar('redirects')
    if (statusCode !== 200) throw new NoCalendar('says-no')
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new NoCalendar('not-a-calendar')
    return await readText(response, limits.mostBytes, late)
  } finally {
    response.destroy()
  }
}

/** Every number that the name stands for must be on the Internet: one that also points inside is not trusted with any. */
async function resolved(host: string, { numbersOf, loopback }: CalendarLimits): Promise<string> {
  const found = await numbersOf(host).catch(() => [])
  const [first] = found
  if (!first) throw new NoCalendar('unknown-name')
  if (!found.every(({ address }) => isOnTheInternet(address, loopback))) throw new NoCalendar('inside')
  return first.address
}

function ask(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const isHttps = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (isHttps ? requestHttps : requestHttp)(
      {
        host: address,
        port: url.port || (isHttps ? 443 : 80),
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, accept: 'text/calendar', 'accept-encoding': 'identity', 'user-agent': 'Etabli' },
        agent: false,
        signal,
        ...(isHttps && isIP(url.hostname) === 0 && { servername: url.hostname }),
      },
      resolve,
    )
    request.on('error', () => reject(new NoCalendar(signal.aborted ? 'too-slow' : 'no-connection')))
    request.end()
  })
}

/** Counted as it comes: what is announced is a promise only. */
async function readText(response: IncomingMessage, mostBytes: number, late: AbortSignal): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > mostBytes) throw new NoCalendar('too-large')
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof NoCalendar) throw error
    throw new NoCalendar(late.aborted ? 'too-slow' : 'no-connection')
  }
  return Buffer.concat(chunks).toString('utf8')
}
